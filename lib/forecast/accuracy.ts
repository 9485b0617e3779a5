/**
 * How good a model is in use: its mean absolute error against that of who says "as the minute before" (MASE), and the share of values that
 * lay in its interval. Few numbers, which fade over a day.
 */
import type { Expectation } from "./forecaster.ts";

/** Of a minute, in a day. */
const ALPHA = 1 / 1440;
/** Of less than half a day nothing is said against a model. */
const LEAST_MINUTES = 720;
const WORSE_FROM = 1.1;
const WORSE_UNTIL = 1;
/** A mistake that is less than this share of what came is no reason to complain, however steady the series is. */
const SMALL_SHARE = 0.05;

export interface Accuracy {
  /** Values that were forecast. */
  readonly minutes: number;
  /** Mean size of the values: of counts, records a minute. */
  readonly size: number;
  readonly error: number;
  readonly naiveError: number;
  /** The share inside the interval. */
  readonly coverage: number;
  /** The last value. */
  readonly last: number;
  readonly isWorse: boolean;
}

export function judge(before: Accuracy | undefined, value: number, expectation: Partial<Expectation>): Accuracy {
  const { expected, lower = -Infinity, upper = Infinity } = expectation;
  if (!before || expected === undefined) {
    const size = Math.abs(value);
    const nothing = { minutes: 0, size, error: 0, naiveError: 0, coverage: 1, isWorse: false };
    return { ...(before ?? nothing), last: value };
  }
  const minutes = before.minutes + 1;
  const alpha = Math.max(ALPHA, 1 / minutes);
  const fade = (mean: number, next: number) => mean + alpha * (next - mean);
  const size = fade(before.size, Math.abs(value));
  const error = fade(before.error, Math.abs(value - expected));
  const naiveError = fade(before.naiveError, Math.abs(value - before.last));
  const coverage = fade(before.coverage, value >= lower && value <= upper ? 1 : 0);
  const limit = (before.isWorse ? WORSE_UNTIL : WORSE_FROM) * naiveError;
  const isWorse = minutes >= LEAST_MINUTES && error > limit && error > SMALL_SHARE * size;
  return { minutes, size, error, naiveError, coverage, last: value, isWorse };
}

/** Below 1: better than "as the minute before". Undefined while nothing was forecast, or where every minute was like the one before. */
export function maseOf({ minutes, error, naiveError }: Accuracy): number | undefined {
  return minutes > 0 && naiveError > 0 ? error / naiveError : undefined;
}
