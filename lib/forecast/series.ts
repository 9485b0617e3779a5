/**
 * Forecasts a series of a file, row by row and strictly causal: what is expected of a row comes from the rows before it. The level is
 * simple exponential smoothing; how far values stray from it, exponentially weighted too, gives the interval and the score.
 */
import { nextLevel } from "./smoothing.ts";

export interface SeriesRow {
  /** As it stands in the input. */
  readonly timestamp: string;
  readonly timeMs: number;
  /** Undefined where the series has a gap. */
  readonly value: number | undefined;
}

export interface ForecastRow {
  readonly timestamp: string;
  readonly value: number | undefined;
  /** Undefined on the first rows, of which nothing is known yet; lower and upper too. */
  readonly expected: number | undefined;
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  /** 0 is as expected, 0.5 lies six deviations off, towards 1 beyond. */
  readonly score: number;
  readonly anomaly: boolean;
}

/** 99 % of a normal distribution. */
const INTERVAL_DEVIATIONS = 2.576;
const ANOMALY_DEVIATIONS = 6;
/** How much the newest residual weighs; the first ones weigh alike, so that one alone does not stand for all. */
const DEVIATION_ALPHA = 0.05;
/** Residuals to know before anything is called an anomaly. */
const WARM_UP = 10;
/** A series that never moved still has an interval: this share of its level. */
const LEAST_DEVIATION = 0.01;

interface Model {
  readonly level: number | undefined;
  readonly variance: number;
  readonly residuals: number;
}

/**
 * One row per row, then `horizonSteps` future ones at the series' median step.
 * @param alpha above 0, at most 1
 */
export function forecastSeries(
  rows: readonly SeriesRow[],
  { alpha, horizonSteps = 0 }: { readonly alpha: number; readonly horizonSteps?: number },
): ForecastRow[] {
  let model: Model = { level: undefined, variance: 0, residuals: 0 };
  const past = rows.map((row) => {
    const forecast = forecastRow(model, row);
    if (row.value !== undefined) model = update(model, row.value, alpha);
    return forecast;
  });
  return [...past, ...futureRows(rows, model, alpha, horizonSteps)];
}

/** How many of the series' median steps reach this far, rounded up; 0 for fewer than two rows. */
export function stepsWithin(rows: readonly SeriesRow[], horizonMs: number): number {
  const stepMs = medianStepMs(rows);
  return stepMs === undefined ? 0 : Math.ceil(horizonMs / stepMs);
}

function forecastRow(model: Model, { timestamp, value }: SeriesRow): ForecastRow {
  const { level: expected, residuals } = model;
  if (expected === undefined || residuals === 0) {
    return { timestamp, value, expected, lower: undefined, upper: undefined, score: 0, anomaly: false };
  }
  const deviation = deviationOf(model, expected);
  const deviations = value === undefined || residuals < WARM_UP ? 0 : Math.abs(value - expected) / deviation;
  return {
    timestamp,
    value,
    expected,
    lower: expected - INTERVAL_DEVIATIONS * deviation,
    upper: expected + INTERVAL_DEVIATIONS * deviation,
    score: scoreOf(deviations),
    anomaly: deviations >= ANOMALY_DEVIATIONS,
  };
}

/** The level stays; how far it may have wandered by then grows with each step. */
function futureRows(rows: readonly SeriesRow[], model: Model, alpha: number, steps: number): ForecastRow[] {
  const last = rows.at(-1);
  const stepMs = medianStepMs(rows);
  if (!last || stepMs === undefined) return [];
  return Array.from({ length: steps }, (_, index) => {
    const timestamp = timeLike(last.timestamp, last.timeMs + (index + 1) * stepMs);
    const row = forecastRow(model, { timestamp, timeMs: Number.NaN, value: undefined });
    if (row.expected === undefined || row.lower === undefined) return row;
    const reach = (row.expected - row.lower) * Math.sqrt(1 + index * alpha ** 2);
    return { ...row, lower: row.expected - reach, upper: row.expected + reach };
  });
}

function update({ level, variance, residuals }: Model, value: number, alpha: number): Model {
  const next = nextLevel(level, value, alpha);
  if (level === undefined) return { level: next, variance, residuals };
  const weight = Math.max(1 / (residuals + 1), DEVIATION_ALPHA);
  return {
    level: next,
    variance: weight * (value - level) ** 2 + (1 - weight) * variance,
    residuals: residuals + 1,
  };
}

function deviationOf({ variance }: Model, level: number): number {
  return Math.max(Math.sqrt(variance), LEAST_DEVIATION * Math.abs(level), Number.EPSILON);
}

/** Grows with the deviations without a bound of its own, so that rows keep their order. */
function scoreOf(deviations: number): number {
  const ratio = deviations / ANOMALY_DEVIATIONS;
  return ratio > 1e6 ? 1 : ratio ** 2 / (1 + ratio ** 2);
}

/** Series jump and repeat times; the middle one of the steps forward is what they mean. */
function medianStepMs(rows: readonly SeriesRow[]): number | undefined {
  const steps: number[] = [];
  for (let i = 1; i < rows.length; i++) {
    const stepMs = (rows[i]?.timeMs ?? 0) - (rows[i - 1]?.timeMs ?? 0);
    if (stepMs > 0) steps.push(stepMs);
  }
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)];
}

/** Written as the series writes its times: as an epoch, as a date, or as ISO 8601 with a T or a blank; always UTC. */
function timeLike(sample: string, timeMs: number): string {
  if (/^\d{12,}$/.test(sample)) return String(timeMs);
  if (/^\d+$/.test(sample)) return String(Math.round(timeMs / 1000));
  const iso = new Date(timeMs).toISOString();
  if (sample.length === 10 && iso.endsWith("T00:00:00.000Z")) return iso.slice(0, 10);
  const zone = /(Z|[+-]\d\d:?\d\d)$/.test(sample) ? "Z" : "";
  const text = iso.slice(0, sample.includes(".") || timeMs % 1000 > 0 ? 23 : 19) + zone;
  return sample.includes("T") ? text : text.replace("T", " ");
}
