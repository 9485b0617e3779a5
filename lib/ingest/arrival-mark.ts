/**
 * When records last arrived, in one small object: a scan that reads it need not ask a store to which nothing came, and an OpenSearch
 * Serverless collection that nobody asks may sleep.
 */
import type { ObjectStore } from "../ports.ts";
import { readState } from "../state.ts";
import { within } from "../within.ts";

const MARK_KEY = "state/arrived.json";
/**
 * A process writes it so often at most: records may be younger than the mark by this much. A PUT costs 5 USD a million, so a
 * process that is busy all day pays 0.43 USD a month.
 */
export const MARK_EVERY_MS = 30_000;
const AGAIN_AFTER_FAILURE_MS = 5_000;
const WITHIN_MS = 15_000;

interface Mark {
  readonly arrivedMs?: number;
}

export interface ArrivalMark {
  /** @throws SluiceError if it was due and could not be written, or not in time */
  write(nowMs: number, withinMs?: number): Promise<void>;
}

export function createArrivalMark(objects: Pick<ObjectStore, "put">): ArrivalMark {
  let dueMs = Number.NEGATIVE_INFINITY;
  return {
    async write(nowMs, withinMs = WITHIN_MS) {
      if (performance.now() < dueMs) return;
      dueMs = performance.now() + MARK_EVERY_MS;
      const mark: Mark = { arrivedMs: nowMs };
      const written = objects.put(MARK_KEY, JSON.stringify(mark), { contentType: "application/json" });
      try {
        await within(withinMs, `${MARK_KEY} was not written`, written);
      } catch (error) {
        dueMs = performance.now() + AGAIN_AFTER_FAILURE_MS;
        throw error;
      }
    },
  };
}

/**
 * Records may have arrived up to MARK_EVERY_MS later.
 * @returns undefined if no process has written the mark yet
 */
export async function lastArrivalMs(objects: ObjectStore): Promise<number | undefined> {
  return (await readState<Mark>(objects, MARK_KEY, {})).arrivedMs;
}
