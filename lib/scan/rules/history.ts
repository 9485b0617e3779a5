/** What a query used to find: lines of each window before, by arrival. */
import { MINUTE_MS } from "../../durations.ts";
import type { HistogramBucket, LogFilter, LogStore } from "../../ports.ts";
import { lastMinutes, type RuleWindow } from "./rule-window.ts";

const DAY_MINUTES = 24 * 60;
/** Of long windows a day has too few to say what is usual. */
const LEAST_WINDOWS = 8;

/** Whole windows that end where `window` begins: those of a day, 8 at least. */
export function historyWindow({ fromMs, minutes }: RuleWindow): RuleWindow {
  const windows = Math.max(LEAST_WINDOWS, Math.ceil(DAY_MINUTES / minutes));
  return lastMinutes(windows * minutes, fromMs);
}

/** Lines per window of `minutes`, the oldest first, empty ones too. The store counts by minute: its own intervals begin elsewhere. */
export async function readHistory(
  store: LogStore,
  filter: LogFilter,
  history: RuleWindow,
  minutes: number,
): Promise<number[]> {
  return countsPerWindow(await store.histogram(filter, MINUTE_MS, "event.ingested"), history, minutes);
}

export function countsPerWindow(
  buckets: readonly HistogramBucket[],
  { fromMs, minutes: length }: RuleWindow,
  minutes: number,
): number[] {
  const counts = new Array<number>(Math.floor(length / minutes)).fill(0);
  for (const { startMs, count } of buckets) {
    const n = Math.floor((startMs - fromMs) / (minutes * MINUTE_MS));
    const known = counts[n];
    if (known !== undefined) counts[n] = known + count;
  }
  return counts;
}

/** The value that the share `q` of the counts do not exceed: of 0.5 the (upper) median. 0 of none. */
export function quantile(counts: readonly number[], q: number): number {
  const sorted = counts.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

/** Whether the store took any line at all in the day before: else a query that found none says nothing. Most often the last hour says it. */
export async function wasReceiving(store: LogStore, beforeMs: number): Promise<boolean> {
  for (const minutes of [60, DAY_MINUTES]) {
    const { fromMs, toMs } = lastMinutes(minutes, beforeMs);
    if ((await store.count({ ingestedFromMs: fromMs, ingestedToMs: toMs })) > 0) return true;
  }
  return false;
}
