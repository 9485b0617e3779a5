/** What a run tells, for logs and metrics. */
import { maseOf } from "./accuracy.ts";
import type { SeriesStep } from "./learn.ts";
import type { MonthForecast } from "./month.ts";
import { seriesName } from "./series-id.ts";
import type { Survey } from "./survey.ts";

export interface ForecastReport {
  /** Minutes that this run learned; 0 for a rerun. */
  readonly minutes: number;
  /** Of all series, those of them that were far from what was expected. */
  readonly anomalies: number;
  /** Series that are unusual now, without those that only show what another one says. */
  readonly unusual: number;
  /** Records of the calendar month; undefined before the first whole hour. */
  readonly month?: MonthForecast;
  /** Written into the store. */
  readonly points: number;
  /** Not taken by the store: the next run writes them. */
  readonly pointsFailed: number;
  /** Services and series that found no room. */
  readonly leftOut: number;
  /** Series that are followed. */
  readonly series: number;
  readonly accuracy?: AccuracyReport;
  /** The last minute that is known; undefined while there has been no record at all. */
  readonly lastMinuteMs?: number;
  /** Records expected in the minute after it. */
  readonly expected?: number;
}

interface AccuracyReport {
  /** Names of the series whose model does worse than "as the minute before". */
  readonly worse: readonly string[];
  readonly maseMedian: number;
  readonly maseWorst: number;
  /** Shares of values in the interval, which is to hold 99 %. */
  readonly coverageMedian: number;
  readonly coverageWorst: number;
}

/** Of fewer minutes a mean says little. */
const LEAST_MINUTES = 60;

export type Figures = Pick<ForecastReport, "minutes" | "anomalies" | "points" | "pointsFailed" | "leftOut">;

export const NO_FIGURES: Figures = { minutes: 0, anomalies: 0, points: 0, pointsFailed: 0, leftOut: 0 };

export function figuresOf(steps: readonly SeriesStep[]): Pick<Figures, "minutes" | "anomalies"> {
  let minutes = 0;
  let anomalies = 0;
  for (const step of steps) {
    const learned = step.minutes.filter(({ minuteMs }) => minuteMs >= step.newFromMs);
    anomalies += learned.filter(({ anomaly }) => anomaly).length;
    if (seriesName(step.id) === "total") minutes += learned.length;
  }
  return { minutes, anomalies };
}

export function reportOf(figures: Figures, { series, total }: Survey): Omit<ForecastReport, "unusual" | "month"> {
  const accuracy = accuracyOf(series);
  return {
    ...figures,
    series: series.length,
    ...(accuracy && { accuracy }),
    ...(total?.last && { lastMinuteMs: total.last.minuteMs }),
    ...(total?.next && { expected: total.next.expected }),
  };
}

function accuracyOf(series: Survey["series"]): AccuracyReport | undefined {
  const known = series.flatMap(({ accuracy }) => (accuracy && accuracy.minutes >= LEAST_MINUTES ? [accuracy] : []));
  const mases = known.flatMap((accuracy) => maseOf(accuracy) ?? []).sort((a, b) => a - b);
  const coverages = known.map(({ coverage }) => coverage).sort((a, b) => b - a);
  if (mases.length === 0) return undefined;
  return {
    worse: series.flatMap(({ name, accuracy }) => (accuracy?.isWorse ? [name] : [])),
    maseMedian: middle(mases),
    maseWorst: mases.at(-1) ?? 0,
    coverageMedian: middle(coverages),
    coverageWorst: coverages.at(-1) ?? 0,
  };
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
