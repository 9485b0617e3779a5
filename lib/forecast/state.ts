/**
 * What the forecast keeps between runs: the followed series, 4.6 kB each. Up to 300 of them are one JSON object, which is all there is unless
 * sluice.yml asks for more; then there are several, of 1.4 MB.
 */
import type { ObjectStore } from "../ports.ts";
import { readState } from "../state.ts";
import type { Accuracy } from "./accuracy.ts";
import type { Expectation } from "./forecaster.ts";
import type { SeriesId } from "./series-id.ts";
import type { Track, TrackedMinute } from "./track.ts";

export const SERIES_PER_SHARD = 300;

export interface FollowedSeries {
  readonly id: SeriesId;
  /** Of a query: what it asks. Another question under the same name is another series. */
  readonly asked?: string;
  readonly track: Track;
  /** Minutes of it are written back into the store. */
  readonly isKept: boolean;
  /** The last minute that had a record; 0 before the first. */
  readonly heardMs: number;
  /** After the last minute. */
  readonly accuracy?: Accuracy;
  readonly last?: TrackedMinute;
  /** Of the minute after the last. */
  readonly next?: Expectation;
}

export interface ForecastShard {
  /** Of another version nothing is taken over: the store has what it was learned from. */
  readonly version: 3;
  /** Minutes before it are known; undefined before the first run. */
  readonly toMs?: number;
  /** Whose days the seasons are of. */
  readonly timeZone?: string;
  readonly series: readonly FollowedSeries[];
}

export const EMPTY_SHARD: ForecastShard = { version: 3, series: [] };

export function shardKey(index: number): string {
  return index === 0 ? "state/forecast.json" : `state/forecast-${index}.json`;
}

export function current(stored: ForecastShard): ForecastShard {
  return stored.version === EMPTY_SHARD.version ? stored : EMPTY_SHARD;
}

/** All shards in turn, at least one. A series that stands in two, after a race of two runs, is that of the first. */
export async function* readShards(objects: ObjectStore): AsyncGenerator<ForecastShard> {
  for (let index = 0; ; index++) {
    const stored = await readState<ForecastShard | undefined>(objects, shardKey(index), undefined);
    if (stored === undefined && index > 0) return;
    yield current(stored ?? EMPTY_SHARD);
    if (stored === undefined) return;
  }
}
