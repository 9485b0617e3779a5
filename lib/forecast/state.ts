/** What the forecast keeps between runs, as one JSON object: the followed series, and its last day for charts. */
import { MINUTE_MS } from "../durations.ts";
import { nextLevel } from "./smoothing.ts";
import type { Track, TrackedMinute } from "./track.ts";

export const FORECAST_KEY = "state/forecast.json";
const KEEP_MINUTES = 24 * 60;

interface ForecastPoint extends TrackedMinute {
  /** The level after that minute: S = αX + (1−α)S; absent before the first value. */
  readonly smoothed?: number;
}

export interface ForecastState {
  /** Of another version nothing is taken over. */
  readonly version: 2;
  readonly track: Track;
  /** One per minute without gaps, ascending, at most a day. */
  readonly points: readonly ForecastPoint[];
  /** Of the minute after the last point. */
  readonly next?: number;
}

export const EMPTY_STATE: ForecastState = { version: 2, track: {}, points: [] };

/** Where points end; undefined before the first. */
export function nextMinute({ points }: ForecastState): number | undefined {
  const last = points.at(-1);
  return last && last.minuteMs + MINUTE_MS;
}

/** The points after minutes were read (again): those before them stay, those older than a day go. */
export function joinPoints(
  points: readonly ForecastPoint[],
  minutes: readonly TrackedMinute[],
  alpha: number,
): ForecastPoint[] {
  const fromMs = minutes[0]?.minuteMs ?? Number.POSITIVE_INFINITY;
  const joined = points.filter(({ minuteMs }) => minuteMs < fromMs);
  let level = joined.at(-1)?.smoothed;
  for (const minute of minutes) {
    if (minute.actual !== undefined) level = nextLevel(level, minute.actual, alpha);
    joined.push({ ...minute, ...(level !== undefined && { smoothed: level }) });
  }
  return joined.slice(-KEEP_MINUTES);
}
