/** The values of series within a window, read from the store: counts of all records, services and levels with one question, queries with one each. */
import type { ForecastQuery } from "../config/forecast-settings.ts";
import { DAY_MS, MINUTE_MS } from "../durations.ts";
import type { IntervalValue, LogStore } from "../ports.ts";
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
export async function readQuery(store: LogStore, asked: ForecastQuery, { fromMs, toMs }: Span): Promise<SeriesValues> {
  const text = parseQuery(asked.query);
  const id = { query: asked.name };
  if (asked.statistic === "count") {
    const buckets = await store.histogram({ fromMs, toMs, text }, MINUTE_MS);
    return { id, values: new Map(buckets.map(({ startMs, count }) => [startMs, count])) };
  }
  const values: IntervalValue[] = [];
  // A percentile takes some kilobytes of the server's memory in each minute.
  for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
    const day = { fromMs: dayMs, toMs: Math.min(toMs, dayMs + DAY_MS), text };
    values.push(...(await store.fieldValues(day, MINUTE_MS, asked.field, asked.statistic)));
  }
  return { id, values: new Map(values.map(({ startMs, value }) => [startMs, value])) };
}

/** Of a mean or a percentile a minute without records is a gap; of counts it is a zero. */
export function hasGaps(asked: ForecastQuery | undefined): boolean {
  return asked !== undefined && asked.statistic !== "count";
}
