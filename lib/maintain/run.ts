/** Housekeeping: the indices that the next hours write to are there, what is past its retention is gone, and the ledger is kept. */

import type { Settings } from "../config/settings.ts";
import { DAY_MS } from "../durations.ts";
import { OVERSIZED_PREFIX, QUARANTINE_PREFIX } from "../ingest/quarantine.ts";
import type { LedgerKeys } from "../ledger/entry.ts";
import { keepLedger, type LedgerReport } from "../ledger/keep.ts";
import type { LogStore, ObjectStore } from "../ports.ts";

export interface MaintainOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly settings: Pick<Settings, "index">;
  readonly nowMs: number;
  /** Where the ledger of this store lies. */
  readonly ledger: LedgerKeys;
  /** Whether more of the ledger may be begun; a later run does the rest. */
  readonly hasTime: () => boolean;
}

export interface MaintainReport {
  /** Days (YYYY-MM-DD) that the store is ready for. */
  readonly prepared: readonly string[];
  /** Names of the periods that were removed from the store. */
  readonly dropped: readonly string[];
  /** Objects that were removed from quarantine. */
  readonly quarantineRemoved: number;
  readonly ledger: LedgerReport;
}

const NOTHING_KEPT: LedgerReport = { entries: 0, twins: 0, missing: 0, checked: [] };

/**
 * What frees room comes first, and each part runs whatever became of the others: a store that is too full to take another index is
 * healed by its retention.
 * @throws SluiceError what failed first, after all parts have run; a later run does the rest
 */
export async function maintain(options: MaintainOptions): Promise<MaintainReport> {
  const { store, objects, settings, nowMs } = options;
  const { retentionDays } = settings.index;
  const beforeMs = nowMs - retentionDays * DAY_MS;
  const days = [dayOf(nowMs), dayOf(nowMs + DAY_MS)];
  const failures: unknown[] = [];
  const attempt = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
    work.catch((error: unknown) => {
      failures.push(error);
      return otherwise;
    });

  const dropped = await attempt(store.dropBefore(beforeMs), []);
  await attempt(store.prepare(days), undefined);
  const quarantineRemoved = await attempt(removeQuarantineBefore(objects, beforeMs), 0);
  const ledger = await attempt(keepLedger({ ...options, keys: options.ledger, retentionDays }), NOTHING_KEPT);
  if (failures.length > 0) throw failures[0];
  return { prepared: days, dropped, quarantineRemoved, ledger };
}

async function removeQuarantineBefore(objects: ObjectStore, beforeMs: number): Promise<number> {
  let removed = 0;
  for (const prefix of [QUARANTINE_PREFIX, OVERSIZED_PREFIX]) {
    for await (const { key, modifiedMs } of objects.list(prefix)) {
      if (modifiedMs >= beforeMs) continue;
      await objects.delete(key);
      removed++;
    }
  }
  return removed;
}

/** UTC, as indices are named. */
function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
