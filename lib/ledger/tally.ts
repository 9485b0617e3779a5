/** Counts the records of one delivery as they are read and as they are settled, each under its dataset and day of arrival. */
import { DAY_MS } from "../durations.ts";
import { addAt, ageOf, createRows, type DatasetCounts, dayOf, type Row } from "./counts.ts";

/** More datasets in one delivery share a row. */
const MOST_DATASETS = 64;

/** Of a record: what decides where it counts. */
export interface Arrival {
  /** `event.dataset`, empty if it has none. */
  readonly dataset: string;
  /** `event.ingested`. */
  readonly ingestedMs: number;
}

export type Settled = "confirmed" | "unconfirmed" | "duplicate" | "filtered" | "quarantined";

export interface Tally {
  received(arrival: Arrival): void;
  /** @param timestampMs of an indexed record */
  settled(arrival: Arrival, as: Settled, timestampMs?: number): void;
  /** @throws Error where a row does not add up: the first promise of Sluice, checked each time it is made */
  counts(): DatasetCounts[];
}

export function createTally(): Tally {
  const rows = createRows(MOST_DATASETS);
  let lastDataset = "";
  let lastDay = Number.NaN;
  let last: Row | undefined;

  /** Neighbours are mostly of one dataset, and of one day: the hot path is two comparisons. */
  function rowOf({ dataset, ingestedMs }: Arrival): Row {
    const day = Math.floor(ingestedMs / DAY_MS);
    if (last && day === lastDay && dataset === lastDataset) return last;
    lastDataset = dataset;
    lastDay = day;
    last = rows.of(dayOf(ingestedMs), dataset);
    return last;
  }

  return {
    received(arrival) {
      rowOf(arrival).received++;
    },
    settled(arrival, as, timestampMs = arrival.ingestedMs) {
      const row = rowOf(arrival);
      switch (as) {
        case "confirmed":
          row.indexed++;
          addAt(row.confirmed, ageOf(arrival.ingestedMs, timestampMs), 1);
          return;
        case "unconfirmed":
          row.indexed++;
          return;
        default:
          row[as]++;
      }
    },
    counts() {
      const counts = rows.all();
      for (const row of counts) check(row);
      return counts;
    },
  };
}

function check({ day, dataset, received, indexed, duplicate, filtered, quarantined }: DatasetCounts): void {
  const accounted = indexed + duplicate + filtered + quarantined;
  if (received === accounted) return;
  throw new Error(`dataset "${dataset}" of ${day}: ${received} received, but ${accounted} accounted for`);
}
