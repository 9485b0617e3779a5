/**
 * When records last arrived, in one small object: a scan that reads it need not ask a store to which nothing came, and an OpenSearch
 * Serverless collection that nobody asks may sleep.
 */
import { isObject } from "../normalize/json-object.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import type { JsonValue } from "../record.ts";
import { readState, type StateFormat } from "../state.ts";
import { within } from "../within.ts";

const MARK_KEY = "state/arrived.json";
/**
 * A process writes it so often at most: records may be younger than the mark by this much. A PUT costs 5 USD a million, so a
 * process that is busy all day pays 0.43 USD a month.
 */
export const MARK_EVERY_MS = 30_000;
const AGAIN_AFTER_FAILURE_MS = 5_000;
const WITHIN_MS = 15_000;
/** Whoever stores records waits no longer for the mark. */
const AHEAD_WITHIN_MS = 2_000;

interface Mark {
  readonly arrivedMs?: number;
}

export interface ArrivalMark {
  /** @throws SluiceError if it was due and could not be written, or not in time */
  write(nowMs: number, withinMs?: number): Promise<void>;
  /** The same while records are being stored, so that those of hours, or of a process that dies, are marked too. What fails is left to `write`. */
  ahead(nowMs: number): Promise<void>;
}

export function createArrivalMark(objects: Pick<ObjectStore, "get" | "put" | "url">): ArrivalMark {
  let dueMs = Number.NEGATIVE_INFINITY;
  let aheadDueMs = Number.NEGATIVE_INFINITY;

  async function put(nowMs: number, withinMs: number, againAfterMs: number): Promise<void> {
    dueMs = performance.now() + MARK_EVERY_MS;
    try {
      await within(withinMs, `${MARK_KEY} was not written`, moveOn(objects, nowMs));
    } catch (error) {
      dueMs = performance.now() + againAfterMs;
      throw error;
    }
  }

  return {
    async write(nowMs, withinMs = WITHIN_MS) {
      if (performance.now() >= dueMs) await put(nowMs, withinMs, AGAIN_AFTER_FAILURE_MS);
    },
    async ahead(nowMs) {
      if (performance.now() < Math.max(dueMs, aheadDueMs)) return;
      aheadDueMs = performance.now() + AGAIN_AFTER_FAILURE_MS;
      await put(nowMs, AHEAD_WITHIN_MS, 0).catch(() => undefined);
    },
  };
}

/** A store that keeps the mark up to date while it is written to. */
export function marking(store: LogStore, mark: Pick<ArrivalMark, "ahead">, nowMs: () => number): LogStore {
  return {
    ...store,
    async write(documents) {
      const [outcomes] = await Promise.all([store.write(documents), mark.ahead(nowMs())]);
      return outcomes;
    },
  };
}

/** Never back: the clock of another process may be behind, or be told by SLUICE_NOW. What cannot be read is written anew. */
async function moveOn(objects: Pick<ObjectStore, "get" | "put" | "url">, nowMs: number): Promise<void> {
  const known = await lastArrivalMs(objects).catch(() => undefined);
  if (known !== undefined && known >= nowMs) return;
  const mark: Mark = { arrivedMs: nowMs };
  await objects.put(MARK_KEY, JSON.stringify(mark), { contentType: "application/json" });
}

/**
 * Records may have arrived up to MARK_EVERY_MS later.
 * @returns undefined if no process has written the mark yet, or what stands there is none
 */
export async function lastArrivalMs(objects: Pick<ObjectStore, "get" | "url">): Promise<number | undefined> {
  return (await readState<Mark>(objects, MARK_KEY, {}, FORMAT)).arrivedMs;
}

/** A damaged mark is no mark: it must not stop all scans. */
const FORMAT: StateFormat<Mark> = {
  encode: JSON.stringify,
  decode(text) {
    try {
      // What JSON.parse gives is a JsonValue by definition.
      const said = JSON.parse(text) as JsonValue;
      const arrivedMs = isObject(said) ? said["arrivedMs"] : undefined;
      return typeof arrivedMs === "number" ? { arrivedMs } : {};
    } catch {
      return {};
    }
  },
};
