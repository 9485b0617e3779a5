/** The smoothing model of one series and its last day, kept as one small state object. Pure. */
import type { HistogramBucket } from "../ports.ts";
import { nextLevel } from "./smoothing.ts";

export const MINUTE_MS = 60_000;
export const KEEP_MINUTES = 24 * 60;

interface ForecastPoint {
  readonly minuteMs: number;
  /** Records of that minute. */
  readonly actual: number;
  /** The level after that minute. */
  readonly smoothed: number;
}

export interface ForecastModel {
  /** What is expected of the minute after the last point; undefined before the first. */
  readonly level?: number;
  /** One per minute without gaps, ascending, at most a day. */
  readonly points: readonly ForecastPoint[];
}

export const FORECAST_KEY = "state/forecast.json";
export const EMPTY_MODEL: ForecastModel = { points: [] };

/** Where the model goes on; undefined before its first minute. */
export function nextMinute(model: ForecastModel): number | undefined {
  const last = model.points.at(-1);
  return last && last.minuteMs + MINUTE_MS;
}

/**
 * The model after the minutes of [fromMs, toMs), of which it skips those it has. A minute without a bucket had no records; before the
 * first record of all there is nothing to learn from.
 */
export function learn(
  model: ForecastModel,
  window: { readonly fromMs: number; readonly toMs: number },
  buckets: readonly HistogramBucket[],
  alpha: number,
): ForecastModel {
  const counts = new Map(buckets.map(({ startMs, count }) => [startMs, count]));
  const startMs = nextMinute(model) === undefined ? buckets[0]?.startMs : nextMinute(model);
  if (startMs === undefined) return model;

  let level = model.level;
  const learned: ForecastPoint[] = [];
  for (let minuteMs = Math.max(startMs, window.fromMs); minuteMs < window.toMs; minuteMs += MINUTE_MS) {
    const actual = counts.get(minuteMs) ?? 0;
    level = nextLevel(level, actual, alpha);
    learned.push({ minuteMs, actual, smoothed: level });
  }
  if (level === undefined || learned.length === 0) return model;
  return { level, points: [...model.points, ...learned].filter((point) => isKept(point, window.toMs)) };
}

function isKept({ minuteMs }: ForecastPoint, toMs: number): boolean {
  return minuteMs >= toMs - KEEP_MINUTES * MINUTE_MS;
}
