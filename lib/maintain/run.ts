/** Housekeeping: the indices that the next hours write to are there, and what is past its retention is gone. */
import type { Settings } from "../config.ts";
import type { LogStore, ObjectStore } from "../ports.ts";

export interface MaintainOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly settings: Pick<Settings, "index">;
  readonly nowMs: number;
}

export interface MaintainReport {
  /** Days (YYYY-MM-DD) that the store is ready for. */
  readonly prepared: readonly string[];
  /** Names of the periods that were removed from the store. */
  readonly dropped: readonly string[];
  /** Objects that were removed from quarantine. */
  readonly quarantineRemoved: number;
}

const DAY_MS = 24 * 60 * 60_000;
const QUARANTINE_PREFIX = "quarantine/";

/** @throws SluiceError if the store or the objects fail; a later run does the rest */
export async function maintain({ store, objects, settings, nowMs }: MaintainOptions): Promise<MaintainReport> {
  const prepared = [dayOf(nowMs), dayOf(nowMs + DAY_MS)];
  await store.prepare(prepared);
  const beforeMs = nowMs - settings.index.retentionDays * DAY_MS;
  const dropped = await store.dropBefore(beforeMs);
  const quarantineRemoved = await removeQuarantineBefore(objects, beforeMs);
  return { prepared, dropped, quarantineRemoved };
}

async function removeQuarantineBefore(objects: ObjectStore, beforeMs: number): Promise<number> {
  let removed = 0;
  for await (const { key, modifiedMs } of objects.list(QUARANTINE_PREFIX)) {
    if (modifiedMs >= beforeMs) continue;
    await objects.delete(key);
    removed++;
  }
  return removed;
}

/** UTC, as indices are named. */
function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
