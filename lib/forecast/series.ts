/** Forecasts a series of a file, row by row and strictly causal: what is expected of a row comes from the rows before it. */
import { type Expectation, type Forecaster, isAnomaly } from "./forecaster.ts";

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
  readonly score: number;
  readonly anomaly: boolean;
}

/** One row per row, then `horizonSteps` future ones at the series' median step. */
export function forecastSeries(
  rows: readonly SeriesRow[],
  forecaster: Forecaster,
  { horizonSteps = 0 }: { readonly horizonSteps?: number } = {},
): ForecastRow[] {
  const past = rows.map(({ timestamp, timeMs, value }): ForecastRow => {
    const step = forecaster.step(timeMs, value);
    return { timestamp, value, ...columnsOf(step.expectation), score: step.score, anomaly: isAnomaly(step) };
  });
  return [...past, ...futureRows(rows, forecaster, horizonSteps)];
}

/** How many of the series' median steps reach this far, rounded up; 0 for fewer than two rows. */
export function stepsWithin(rows: readonly SeriesRow[], horizonMs: number): number {
  const stepMs = medianStepMs(rows);
  return stepMs === undefined ? 0 : Math.ceil(horizonMs / stepMs);
}

function futureRows(rows: readonly SeriesRow[], forecaster: Forecaster, steps: number): ForecastRow[] {
  const last = rows.at(-1);
  const stepMs = medianStepMs(rows);
  if (!last || stepMs === undefined) return [];
  const timesMs = Array.from({ length: steps }, (_, index) => last.timeMs + (index + 1) * stepMs);
  const expectations = forecaster.ahead(timesMs);
  return timesMs.map((timeMs, i) => {
    const columns = columnsOf(expectations[i]);
    return { timestamp: timeLike(last.timestamp, timeMs), value: undefined, ...columns, score: 0, anomaly: false };
  });
}

function columnsOf(expectation: Expectation | undefined): Pick<ForecastRow, "expected" | "lower" | "upper"> {
  return expectation ?? { expected: undefined, lower: undefined, upper: undefined };
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
