/**
 * Entries → days, each exactly once, whoever else does the same at the same time and wherever a run is cut off: a batch is first written
 * down with its sums (compare-and-set: one run wins), then added to its days, which remember the number of the last batch, then
 * its entries are deleted, and only then is the next one begun.
 */
import type { ObjectStore } from "../ports.ts";
import { readState, updateState } from "../state.ts";
import { additionsOf, addToDay, type DayAddition, type DayTotal, emptyDay } from "./day.ts";
import { type LedgerEntry, type LedgerKeys, readEntry } from "./entry.ts";
import { findTwins, type TwinMark } from "./twins.ts";

export interface FoldState {
  /** Of the last batch that was begun. */
  readonly batch: number;
  readonly pending?: Batch;
  readonly marks: readonly TwinMark[];
}

interface Batch {
  readonly entries: readonly string[];
  readonly days: readonly (readonly [day: string, addition: DayAddition])[];
}

export interface FoldReport {
  readonly entries: number;
  /** Objects whose content lies under a neighbouring key too. */
  readonly twins: number;
}

export interface FoldOptions {
  readonly objects: ObjectStore;
  readonly keys: LedgerKeys;
  readonly retentionDays: number;
  /** Whether another batch may be begun; what is left then is folded by the next run. */
  readonly hasTime: () => boolean;
}

export const NO_FOLD: FoldState = { batch: 0, marks: [] };
const BATCH_ENTRIES = 500;
const READS_AT_ONCE = 16;

export async function fold(options: FoldOptions): Promise<FoldReport> {
  const { objects, keys, hasTime } = options;
  const report = { entries: 0, twins: 0 };
  let state = await readState(objects, keys.fold, NO_FOLD);
  while (hasTime()) {
    if (!state.pending) {
      const begun = await begin(state, objects, keys);
      if (!begun) break;
      state = begun;
    }
    if (!state.pending) break;
    await finish(state.batch, state.pending, options);
    report.entries += state.pending.entries.length;
    for (const [, { twins }] of state.pending.days) report.twins += twins.objects;
    const { batch, marks } = state;
    // Whoever cleared it first may have begun the next one: that stays.
    state = await updateState<FoldState>(objects, keys.fold, NO_FOLD, (now) =>
      now.batch === batch && now.pending ? { batch, marks } : now,
    );
  }
  return report;
}

/** @returns undefined if there is nothing to fold, or somebody else folds it */
async function begin(state: FoldState, objects: ObjectStore, keys: LedgerKeys): Promise<FoldState | undefined> {
  const names = await firstKeys(objects, keys.entries);
  if (names.length === 0) return undefined;
  const entries = await readAll(objects, names);
  const { marks, twins } = findTwins(
    state.marks,
    entries.flatMap((entry) => entry.objects),
  );
  const next: FoldState = {
    batch: state.batch + 1,
    pending: { entries: names, days: [...additionsOf(entries, twins)] },
    marks,
  };
  const stored = await updateState<FoldState>(objects, keys.fold, NO_FOLD, (now) =>
    now.batch === state.batch && !now.pending ? next : now,
  );
  return stored === next ? next : undefined;
}

async function finish(batch: number, { entries, days }: Batch, options: FoldOptions): Promise<void> {
  const { objects, keys, retentionDays } = options;
  for (const [day, addition] of days) {
    await updateState<DayTotal>(objects, `${keys.days}${day}.json`, emptyDay(retentionDays), (total) =>
      total.batch >= batch ? total : { ...addToDay(total, addition), batch },
    );
  }
  await eachAtOnce(entries, (key) => objects.delete(key));
}

async function firstKeys(objects: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) {
    keys.push(key);
    if (keys.length === BATCH_ENTRIES) break;
  }
  return keys;
}

/** In the order of the names; without those that are gone. */
export async function readAll(objects: ObjectStore, names: readonly string[]): Promise<LedgerEntry[]> {
  const read = new Map<string, LedgerEntry>();
  await eachAtOnce(names, async (name) => {
    const entry = await readEntry(objects, name);
    if (entry) read.set(name, entry);
  });
  return names.flatMap((name) => read.get(name) ?? []);
}

async function eachAtOnce(names: readonly string[], work: (name: string) => Promise<void>): Promise<void> {
  const left = names.values();
  const workers = Array.from({ length: READS_AT_ONCE }, async () => {
    for (const name of left) await work(name);
  });
  await Promise.all(workers);
}
