/** The forecast run each minute over made-up series, as its records become visible. */
import { type OutlookRule, readOf } from "../../../../lib/forecast/alarms/read.ts";
import { type AlarmState, NOTHING_WATCHED, watch } from "../../../../lib/forecast/alarms/watch.ts";
import type { SeriesId } from "../../../../lib/forecast/series-id.ts";
import { follow, type Track } from "../../../../lib/forecast/track.ts";

export const MINUTE_MS = 60_000;
export const DAY_MINUTES = 1440;
/** A Monday. */
export const START_MS = Date.UTC(2026, 0, 5);

export interface MadeSeries {
  readonly series: SeriesId;
  /** Records that happen in the minute. */
  readonly countAt: (minute: number) => number;
  /** So many minutes after the minute they can be read; 1 if left out: one minute after its end. */
  readonly readAfter?: (minute: number) => number;
}

export interface RunOptions {
  readonly minutes: number;
  readonly made: readonly MadeSeries[];
  /** Of the first run; it reads all before. */
  readonly from?: number;
  readonly rules?: readonly OutlookRule[];
}

/** Gives what each run found, by the minutes before it. */
export function* runEachMinute({
  minutes,
  made,
  from = 1,
  rules = [],
}: RunOptions): Generator<AlarmState & { minute: number }> {
  const counts = made.map(({ countAt }) => Array.from({ length: minutes }, (_, minute) => countAt(minute)));
  const tracks = made.map((): Track => ({}));
  let state = NOTHING_WATCHED;
  for (let minute = from; minute <= minutes; minute++) {
    const toMs = START_MS + minute * MINUTE_MS;
    const steps = made.map(({ series, readAfter }, n) => {
      const values = new Map<number, number>();
      const since = ((tracks[n]?.sinceMs ?? START_MS) - START_MS) / MINUTE_MS;
      for (let m = since; m < minute; m++) {
        const count = minute - m >= (readAfter?.(m) ?? 1) ? (counts[n]?.[m] ?? 0) : 0;
        if (count > 0) values.set(START_MS + m * MINUTE_MS, count);
      }
      const next = follow(tracks[n] ?? {}, { values, hasGaps: false, toMs }, { alpha: 0.3 });
      tracks[n] = next.track;
      return { id: series, ...next };
    });
    state = watch(state, readOf(steps, rules), { toMs, rules });
    yield { ...state, minute };
  }
}

/** Read every five minutes, at the end of each. */
export const everyFiveMinutes = (minute: number): number => 5 - (minute % 5);
