/** One message: the objects, the rest of an object, or the events that it brings, each tried under the eyes of poison.ts. */
import { setTimeout as sleep } from "node:timers/promises";
import { SluiceError } from "../errors.ts";
import { LEDGER_PREFIX } from "../ledger/entry.ts";
import type { LogStore, ObjectStore, Queue } from "../ports.ts";
import { bury } from "./bury.ts";
import { ingestSubscription, subscriptionDelivery } from "./cloudwatch.ts";
import { type Continuation, writeContinuation } from "./continuation.ts";
import { messageDelivery, objectDelivery } from "./delivery.ts";
import type { FunctionTime } from "./function-time.ts";
import type { MessageSettings } from "./messages.ts";
import type { Mark, Pass } from "./pass.ts";
import { DEFAULT_POISON, tryOnce } from "./poison.ts";
import type { IngestReport } from "./report.ts";
import { type IngestPorts, ingest } from "./run.ts";
import type { ObjectReference, QueueBody } from "./s3-event.ts";
import { ingestSpooled, isSpooled } from "./spool/take.ts";

export interface MessagePorts extends IngestPorts {
  /** Events may name another bucket than the one that Sluice keeps its own objects in. */
  readonly bucket: (name: string) => Promise<ObjectStore>;
  /** Where the messages come from. */
  readonly queue: Pick<Queue, "send">;
}

/** What came of messages, as far as it is durable. */
export interface Taken {
  readonly reports: IngestReport[];
  /** Objects that were gone when their turn came: deleted, or already expired. */
  readonly missing: string[];
  /** Objects whose rest, behind so many uncompressed bytes, was handed on. */
  readonly continued: { readonly object: string; readonly bytes: number }[];
  /** What went to quarantine as a whole, and why. */
  readonly buried: { readonly object: string; readonly reason: string }[];
}

export interface Surroundings {
  readonly ports: MessagePorts;
  readonly settings: MessageSettings;
  readonly time: FunctionTime;
}

interface GivenMessage {
  readonly id: string;
  readonly body: string;
  readonly receiveCount: number;
  readonly asked: QueueBody;
}

/** @throws SluiceError, or whatever these bytes bring to light: the message must come again, and what was taken of it is known as duplicate then */
export async function takeMessage(message: GivenMessage, taken: Taken, at: Surroundings): Promise<void> {
  const { asked } = message;
  switch (asked.kind) {
    case "nothing":
      return;
    case "unreadable":
      // Tomorrow it says the same: its bytes are kept, and nobody waits for it.
      return buryMessage(message, asked.reason, taken, at);
    case "subscription":
      return takeSubscription(message, asked.data, asked.receivedMs ?? at.settings.nowMs(), taken, at);
    case "continuation": {
      const { bucket, key, deliveredMs } = asked.continuation;
      return takeObject(message, { bucket, key, eventMs: deliveredMs }, taken, at, asked.continuation);
    }
    case "objects":
      for (const reference of asked.objects) await takeObject(message, reference, taken, at);
  }
}

async function takeObject(
  { id, receiveCount }: GivenMessage,
  reference: ObjectReference,
  taken: Taken,
  at: Surroundings,
  continuation?: Continuation,
): Promise<void> {
  const { ports, settings, time } = at;
  const { bucket, key, eventMs } = reference;
  const source = await ports.bucket(bucket);
  if (isOwn(source, key, ports.objects)) return;
  const object = `${bucket}/${key}`;

  const trial = {
    // By message: an event that came twice may be tried at the same time, and one must not take the other's mark for its own failure.
    subject: JSON.stringify(["object", id, bucket, key, continuation?.mark.bytes ?? 0]),
    receiveCount,
    work(store: LogStore) {
      const around = { ...at, ports: { ...ports, store } };
      return inTime(time, (isAbandoned) => ingestObject(source, reference, around, isAbandoned, continuation));
    },
    async bury(reason: string): Promise<void> {
      const found = await source.get(key);
      if (!found) return;
      await found.body[Symbol.asyncIterator]().return?.();
      const plain = objectDelivery(source, key, found, eventMs ?? found.modifiedMs);
      const delivery = isSpooled(source, key, ports.objects) ? { ...plain, protocol: "spool" as const } : plain;
      const full = `${reason}; an object of ${found.sizeBytes} bytes`;
      taken.reports.push(await bury(delivery, full, continuation?.mark.bytes ?? 0, ports.objects, settings));
      taken.buried.push({ object, reason: full });
    },
  };
  const tried = await tryOnce(trial, ports, settings.poison ?? DEFAULT_POISON);
  if (tried.kind === "poison") return;
  const { report, isGone, stoppedAt } = tried.value;
  if (report) taken.reports.push(report);
  if (isGone) taken.missing.push(object);
  if (stoppedAt) taken.continued.push({ object, bytes: stoppedAt.bytes });
}

interface ObjectOutcome {
  readonly report?: IngestReport | undefined;
  /** Deleted, or expired, before its turn came. */
  readonly isGone?: boolean;
  readonly stoppedAt?: Mark;
}

async function ingestObject(
  source: ObjectStore,
  { bucket, key, eventMs }: ObjectReference,
  { ports, settings, time }: Surroundings,
  isAbandoned: () => boolean,
  continuation?: Continuation,
): Promise<{ value: ObjectOutcome; fault?: string }> {
  const object = await source.get(key);
  if (isSpooled(source, key, ports.objects)) {
    // It is gone when it is done, and this message a second one.
    return { value: { report: object && (await ingestSpooled(source, key, object, ports, settings)) } };
  }
  if (!object) return { value: { isGone: true } };
  const deliveredMs = eventMs ?? object.modifiedMs;
  let stoppedAt: Mark | undefined;
  let lateAt: number | undefined;
  const pass: Pass = {
    // The mark lies in the object that it was set in: what was put in its place is taken from the begin, and twins meet by their ids.
    ...(continuation?.etag === object.etag && { from: continuation.mark }),
    isOver: time.isShort,
    isLate: time.isLate,
    onStop(mark) {
      stoppedAt = mark;
    },
    onLate(bytes) {
      lateAt = bytes;
    },
  };
  const report = await ingest(objectDelivery(source, key, object, deliveredMs), ports, settings, pass);
  if (lateAt !== undefined) return { value: { report }, fault: tooFar(lateAt, continuation?.mark.bytes ?? 0) };
  if (!stoppedAt) return { value: { report } };
  // What lies before the mark is durable by now; only the message that is deleted after this one is sent still leads to the rest.
  if (!isAbandoned()) {
    await ports.queue.send(writeContinuation({ bucket, key, etag: object.etag, deliveredMs, mark: stoppedAt }));
  }
  return { value: { report, stoppedAt } };
}

function tooFar(bytes: number, mark: number): string {
  const advice = "give ingest-object more time or memory, then replay: that has no limit";
  return `too long for the function: reading again what was taken came to byte ${bytes} of ${mark}; ${advice}`;
}

async function takeSubscription(
  { id, receiveCount }: GivenMessage,
  data: string,
  receivedMs: number,
  taken: Taken,
  { ports, settings, time }: Surroundings,
): Promise<void> {
  const trial = {
    subject: JSON.stringify(["subscription", id]),
    receiveCount,
    work: (store: LogStore) =>
      inTime(time, async () => ({ value: await ingestSubscription(data, receivedMs, { ...ports, store }, settings) })),
    async bury(reason: string): Promise<void> {
      const delivery = subscriptionDelivery(data, receivedMs);
      taken.reports.push(await bury(delivery, reason, 0, ports.objects, settings));
      taken.buried.push({ object: delivery.origin, reason });
    },
  };
  const tried = await tryOnce(trial, ports, settings.poison ?? DEFAULT_POISON);
  if (tried.kind === "done" && tried.value) taken.reports.push(tried.value);
}

async function buryMessage(
  { body }: GivenMessage,
  reason: string,
  taken: Taken,
  { ports, settings }: Surroundings,
): Promise<void> {
  const delivery = messageDelivery(body, settings.nowMs());
  const full = `unreadable message: ${reason}`;
  taken.reports.push(await bury(delivery, full, 0, ports.objects, settings));
  taken.buried.push({ object: delivery.origin, reason: full });
}

/**
 * A function that is cut off says nothing, and that is what poison looks like. So whoever still waits at the end of the time, for a store
 * that hangs, is told to come again: that is nobody's fault.
 */
async function inTime<T>(time: FunctionTime, work: (isAbandoned: () => boolean) => Promise<T>): Promise<T> {
  const done = new AbortController();
  let isAbandoned = false;
  async function end(): Promise<never> {
    await sleep(Math.min(time.untilLastWordMs(), LONGEST_TIMER_MS), undefined, { signal: done.signal, ref: false });
    isAbandoned = true;
    throw new SluiceError("unavailable", "The function's time was over before the stores had answered");
  }
  const working = work(() => isAbandoned);
  const ending = end();
  // Whichever comes second is nobody's any more.
  working.catch(() => {});
  ending.catch(() => {});
  try {
    return await Promise.race([working, ending]);
  } finally {
    done.abort();
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Below these Sluice keeps what is its own: read as logs it would feed on itself. */
const OWN_PREFIXES = ["quarantine/", "oversized/", "state/", LEDGER_PREFIX];

function isOwn(source: ObjectStore, key: string, own: ObjectStore): boolean {
  const address = `${source.url}/${key}`;
  return OWN_PREFIXES.some((prefix) => address.startsWith(`${own.url}/${prefix}`));
}
