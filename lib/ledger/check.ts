/**
 * The ledger against the store's own count of what arrived on a day. What a store said it had created and has no more is missing; what
 * it has beyond that was indexed by a function that was stopped before it could write its entry, and is no loss.
 */
import { DAY_MS } from "../durations.ts";
import type { LogFilter, LogStore } from "../ports.ts";
import { addUp, agesWithin, type DatasetCounts, daysBack, OTHER_DATASETS } from "./counts.ts";
import type { DayTotal } from "./day.ts";

/** Of one aggregation. */
const MOST_TERMS = 1_000;

export interface CheckOptions {
  readonly nowMs: number;
  readonly retentionDays: number;
}

export interface DayCheck {
  readonly day: string;
  /** Records that the store must have: those it confirmed, of events that retention cannot have removed yet. */
  readonly expected: number;
  /** Records of that kind that it has. */
  readonly stored: number;
  /** Never less than what is missing of each dataset together: more of one does not make up for another. */
  readonly missing: number;
  /** Indexed and recorded nowhere: by functions that were stopped. */
  readonly uncounted: number;
  /** Confirmed too, but of events so old that retention may have removed them. */
  readonly notCompared: number;
  /** Where something is missing. */
  readonly datasets: readonly DatasetCheck[];
}

interface DatasetCheck {
  readonly dataset: string;
  readonly expected: number;
  readonly stored: number;
  readonly missing: number;
}

/**
 * The store is asked after the ledger was read, so that what arrives meanwhile can only make it have more.
 * @throws SluiceError if the store does not answer
 */
export async function checkDay(
  store: LogStore,
  day: string,
  total: DayTotal,
  { nowMs, retentionDays }: CheckOptions,
): Promise<DayCheck> {
  const dayMs = Date.parse(day);
  const keptDays = Math.min(retentionDays, total.retentionDays);
  const oldestKeptMs = Math.floor((nowMs - keptDays * DAY_MS) / DAY_MS) * DAY_MS;
  const ages = agesWithin((dayMs - oldestKeptMs) / DAY_MS);
  const rows = addUp(
    total.counts.filter((row) => row.day === day),
    Number.POSITIVE_INFINITY,
  );
  const expected = sumOf(rows, (row) => confirmedOf(row, ages));
  const notCompared = sumOf(rows, (row) => confirmedOf(row)) - expected;
  if (ages === 0) return { day, expected, stored: 0, missing: 0, uncounted: 0, notCompared, datasets: [] };

  const filter = { ingestedFromMs: dayMs, ingestedToMs: dayMs + DAY_MS, fromMs: dayMs - daysBack(ages) * DAY_MS };
  const datasets = await missingDatasets(store, filter, rows, ages);
  const stored = await store.count(filter);
  const missing = Math.max(
    expected - stored,
    sumOf(datasets, (one) => one.missing),
    0,
  );
  const perhapsStored = sumOf(rows, (row) => row.indexed + row.duplicate);
  return { day, expected, stored, missing, uncounted: Math.max(0, stored - perhapsStored), notCompared, datasets };
}

async function missingDatasets(
  store: LogStore,
  filter: LogFilter,
  rows: readonly DatasetCounts[],
  ages: number,
): Promise<DatasetCheck[]> {
  const found = new Map(
    (await store.terms(filter, "event.dataset", MOST_TERMS)).map((term) => [term.value, term.count]),
  );
  const checks: DatasetCheck[] = [];
  for (const row of rows) {
    const { dataset } = row;
    // Neither has a term of its own; they are part of the whole.
    if (dataset === "" || dataset === OTHER_DATASETS) continue;
    const expected = confirmedOf(row, ages);
    if ((found.get(dataset) ?? 0) >= expected) continue;
    // An aggregation leaves out what is rare, and is not exact over very many values: a count is.
    const stored = await store.count({ ...filter, text: { clauses: [isDataset(dataset)] } });
    if (stored < expected) checks.push({ dataset, expected, stored, missing: expected - stored });
  }
  return checks;
}

function isDataset(value: string) {
  return { kind: "field", field: "event.dataset", value, prefix: false, negated: false } as const;
}

function confirmedOf({ confirmed }: DatasetCounts, ages = confirmed.length): number {
  return sumOf(confirmed.slice(0, ages), (count) => count);
}

export function sumOf<T>(all: readonly T[], amount: (one: T) => number): number {
  return all.reduce((sum, one) => sum + amount(one), 0);
}
