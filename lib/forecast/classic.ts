/**
 * The classic methods: simple exponential smoothing, Holt's linear trend, and the damped trend (Gardner and McKenzie, 1985). How far values
 * stray, exponentially weighted too, gives the interval and the score.
 */
import { type Expectation, type Forecaster, PAGE_DEVIATIONS, type Step } from "./forecaster.ts";
import { normalQuantile } from "./normal.ts";
import { nextLevel } from "./smoothing.ts";

export type ClassicMethod = "ses" | "holt" | "damped";

export interface ClassicOptions {
  /** Above 0, at most 1: how much the newest value weighs. */
  readonly alpha: number;
  /** The share of values that the interval is to hold. */
  readonly interval: number;
}

/** How much the newest slope weighs. */
const BETA = 0.1;
/** What is left of the trend after each step: all, or nine tenths. */
const TREND_KEPT: Readonly<Record<ClassicMethod, number>> = { ses: 0, holt: 1, damped: 0.9 };
/** How much the newest residual weighs; the first ones weigh alike, so that one alone does not stand for all. */
const DEVIATION_ALPHA = 0.05;
/** Residuals to know before anything is called an anomaly. */
const WARM_UP = 10;
/** A series that never moved still has an interval: this share of its level. */
const LEAST_DEVIATION = 0.01;

export function createClassic(method: ClassicMethod, { alpha, interval }: ClassicOptions): Forecaster {
  const kept = TREND_KEPT[method];
  const reach = normalQuantile((1 - interval) / 2);
  let level: number | undefined;
  let trend = 0;
  let variance = 0;
  let residuals = 0;

  /** @param steps ahead, from 1 */
  function expectationOf(from: number, steps: number): Expectation {
    const trends = kept === 1 ? steps : (kept * (1 - kept ** steps)) / (1 - kept);
    const expected = from + trend * trends;
    // How far the level may have wandered by then grows with each step.
    if (residuals === 0) return { expected, lower: undefined, upper: undefined };
    const deviation = deviationOf(variance, expected) * Math.sqrt(1 + (steps - 1) * alpha ** 2);
    return { expected, lower: expected - reach * deviation, upper: expected + reach * deviation };
  }

  function learn(value: number, expected: number | undefined): void {
    if (level === undefined || expected === undefined) {
      level = value;
      return;
    }
    const before = level;
    level = nextLevel(expected, value, alpha);
    if (kept > 0) trend = BETA * (level - before) + (1 - BETA) * kept * trend;
    const weight = Math.max(1 / (residuals + 1), DEVIATION_ALPHA);
    variance = weight * (value - expected) ** 2 + (1 - weight) * variance;
    residuals++;
  }

  function step(_timeMs: number, value: number | undefined): Step {
    const next = level === undefined ? undefined : expectationOf(level, 1);
    const deviation = deviationOf(variance, next?.expected ?? 0);
    const deviations = value !== undefined && next && residuals >= WARM_UP ? (value - next.expected) / deviation : 0;
    if (value !== undefined) learn(value, next?.expected);
    return { expectation: next, score: scoreOf(Math.abs(deviations)), deviations, windowRows: 1, isSilent: false };
  }

  return {
    step,
    ahead: (timesMs) => (level === undefined ? [] : timesMs.map((_, i) => expectationOf(level ?? 0, i + 1))),
  };
}

function deviationOf(variance: number, level: number): number {
  return Math.max(Math.sqrt(variance), LEAST_DEVIATION * Math.abs(level), Number.EPSILON);
}

/** Half at what pages. Grows with the deviations without a bound of its own, so that rows keep their order. */
function scoreOf(deviations: number): number {
  const ratio = deviations / PAGE_DEVIATIONS;
  return ratio > 1e6 ? 1 : ratio ** 2 / (1 + ratio ** 2);
}
