/** What the model has learned of a series on one scale: season, levels, spread, and what its windows are used to. */
import { DAY_MS, HOUR_MS } from "../durations.ts";
import { type Bursts, createBursts } from "./bursts.ts";
import { createLevels, type Levels } from "./levels.ts";
import type { Scale } from "./scale.ts";
import { createSeason, type SavedSeason, type Season } from "./season.ts";
import { createSlowLevel, type SlowLevel } from "./slow-level.ts";
import { createSpread, type Spread } from "./spread.ts";

export interface Learned {
  readonly season: Season;
  readonly levels: Levels;
  /** Over a day: what the days ahead will be like. */
  readonly day: SlowLevel;
  /**
   * Of the days whose kind is known, over hours, a day and three: what windows are compared with, and what the season is measured by. They
   * rest on the first weekend, so that the week after it finds them as it left them.
   */
  readonly steadyHours: SlowLevel;
  readonly steadyDay: SlowLevel;
  readonly steadyDays: SlowLevel;
  readonly spread: Spread;
  readonly bursts: Bursts;
  save(): number[][];
}

const STEADY_HOURS_MS = 4 * HOUR_MS;

export function createLearned(
  scale: Scale,
  interval: number,
  saved: readonly (readonly number[])[] = [],
  savedSeason?: SavedSeason,
): Learned {
  const season = createSeason(savedSeason);
  const levels = createLevels(scale, saved[0]);
  const day = createSlowLevel(scale, DAY_MS, saved[1]);
  const steadyHours = createSlowLevel(scale, STEADY_HOURS_MS, saved[2]);
  const steadyDay = createSlowLevel(scale, DAY_MS, saved[3]);
  const steadyDays = createSlowLevel(scale, 3 * DAY_MS, saved[4]);
  const spread = createSpread(interval, saved[5]);
  const bursts = createBursts(saved[6]);
  return {
    season,
    levels,
    day,
    steadyHours,
    steadyDay,
    steadyDays,
    spread,
    bursts,
    save: () => [levels, day, steadyHours, steadyDay, steadyDays, spread, bursts].map((part) => part.save()),
  };
}
