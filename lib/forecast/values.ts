/** The values of series within a window, read from the store: counts of all records, services and levels with one question, queries with one each. */
import type { ForecastQuery } from "../config/forecast-settings.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../durations.ts";
import { isSluiceError, type SluiceError } from "../errors.ts";
import type { FieldStatistic, LogFilter, LogStore, NumericField } from "../ports.ts";
import { parseQuery } from "../query.ts";
import { type SeriesId, seriesName } from "./series-id.ts";

export interface SeriesValues {
  readonly id: SeriesId;
  /** By minute. */
  readonly values: ReadonlyMap<number, number>;
}

/** By name. */
export type ValuesByName = ReadonlyMap<string, SeriesValues>;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A service without records is in none of it. */
export async function readCounts(
  store: LogStore,
  { fromMs, toMs }: Span,
  services: readonly string[],
): Promise<Map<string, SeriesValues>> {
  const found = new Map<string, { id: SeriesId; values: Map<number, number> }>();
  const add = (id: SeriesId, minuteMs: number, count: number) => {
    const name = seriesName(id);
    let series = found.get(name);
    if (!series) {
      series = { id, values: new Map() };
      found.set(name, series);
    }
    series.values.set(minuteMs, (series.values.get(minuteMs) ?? 0) + count);
  };
  for (const { minuteMs, service, level, count } of await store.minuteCounts({ fromMs, toMs, services })) {
    const of = service === undefined ? {} : { service };
    add(of, minuteMs, count);
    if (level) add({ ...of, level }, minuteMs, count);
  }
  return found;
}

/** Lines that a query finds, or a statistic of their field. */
export async function readQuery(store: LogStore, asked: ForecastQuery, span: Span): Promise<SeriesValues> {
  const values = await readMinuteValues(store, { text: parseQuery(asked.query) }, asked, span);
  return { id: { query: asked.name }, values };
}

/**
 * What a new query has to learn from, the newest first, as far back as there is time. Each question reaches twice as far as the one before,
 * a day at most, so that none takes much longer than those that were answered. Where the store cannot answer, the past ends: a run that failed with it
 * would ask the same again, for ever.
 */
export async function readPast(
  store: LogStore,
  asked: ForecastQuery,
  { fromMs, toMs }: Span,
  hasTime: () => boolean,
): Promise<{ readonly values: ReadonlyMap<number, number>; readonly failure?: SluiceError }> {
  const values = new Map<number, number>();
  let spanMs = HOUR_MS;
  for (let endMs = toMs; endMs > fromMs && hasTime(); ) {
    const startMs = Math.max(fromMs, endMs - spanMs);
    try {
      const part = await readQuery(store, asked, { fromMs: startMs, toMs: endMs });
      for (const [minuteMs, value] of part.values) values.set(minuteMs, value);
    } catch (error) {
      if (!isSluiceError(error, "unavailable") && !isSluiceError(error, "refused")) throw error;
      return { values, failure: error };
    }
    endMs = startMs;
    spanMs = Math.min(2 * spanMs, DAY_MS);
  }
  return { values };
}

export type Statistic =
  | { readonly statistic: "count" }
  | { readonly statistic: FieldStatistic; readonly field: NumericField };

/** Of 65,535 intervals that OpenSearch gives at once (search.max_buckets), 43,200. */
const COUNTS_AT_ONCE_MS = 30 * DAY_MS;
/** A percentile takes some kilobytes of the server's memory in each minute. */
const STATISTICS_AT_ONCE_MS = DAY_MS;

/** By minute, ascending; minutes without a record, or one with a number in the field, are left out. */
export async function readMinuteValues(
  store: LogStore,
  filter: LogFilter,
  asked: Statistic,
  { fromMs, toMs }: Span,
): Promise<Map<number, number>> {
  const values = new Map<number, number>();
  const stepMs = asked.statistic === "count" ? COUNTS_AT_ONCE_MS : STATISTICS_AT_ONCE_MS;
  for (let partMs = fromMs; partMs < toMs; partMs += stepMs) {
    const part = { ...filter, fromMs: partMs, toMs: Math.min(toMs, partMs + stepMs) };
    if (asked.statistic === "count") {
      for (const { startMs, count } of await store.histogram(part, MINUTE_MS)) values.set(startMs, count);
    } else {
      const found = await store.fieldValues(part, MINUTE_MS, asked.field, asked.statistic);
      for (const { startMs, value } of found) values.set(startMs, value);
    }
  }
  return values;
}

/** Of a mean or a percentile a minute without records is a gap; of counts it is a zero. */
export function hasGaps(asked: ForecastQuery | undefined): boolean {
  return asked !== undefined && asked.statistic !== "count";
}
