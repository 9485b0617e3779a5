/**
 * A wake message: errors were stored, so look now and not at the next minute. However many processes store errors in a slot of time, the
 * queue keeps one message of them (FIFO, by deduplication id) and holds it back until the slot is over: what came late in the slot is in the
 * store by then, and needs no message of its own. So an error waits for 7 s at most, and a storm of them is a scan every 5.
 */
import { isObject } from "../normalize/json-object.ts";
import type { Queue } from "../ports.ts";
import type { JsonValue } from "../record.ts";
import { within } from "../within.ts";

const SLOT_MS = 5_000;
/** The first send of a process loads the client and connects; more than this would be a burden on whoever waits for an answer. */
const MOST_SEND_MS = 2_000;
/** How long the queue holds a message back: infra/resources/queue.yml says the same. A slot, and what a send may take. */
export const WAKE_DELAY_SECONDS = (SLOT_MS + MOST_SEND_MS) / 1_000;

export interface Wake {
  /** Of real time, whatever SLUICE_NOW says: the queue's delay is real, too. */
  readonly slot: number;
  /** How many scans in a row found nothing new; 0 for a message of ingest's. */
  readonly misses: number;
}

/** @throws SluiceError if the queue does not take it */
export async function sendWake(queue: Pick<Queue, "send">, misses: number, nowMs: number): Promise<void> {
  const wake: Wake = { slot: slotAt(nowMs), misses };
  await queue.send(JSON.stringify({ sluice: "wake", ...wake }), { deduplicationId: `wake-${wake.slot}-${misses}` });
}

/** @returns undefined if the body is none of ours */
export function readWake(body: string): Wake | undefined {
  try {
    // What JSON.parse gives is a JsonValue by definition.
    const said = JSON.parse(body) as JsonValue;
    if (!isObject(said) || said["sluice"] !== "wake") return undefined;
    const { slot, misses } = said;
    return isCount(slot) && isCount(misses) ? { slot, misses } : undefined;
  } catch {
    // Told by the caller, who knows whose message it is.
    return undefined;
  }
}

export interface Waker {
  /**
   * Errors were stored. Sends one message a slot: whether it fails or not, nobody waits for a second one.
   * @throws SluiceError if the queue did not take it, or not in time
   */
  wake(withinMs: number): Promise<void>;
}

/** @param open is asked for the queue only when there is something to send */
export function createWaker(open: () => Promise<Pick<Queue, "send">>, nowMs: () => number = Date.now): Waker {
  let lastSlot: number | undefined;
  return {
    async wake(withinMs) {
      const atMs = nowMs();
      if (slotAt(atMs) === lastSlot) return;
      lastSlot = slotAt(atMs);
      const sent = open().then((queue) => sendWake(queue, 0, atMs));
      await within(Math.min(MOST_SEND_MS, withinMs), "The wake queue took no message", sent);
    },
  };
}

function slotAt(timeMs: number): number {
  return Math.floor(timeMs / SLOT_MS);
}

function isCount(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
