/**
 * Exponential smoothing, S = αX + (1−α)S, at several speeds side by side: of the values alone, and relative to the season (of value and
 * season alike; their ratio or difference says how the level differs from the season's). What each expected lately of the next value was
 * more or less wrong; they are mixed by that, so that no series needs an α of its own.
 */
import type { Scale } from "./scale.ts";

type Profile = "none" | "fine" | "smooth";

const SMOOTHERS: readonly { readonly profile: Profile; readonly alpha: number }[] = [
  { profile: "fine", alpha: 0.03 },
  { profile: "smooth", alpha: 0.005 },
  { profile: "smooth", alpha: 0.03 },
  { profile: "smooth", alpha: 0.15 },
  { profile: "smooth", alpha: 0.5 },
  { profile: "none", alpha: 0.05 },
  { profile: "none", alpha: 0.3 },
  { profile: "none", alpha: 0.8 },
];
const SPEEDS = SMOOTHERS.length;
const ALPHAS = Float64Array.from(SMOOTHERS, ({ alpha }) => alpha);
const PROFILES = Uint8Array.from(SMOOTHERS, ({ profile }) => ["none", "fine", "smooth"].indexOf(profile));

/** Levels that come back: a fast one counts for what it was worth lately beyond a slow one. */
const REVERTING: readonly { readonly slow: number; readonly fast: number }[] = [
  { slow: 1, fast: 4 },
  { slow: 5, fast: 7 },
];
const COUNT = SPEEDS + REVERTING.length;

/** How sharply the smoothers are told apart: one whose error is a 25th larger counts a third. */
const SHARPNESS = 25;
const NEGLIGIBLE = 20;
/** An error weighs at most so many deviations: an incident is not a contest. */
const WORST_DEVIATIONS = 8;

/** Smoothers that windows, horizons and the score lean on, by season and memory. */
export const FINE_HALF_HOUR = 0;
export const SMOOTH_HOURS = 1;
export const SMOOTH_HALF_HOUR = 2;

interface SeasonValues {
  readonly fine: number;
  readonly smooth: number;
}

export interface Levels {
  /** What is expected of the next value, on the scale; undefined before the first. */
  expect(season: SeasonValues): number | undefined;
  /**
   * To be called after `expect` with the same season.
   * @param weight how much the newest error counts
   */
  learn(scaled: number, season: SeasonValues, deviation: number, weight: number): void;
  /** What the smoother of this season and speed expects, for the season given. */
  relative(index: number, season: number): number;
  save(): number[];
}

export function createLevels(scale: Scale, saved: readonly number[] = []): Levels {
  const levels = new Float64Array(SPEEDS).map((_, i) => saved[i] ?? Number.NaN);
  const means = new Float64Array(SPEEDS).map((_, i) => saved[SPEEDS + i] ?? Number.NaN);
  const errors = new Float64Array(COUNT).map((_, i) => saved[2 * SPEEDS + i] ?? 0);
  const products = new Float64Array(REVERTING.length).map((_, i) => saved[2 * SPEEDS + COUNT + 2 * i] ?? 0);
  const squares = new Float64Array(REVERTING.length).map((_, i) => saved[2 * SPEEDS + COUNT + 2 * i + 1] ?? 0);
  const predictions = new Float64Array(COUNT);

  /** A smoother that has not begun gives NaN, and is passed over. */
  function predict(season: SeasonValues): void {
    const { fine, smooth } = season;
    for (let i = 0; i < SPEEDS; i++) {
      const profile = PROFILES[i];
      const level = levels[i] ?? Number.NaN;
      predictions[i] = profile === 0 ? level : scale.join(profile === 1 ? fine : smooth, level, means[i] ?? Number.NaN);
    }
    for (let i = 0; i < REVERTING.length; i++) {
      const slow = predictions[REVERTING[i]?.slow ?? 0] ?? Number.NaN;
      const fast = predictions[REVERTING[i]?.fast ?? 0] ?? Number.NaN;
      const square = squares[i] ?? 0;
      const share = square > 0 ? Math.max(0, Math.min(1, (products[i] ?? 0) / square)) : 1;
      predictions[SPEEDS + i] = slow + share * (fast - slow);
    }
  }

  function learnReverting(scaled: number, deviation: number, weight: number): void {
    for (let i = 0; i < REVERTING.length; i++) {
      const slow = predictions[REVERTING[i]?.slow ?? 0] ?? Number.NaN;
      const fast = predictions[REVERTING[i]?.fast ?? 0] ?? Number.NaN;
      if (Number.isNaN(slow) || Number.isNaN(fast)) continue;
      const most = WORST_DEVIATIONS * deviation;
      const apart = Math.max(-most, Math.min(most, fast - slow));
      const came = Math.max(-most, Math.min(most, scaled - slow));
      products[i] = (products[i] ?? 0) + weight * (apart * came - (products[i] ?? 0));
      squares[i] = (squares[i] ?? 0) + weight * (apart * apart - (squares[i] ?? 0));
    }
  }

  function learnErrors(scaled: number, deviation: number, weight: number): void {
    const most = WORST_DEVIATIONS * deviation;
    for (let i = 0; i < COUNT; i++) {
      const error = Math.min(Math.abs(scaled - (predictions[i] ?? Number.NaN)), most);
      if (!Number.isNaN(error)) errors[i] = (errors[i] ?? 0) + weight * (error - (errors[i] ?? 0));
    }
  }

  return {
    expect(season) {
      predict(season);
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < COUNT; i++) {
        if (!Number.isNaN(predictions[i])) least = Math.min(least, errors[i] ?? 0);
      }
      let weights = 0;
      let total = 0;
      for (let i = 0; i < COUNT; i++) {
        const prediction = predictions[i] ?? Number.NaN;
        if (Number.isNaN(prediction)) continue;
        const exponent = SHARPNESS * ((errors[i] ?? 0) / (least + 1e-9) - 1);
        if (exponent > NEGLIGIBLE) continue;
        const weight = Math.exp(-exponent);
        weights += weight;
        total += weight * prediction;
      }
      return weights > 0 ? total / weights : undefined;
    },
    learn(scaled, season, deviation, weight) {
      learnErrors(scaled, deviation, weight);
      learnReverting(scaled, deviation, weight);
      const { fine, smooth } = season;
      for (let i = 0; i < SPEEDS; i++) {
        const mean = PROFILES[i] === 0 ? scaled : PROFILES[i] === 1 ? fine : smooth;
        if (Number.isNaN(mean)) continue;
        const alpha = Number.isNaN(levels[i]) ? 1 : (ALPHAS[i] ?? 1);
        levels[i] = alpha === 1 ? scaled : alpha * scaled + (1 - alpha) * (levels[i] ?? 0);
        means[i] = alpha === 1 ? mean : alpha * mean + (1 - alpha) * (means[i] ?? 0);
      }
    },
    relative: (index, season) => scale.join(season, levels[index] ?? Number.NaN, means[index] ?? Number.NaN),
    save: () => [...levels, ...means, ...errors, ...[...products].flatMap((product, i) => [product, squares[i] ?? 0])],
  };
}
