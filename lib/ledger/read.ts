/** The ledger as it stands, with what waits to be folded. */
import type { ObjectStore } from "../ports.ts";
import { readState } from "../state.ts";
import { additionsOf, addToDay, type DayTotal, emptyDay } from "./day.ts";
import type { LedgerKeys } from "./entry.ts";
import { type FoldState, NO_FOLD, readAll } from "./fold.ts";
import { findTwins } from "./twins.ts";

/** A fold that goes on at the same time moves entries into days: what was read in between may count twice, or not at all. */
const MOST_READS = 5;

/**
 * @param fromDay YYYY-MM-DD
 * @returns days from then on, ascending
 */
export async function readLedger(
  objects: ObjectStore,
  keys: LedgerKeys,
  { fromDay, retentionDays }: { readonly fromDay: string; readonly retentionDays: number },
): Promise<Map<string, DayTotal>> {
  let before = await readState(objects, keys.fold, NO_FOLD);
  for (let reads = 1; ; reads++) {
    const days = await readOnce(objects, keys, before, { fromDay, retentionDays });
    const after = await readState(objects, keys.fold, NO_FOLD);
    const isStill = after.batch === before.batch && Boolean(after.pending) === Boolean(before.pending);
    if (isStill || reads === MOST_READS) return days;
    before = after;
  }
}

async function readOnce(
  objects: ObjectStore,
  keys: LedgerKeys,
  { pending, batch, marks }: FoldState,
  { fromDay, retentionDays }: { readonly fromDay: string; readonly retentionDays: number },
): Promise<Map<string, DayTotal>> {
  const days = new Map<string, DayTotal>();
  for await (const day of daysFrom(objects, keys, fromDay)) {
    days.set(day, await readState(objects, `${keys.days}${day}.json`, emptyDay(retentionDays)));
  }
  for (const [day, addition] of pending?.days ?? []) {
    const total = days.get(day) ?? emptyDay(retentionDays);
    if (total.batch < batch) days.set(day, addToDay(total, addition));
  }

  const folded = new Set(pending?.entries);
  const names: string[] = [];
  for await (const { key } of objects.list(keys.entries)) if (!folded.has(key)) names.push(key);
  const entries = await readAll(objects, names);
  const { twins } = findTwins(
    marks,
    entries.flatMap((entry) => entry.objects),
  );
  for (const [day, addition] of additionsOf(entries, twins)) {
    days.set(day, addToDay(days.get(day) ?? emptyDay(retentionDays), addition));
  }
  return new Map([...days].filter(([day]) => day >= fromDay).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The days that the ledger has a total of. */
export async function* daysFrom(objects: ObjectStore, keys: LedgerKeys, fromDay: string): AsyncGenerator<string> {
  for await (const { key } of objects.list(keys.days)) {
    const day = key.slice(keys.days.length, -".json".length);
    if (day >= fromDay) yield day;
  }
}
