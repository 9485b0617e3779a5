/** The level over days, relative to the season: of value and season alike, exponentially smoothed; how they differ is the level. */
import type { Scale } from "./scale.ts";

export interface SlowLevel {
  /** What the season's value amounts to at this level; NaN while there is no level. */
  join(season: number): number;
  /** A value without this level, as the season is to learn it. */
  strip(scaled: number): number;
  /** @param season NaN teaches nothing */
  learn(scaled: number, season: number, stepMs: number): void;
  save(): number[];
}

/** A level is never newer than two rows, however far apart they are. */
const MOST_ALPHA = 0.5;

export function createSlowLevel(scale: Scale, memoryMs: number, saved: readonly number[] = []): SlowLevel {
  let [level = Number.NaN, mean = Number.NaN] = saved;
  return {
    join: (season) => scale.join(season, level, mean),
    strip: (scaled) => (Number.isNaN(level) ? scaled : scale.strip(scaled, level, mean)),
    learn(scaled, season, stepMs) {
      if (Number.isNaN(season)) return;
      const alpha = Number.isNaN(level) ? 1 : Math.min(MOST_ALPHA, stepMs / memoryMs);
      level = alpha === 1 ? scaled : level + alpha * (scaled - level);
      mean = alpha === 1 ? season : mean + alpha * (season - mean);
    },
    save: () => [level, mean],
  };
}
