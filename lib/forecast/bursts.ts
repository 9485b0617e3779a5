/**
 * How far the last 1, 5, 15 and 60 rows lie from what the season expects, in their own deviations. A rise too small for one minute shows
 * in an hour; what is usual for a window of this series, its counts being Poisson or wilder, its windows have shown.
 */
import { clusterDeviations } from "./counts.ts";

export const WINDOWS: readonly number[] = [1, 5, 15, 60];
/** A window teaches as if it were at most so many deviations off: an incident is not usual. */
const MOST_DEVIATIONS = 3;
/** Counts stray at least so far on the square root's scale (Poisson's is 0.5, less where most minutes are empty). */
const LEAST_COUNT_DEVIATION = 0.25;
/** So much of the usual deviation of a row is the least that a window is measured by. */
const LEAST_SHARE = 0.5;
const FIRST_ROWS = 30;

export interface Burst {
  /** The largest of the windows', with its sign. */
  readonly deviations: number;
  readonly windowRows: number;
}

interface BurstRow {
  /** On the scale. */
  readonly scaled: number;
  /** What each window compares with, on the scale; NaN where that is not known yet. */
  readonly usual: Float64Array;
  /** Of a row, on the scale. */
  readonly deviation: number;
  /** Of a series of counts: the count, what each window expects on average, and φ. */
  readonly counts: { readonly value: number; readonly means: Float64Array; readonly phi: number } | undefined;
}

export interface Bursts {
  take(row: BurstRow): Burst;
  save(): number[];
}

interface Window {
  readonly rows: number;
  mean: number;
  variance: number;
  seen: number;
  count: number;
  expected: number;
}

export function createBursts(saved: readonly number[] = []): Bursts {
  const windows = WINDOWS.map((rows, i): Window => {
    const [mean = 0, variance = 0, seen = 0, count = 0, expected = 0] = saved.slice(5 * i, 5 * i + 5);
    return { rows, mean, variance, seen, count, expected };
  });

  return {
    take(row) {
      let most: Burst = { deviations: 0, windowRows: 1 };
      for (let i = 0; i < windows.length; i++) {
        const window = windows[i];
        const usual = row.usual[i] ?? Number.NaN;
        if (!window || Number.isNaN(usual)) continue;
        const limit = row.counts ? mostOfCounts(window, row.counts, i) : Number.POSITIVE_INFINITY;
        const deviations = Math.max(-limit, Math.min(limit, takeInto(window, row.scaled - usual, row)));
        if (Math.abs(deviations) > Math.abs(most.deviations)) most = { deviations, windowRows: window.rows };
      }
      return most;
    },
    save: () => windows.flatMap(({ mean, variance, seen, count, expected }) => [mean, variance, seen, count, expected]),
  };
}

/** @returns 0 while the window does not know what is usual */
function takeInto(window: Window, residual: number, { deviation, counts }: BurstRow): number {
  const alpha = alphaOf(window);
  window.mean += alpha * (residual - window.mean);
  const leastOfRow = Math.max(LEAST_SHARE * deviation, counts ? LEAST_COUNT_DEVIATION : 0);
  const usual = Math.max(Math.sqrt(window.variance), leastOfRow * Math.sqrt(alpha / (2 - alpha)));
  const isKnown = window.seen >= FIRST_ROWS + 10 * window.rows;

  const most = isKnown ? MOST_DEVIATIONS * usual : Number.POSITIVE_INFINITY;
  const taken = Math.min(Math.abs(window.mean), most);
  window.seen++;
  const memoryRows = 200 + 50 * window.rows;
  window.variance += Math.max(1 / window.seen, 1 / memoryRows) * (taken ** 2 - window.variance);
  return isKnown ? window.mean / usual : 0;
}

/** What the window's events can amount to: a few more than few is not much, whatever the deviations say. */
function mostOfCounts(window: Window, { value, means, phi }: NonNullable<BurstRow["counts"]>, index: number): number {
  const alpha = alphaOf(window);
  window.count += alpha * (value - window.count);
  window.expected += alpha * ((means[index] ?? 0) - window.expected);
  return Math.abs(clusterDeviations(window.rows * window.count, window.rows * window.expected, phi));
}

/** Exponential weights stand for the window: as many rows' worth, and nothing to remember but the mean. */
function alphaOf({ rows }: Window): number {
  return 2 / (rows + 1);
}
