/** What is followed, as far as it takes to plan a run: the models themselves are read when their shard's turn comes. */
import { MINUTE_MS } from "../durations.ts";
import type { ObjectStore } from "../ports.ts";
import type { Accuracy } from "./accuracy.ts";
import type { Candidate } from "./choose.ts";
import { seriesName } from "./series-id.ts";
import {
  current,
  EMPTY_SHARD,
  type FollowedSeries,
  type ForecastShard,
  readShards,
  SERIES_PER_SHARD,
} from "./state.ts";

interface Surveyed extends Candidate {
  readonly shard: number;
  /** Undefined before its first value was learned. */
  readonly sinceMs: number | undefined;
  readonly isKept: boolean;
  readonly accuracy: Accuracy | undefined;
}

export interface Survey {
  readonly shards: readonly { readonly toMs: number | undefined; readonly series: number }[];
  readonly series: readonly Surveyed[];
  /** All records, as they were last. */
  readonly total: FollowedSeries | undefined;
}

/** A model that is further ahead learned from a clock that was wrong: it would wait for its time to come, so it begins anew. */
const CLOCK_MS = 15 * MINUTE_MS;

/** By this clock, and this zone: in another one each morning would be expected at another hour, for weeks. */
interface Usable {
  readonly endMs: number;
  readonly timeZone: string;
}

export function usable(stored: ForecastShard, { endMs, timeZone }: Usable): ForecastShard {
  const shard = current(stored);
  return (shard.toMs ?? 0) > endMs + CLOCK_MS || shard.timeZone !== timeZone ? EMPTY_SHARD : shard;
}

export async function survey(objects: ObjectStore, by: Usable): Promise<Survey> {
  let found: Survey = { shards: [], series: [], total: undefined };
  for await (const shard of readShards(objects)) found = withShard(found, found.shards.length, usable(shard, by));
  return found;
}

/** A series that stands in two shards, after a race of two runs, is that of the first. */
export function withShard(found: Survey, index: number, shard: ForecastShard): Survey {
  const others = found.series.filter((one) => one.shard !== index);
  const names = new Set(others.map(({ name }) => name));
  const own = shard.series.map((one) => surveyed(one, index)).filter(({ name }) => !names.has(name));
  const shards = [...found.shards];
  shards[index] = { toMs: shard.toMs, series: shard.series.length };
  const total = shard.series.find(({ id }) => seriesName(id) === "total");
  return { shards, series: [...others, ...own], total: total ?? found.total };
}

/** The first shard with room for each of so many, as indices; new ones at the end. */
export function placesFor(count: number, { shards }: Survey): number[] {
  const places: number[] = [];
  for (let index = 0; places.length < count; index++) {
    const room = SERIES_PER_SHARD - (shards[index]?.series ?? 0);
    for (let n = 0; n < room && places.length < count; n++) places.push(index);
  }
  return places;
}

function surveyed({ id, asked, track, isKept, heardMs, accuracy }: FollowedSeries, shard: number): Surveyed {
  const rate = accuracy?.size ?? 0;
  return { name: seriesName(id), id, asked, rate, heardMs, shard, sinceMs: track.sinceMs, isKept, accuracy };
}
