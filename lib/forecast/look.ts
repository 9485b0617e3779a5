/** What a person sees of one series: its minutes, kept ones from the store and the last ones computed anew, and what is expected next. */
import type { Settings } from "../config/settings.ts";
import { MINUTE_MS } from "../durations.ts";
import type { LogStore, ObjectStore, SeriesPoint } from "../ports.ts";
import type { Expectation } from "./forecaster.ts";
import { pointOf } from "./points.ts";
import { seriesName } from "./series-id.ts";
import { type FollowedSeries, readShards } from "./state.ts";
import { follow } from "./track.ts";
import { hasGaps, readCounts, readQuery, type SeriesValues } from "./values.ts";

interface LookOptions {
  readonly store: LogStore;
  readonly settings: Settings["forecast"];
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly horizonMs: number;
}

interface Look {
  /** Ascending. Of a series that is not busy enough to be kept in the store, only those of the last quarter of an hour. */
  readonly points: readonly SeriesPoint[];
  /** Each minute after the last that is known. */
  readonly ahead: readonly (Expectation & { readonly minuteMs: number })[];
}

/** All that are followed, the busiest first. */
export async function readFollowed(objects: ObjectStore): Promise<FollowedSeries[]> {
  const series = new Map<string, FollowedSeries>();
  for await (const shard of readShards(objects)) {
    for (const one of shard.series) if (!series.has(seriesName(one.id))) series.set(seriesName(one.id), one);
  }
  return [...series.values()].sort((a, b) => (b.accuracy?.size ?? 0) - (a.accuracy?.size ?? 0));
}

export async function lookAt(series: FollowedSeries, options: LookOptions): Promise<Look> {
  const { store, settings, window, horizonMs } = options;
  const { last, track } = series;
  if (!last) return { points: [], ahead: [] };
  const toMs = last.minuteMs + MINUTE_MS;
  const sinceMs = track.sinceMs ?? toMs;
  const query = settings.queries.find(({ name }) => name === series.id.query);
  const kept = await store.readPoints(seriesName(series.id), { ...window, toMs: Math.min(window.toMs, sinceMs) });

  const { values } = await readValues(store, series, { fromMs: sinceMs, toMs }, query);
  const { minutes, ahead } = follow(track, { values, hasGaps: hasGaps(query), toMs }, settings);
  const live = minutes.map((minute) => pointOf(series.id, minute));
  const times = Array.from({ length: Math.floor(horizonMs / MINUTE_MS) }, (_, n) => toMs + n * MINUTE_MS);
  const isShown = ({ minuteMs }: SeriesPoint) => minuteMs >= window.fromMs && minuteMs < window.toMs;
  return {
    points: [...kept, ...live.filter(isShown)],
    ahead: ahead(times).map((expectation, n) => ({ minuteMs: times[n] ?? 0, ...expectation })),
  };
}

async function readValues(
  store: LogStore,
  { id }: FollowedSeries,
  span: { readonly fromMs: number; readonly toMs: number },
  query: Settings["forecast"]["queries"][number] | undefined,
): Promise<Pick<SeriesValues, "values">> {
  if (query) return readQuery(store, query, span);
  const counts = await readCounts(store, span, id.service === undefined ? [] : [id.service]);
  return counts.get(seriesName(id)) ?? { values: new Map() };
}
