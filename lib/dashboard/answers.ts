/** What the routes under /api answer, as the page reads it. Times are epoch milliseconds. */
import type { Alert, Silence } from "../alerts/alert.ts";
import type { Expectation } from "../forecast/forecaster.ts";
import type { SeriesId } from "../forecast/series-id.ts";
import type { SeriesPoint } from "../ports.ts";
import type { Level, LogRecord } from "../record.ts";

/** GET /api/logs: newest first. */
export interface LogsAnswer {
  readonly hits: readonly LogHit[];
  /** For the page after this one; absent on the last. */
  readonly cursor?: string;
}

export interface LogHit {
  readonly id: string;
  readonly record: LogRecord;
}

/** GET /api/rate: every minute of the window, those without a record too. */
export interface RateAnswer {
  readonly points: readonly RatePoint[];
  readonly alpha: number;
  /** The time the answer stands for: a minute that ends later is still filling. */
  readonly nowMs: number;
}

export interface RatePoint {
  readonly minuteMs: number;
  readonly actual: number;
  /** Exponentially smoothed; of the minute still filling, what is expected of it. */
  readonly smoothed: number;
}

/** GET /api/forecast: a list of these, the busiest first. */
export interface SeriesSummary extends SeriesId {
  /** As `series` takes it. */
  readonly series: string;
  /** Whether more of it than the last quarter of an hour is kept. */
  readonly isKept: boolean;
  /** Mean of the last day: records a minute, or of the field that a query asks for. */
  readonly mean?: number;
  /** Of the last day: its errors to those of "as the minute before". Below 1 is better. */
  readonly mase?: number;
  /** Of the last day: the share of values in the interval, which is to hold 0.99. */
  readonly coverage?: number;
  /** It does worse than "as the minute before". */
  readonly isWorse: boolean;
  readonly last?: SeriesPoint;
  /** Of the minute after the last. */
  readonly next?: Expectation;
}

/** GET /api/forecast?series=NAME: the minutes of the window that are known, and those after the last of all. */
export interface SeriesForecast extends SeriesSummary {
  readonly points: readonly SeriesPoint[];
  readonly ahead: readonly (Expectation & { readonly minuteMs: number })[];
}

/** GET /api/levels: a list of these, most frequent first. */
export interface LevelCount {
  /** "none": the records that name no level. */
  readonly level: Level | "none";
  readonly count: number;
}

/** GET /api/services: a list of these, most frequent first. */
export interface ServiceCount {
  readonly service: string;
  readonly count: number;
}

/** GET /api/alerts: a list of these, the more urgent first; those that nobody is told of yet (pending) only with `?all=true`. */
export interface AlertSummary
  extends Pick<
    Alert,
    | "rule"
    | "service"
    | "pattern"
    | "phase"
    | "severity"
    | "template"
    | "samples"
    | "sinceMs"
    | "lastSeenMs"
    | "resolvedMs"
    | "count"
    | "measured"
    | "acknowledged"
  > {
  /** As commands take it. */
  readonly id: string;
  /** The one that it is under now. */
  readonly silence?: Silence;
}

/** GET /api/silences: a list of these, the first to end first. */
export type SilenceAnswer = Silence;

/** GET /api/health: status 200 if ok, else 503. */
export interface HealthAnswer {
  readonly ok: boolean;
  readonly detail: string;
}

/** Any answer that is not what was asked for. */
export interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string };
}
