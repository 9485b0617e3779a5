/** The ledger's housekeeping: entries become days, days that are over are compared with the store, and old ones go. */
import { DAY_MS, HOUR_MS } from "../durations.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { readState, updateState } from "../state.ts";
import { checkDay } from "./check.ts";
import { dayOf } from "./counts.ts";
import { type DayTotal, emptyDay } from "./day.ts";
import type { LedgerKeys } from "./entry.ts";
import { fold } from "./fold.ts";
import { daysFrom } from "./read.ts";

export interface KeepLedgerOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly keys: LedgerKeys;
  readonly retentionDays: number;
  readonly nowMs: number;
  readonly hasTime: () => boolean;
}

export interface LedgerReport {
  /** Entries that were added to their days. */
  readonly entries: number;
  /** Objects whose content came under a neighbouring key too. */
  readonly twins: number;
  /** Records that arrived in the last days and that the store confirmed and has no more. */
  readonly missing: number;
  /** The days (YYYY-MM-DD) that were compared with the store. */
  readonly checked: readonly string[];
}

/** A function that began before midnight has long ended, its entry is folded, and what it indexed is visible. */
const AFTER_MIDNIGHT_MS = HOUR_MS;
/** For so long missing records are told: an alarm that stays until somebody has seen it, not for ever. */
const TOLD_DAYS = 3;
/** A little more than a year, to compare with the year before. */
const KEPT_DAYS = 400;

/** @throws SluiceError if a store fails; a later run does the rest */
export async function keepLedger(options: KeepLedgerOptions): Promise<LedgerReport> {
  const { objects, keys, nowMs } = options;
  const folded = await fold(options);
  const lastEnded = dayOf(nowMs - AFTER_MIDNIGHT_MS - DAY_MS);
  const checked: string[] = [];
  let missing = 0;
  for await (const day of daysFrom(objects, keys, dayOf(nowMs - AFTER_MIDNIGHT_MS - TOLD_DAYS * DAY_MS))) {
    if (day > lastEnded) continue;
    const { isNew, missing: ofDay } = await checkOnce(day, options);
    if (isNew) checked.push(day);
    missing += ofDay;
  }
  await removeBefore(objects, keys, dayOf(nowMs - KEPT_DAYS * DAY_MS));
  return { ...folded, missing, checked };
}

/** A day that lacks nothing is asked of once; one that does is asked of again: a restored index ends the alarm. */
async function checkOnce(day: string, { store, objects, keys, retentionDays, nowMs }: KeepLedgerOptions) {
  const key = `${keys.days}${day}.json`;
  const total = await readState<DayTotal>(objects, key, emptyDay(retentionDays));
  if (total.check?.missing === 0) return { isNew: false, missing: 0 };
  const { expected, stored, missing } = await checkDay(store, day, total, { nowMs, retentionDays });
  const check = { checked: new Date(nowMs).toISOString(), expected, stored, missing };
  await updateState<DayTotal>(objects, key, total, (now) => ({
    ...now,
    retentionDays: Math.min(now.retentionDays, retentionDays),
    check,
  }));
  return { isNew: true, missing };
}

async function removeBefore(objects: ObjectStore, keys: LedgerKeys, firstKept: string): Promise<void> {
  for await (const day of daysFrom(objects, keys, "")) {
    if (day >= firstKept) return;
    await objects.delete(`${keys.days}${day}.json`);
  }
}
