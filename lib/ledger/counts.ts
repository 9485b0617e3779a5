/** What became of records, by dataset and day of arrival: the rows that reports carry and that the ledger adds up. */
import { DAY_MS } from "../durations.ts";

/** Always: received = indexed + duplicate + filtered + quarantined. */
export interface DatasetCounts {
  /** Of arrival (`event.ingested`): YYYY-MM-DD, UTC. */
  readonly day: string;
  /** `event.dataset`; empty if the records name none. What cannot be read counts where its delivery belongs. */
  readonly dataset: string;
  readonly received: number;
  readonly indexed: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly quarantined: number;
  /**
   * Of the indexed ones, those that the store said it had created, by how many days before its arrival the record happened: [0] on
   * that day or later, [n] from 2^(n-1) to 2^n - 1 days before. Retention removes by the day of the event, so a count of the store can be compared
   * only as far back as nothing is removed. The others were found there after a call without an answer: perhaps another delivery's.
   */
  readonly confirmed: readonly number[];
}

/** As long as it is added up. */
export type Row = {
  -readonly [K in keyof DatasetCounts]: DatasetCounts[K] extends readonly number[] ? number[] : DatasetCounts[K];
};

/** Where records count whose dataset has no row of its own: names may come from the records, and so from anybody. */
export const OTHER_DATASETS = "(other)";
const LONGEST_NAME = 200;

export interface Rows {
  /** @param day of arrival, YYYY-MM-DD */
  of(day: string, dataset: string): Row;
  all(): DatasetCounts[];
}

/** @param most so many datasets a day have a row of their own; the others share one */
export function createRows(most: number): Rows {
  const days = new Map<string, Map<string, Row>>();

  return {
    of(day, dataset) {
      const rows = days.get(day) ?? new Map<string, Row>();
      days.set(day, rows);
      const found = rows.get(dataset);
      if (found) return found;
      const isOther = rows.size >= most || dataset.length > LONGEST_NAME;
      const name = isOther ? OTHER_DATASETS : dataset;
      const row = (isOther && rows.get(name)) || emptyRow(day, name);
      rows.set(name, row);
      return row;
    },
    all: () => [...days.values()].flatMap((rows) => [...rows.values()]).filter(({ received }) => received > 0),
  };
}

function emptyRow(day: string, dataset: string): Row {
  return { day, dataset, received: 0, indexed: 0, duplicate: 0, filtered: 0, quarantined: 0, confirmed: [] };
}

/** The sum of rows, with one row for each day and dataset. */
export function addUp(all: Iterable<DatasetCounts>, most: number): DatasetCounts[] {
  const rows = createRows(most);
  for (const counts of all) {
    const row = rows.of(counts.day, counts.dataset);
    row.received += counts.received;
    row.indexed += counts.indexed;
    row.duplicate += counts.duplicate;
    row.filtered += counts.filtered;
    row.quarantined += counts.quarantined;
    for (const [age, count] of counts.confirmed.entries()) addAt(row.confirmed, age, count);
  }
  return rows.all();
}

export function addAt(counts: number[], at: number, count: number): void {
  while (counts.length <= at) counts.push(0);
  counts[at] = (counts[at] ?? 0) + count;
}

/** @returns the place in `confirmed` */
export function ageOf(arrivalDayMs: number, timestampMs: number): number {
  const days = Math.floor(arrivalDayMs / DAY_MS) - Math.floor(timestampMs / DAY_MS);
  return days <= 0 ? 0 : 32 - Math.clz32(days);
}

/** How many places of `confirmed` lie wholly within so many days before the day of arrival; 0: not even that day itself. */
export function agesWithin(days: number): number {
  return days < 0 ? 0 : Math.floor(Math.log2(days + 1)) + 1;
}

/** The oldest day that so many places of `confirmed` reach back to, counted from the day of arrival. */
export function daysBack(ages: number): number {
  return 2 ** (ages - 1) - 1;
}

export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
