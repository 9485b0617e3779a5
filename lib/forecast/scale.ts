/**
 * The scale that a series is smoothed on. Counts and other values that are never negative: the square root (Anscombe), where noise is
 * alike at every height and a season multiplies the level. Values that go below zero: as they are, and a season adds to the level.
 */
export interface Scale {
  to(value: number): number;
  from(scaled: number): number;
  /** Puts a slow level, and the season's own mean under it, onto the season's value. */
  join(season: number, level: number, seasonMean: number): number;
  /** Takes it off a value again. */
  strip(scaled: number, level: number, seasonMean: number): number;
}

const ANSCOMBE = 3 / 8;
/** A level that is further from what the season knows teaches the season only so much. */
const MOST_RATIO = 5;

export const ROOT_SCALE: Scale = {
  to: (value) => Math.sqrt(value + ANSCOMBE),
  from: (scaled) => Math.max(0, scaled * Math.abs(scaled) - ANSCOMBE),
  join: (season, level, mean) => season * ratioOf(level, mean),
  strip: (scaled, level, mean) => scaled / Math.max(1 / MOST_RATIO, Math.min(MOST_RATIO, ratioOf(level, mean))),
};

export const PLAIN_SCALE: Scale = {
  to: (value) => value,
  from: (scaled) => scaled,
  join: (season, level, mean) => season + (level - mean),
  strip: (scaled, level, mean) => scaled - (level - mean),
};

function ratioOf(level: number, mean: number): number {
  return mean > 0 ? level / mean : 1;
}
