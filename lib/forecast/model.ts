/**
 * The default model of one series: what is expected of the next row, an interval around it, and how far the row was from it. Strictly
 * causal, one pass, a state under 4 kB that comes back bit for bit; docs/decisions/forecast.md has the equations.
 */
import { DAY_MS, HOUR_MS } from "../durations.ts";
import { type Burst, WINDOWS } from "./bursts.ts";
import { type CalendarOptions, createCalendar } from "./calendar.ts";
import { createDispersion } from "./counts.ts";
import { DIGEST_DEVIATIONS, type Expectation, type Forecaster, type Step } from "./forecaster.ts";
import { createLearned } from "./learned.ts";
import { FINE_HALF_HOUR, SMOOTH_HALF_HOUR, SMOOTH_HOURS } from "./levels.ts";
import { createPace } from "./pace.ts";
import { packNumbers, unpackNumbers } from "./pack.ts";
import { PLAIN_SCALE, ROOT_SCALE } from "./scale.ts";
import type { SavedSeason } from "./season.ts";
import { createSilence } from "./silence.ts";
import { createSurprise } from "./surprise.ts";

export interface ModelOptions extends CalendarOptions {
  /** The share of values that the interval is to hold; 0.99 if left out. */
  readonly interval?: number;
}

export interface Model extends Forecaster {
  save(): SavedModel;
}

/** As JSON under 4 kB. Opaque: numbers and seasons as base64. */
export interface SavedModel {
  readonly version: 1;
  readonly numbers: readonly string[];
  readonly season: SavedSeason;
}

/** Between the mean (1) and close to the median (0) of values on the root's scale: absolute errors are least at the median. */
const BIAS = 0.3;
/** A row teaches the season as if it were at most so many deviations off; of few rows no deviation is known. */
const MOST_DEVIATIONS = 4;
const FIRST_ROWS = 20;
/** The mean of Poisson counts is at most so many times what the mean of their roots comes to: 1.23 for one a minute. */
const MOST_MEAN = 1.46;
/** How fast a forecast ahead leaves the level of the last hours for that of the last day, and how much its interval grows by then. */
const AHEAD_MS = 6 * HOUR_MS;
const AHEAD_GROWTH = 0.5;

/** Takes any finite values, at any times. */
export function createModel(options: ModelOptions = {}, saved?: SavedModel): Model {
  const { interval = 0.99 } = options;
  const calendar = createCalendar(options);
  const [own = [], pace0, silence0, dispersion0, surprise0, ...learned0] = (saved?.numbers ?? []).map(unpackNumbers);
  let [rows = 0, isCounts = 1, isPositive = 1, knownMs = 0, borrowedMs = 0] = own;
  let scale = isPositive ? ROOT_SCALE : PLAIN_SCALE;
  let learned = createLearned(scale, interval, learned0, saved?.season);
  // Filled anew for each row: the hot path allocates little.
  const usual = new Float64Array(WINDOWS.length);
  const means = new Float64Array(WINDOWS.length);
  const pace = createPace(pace0);
  const silence = createSilence(silence0);
  const dispersion = createDispersion(dispersion0);
  const surprise = createSurprise(surprise0);

  /** @returns whether the series turns out to go below zero, and is learned anew on the other scale */
  function look(value: number): boolean {
    if (isCounts && !(Number.isInteger(value) && value >= 0)) isCounts = 0;
    if (value >= 0 || !isPositive) return false;
    isPositive = 0;
    scale = PLAIN_SCALE;
    learned = createLearned(scale, interval);
    rows = 0;
    return true;
  }

  function expectationOf(scaled: number, deviation: number, growth = 1): Expectation {
    const { below, above, residuals } = learned.spread;
    const expected = scale.from(scaled) + (isPositive ? BIAS * deviation ** 2 : 0);
    // One value says nothing of how they vary.
    if (residuals === 0) return { expected, lower: undefined, upper: undefined };
    return {
      expected,
      lower: Math.min(expected, scale.from(scaled - growth * below * deviation)),
      upper: Math.max(expected, scale.from(scaled + growth * above * deviation)),
    };
  }

  /** On the root's scale the square of the mean is less than the mean of the squares, by the variance. */
  function meanOf(scaled: number, deviation: number): number {
    return scale.from(scaled) + deviation ** 2;
  }

  /** What each window compares the row with: none while a new kind of day begins, the long ones only where the day's kind is known. */
  function lookUpUsual(scaled: number, expected: number): void {
    const { season, levels, steadyHours, steadyDay } = learned;
    borrowedMs = season.isBorrowed ? borrowedMs + pace.stepMs : 0;
    knownMs = season.isKnown ? knownMs + pace.stepMs : 0;
    usual.fill(Number.NaN);
    if (season.isBorrowed && borrowedMs <= HOUR_MS) return;
    const { fine } = season;
    const halfHour = levels.relative(FINE_HALF_HOUR, fine);
    // A job that runs every night is told by its slot, whatever the level was a moment ago.
    const isDaily = Math.abs(scaled - halfHour) < Math.abs(scaled - expected);
    usual[0] = isDaily ? halfHour : expected;
    if (knownMs <= 2 * HOUR_MS) return;
    usual[1] = halfHour;
    usual[2] = steadyHours.join(fine);
    usual[3] = steadyDay.join(fine);
  }

  function burstOf(value: number, scaled: number, expected: number, deviation: number): Burst & Pick<Step, "usual"> {
    lookUpUsual(scaled, expected);
    if (isCounts) for (let i = 0; i < usual.length; i++) means[i] = meanOf(usual[i] ?? Number.NaN, deviation);
    const counts = isCounts ? { value, means, phi: dispersion.phi } : undefined;
    const burst = learned.bursts.take({ scaled, usual, deviation, counts });
    const compared = usual[WINDOWS.indexOf(burst.windowRows)] ?? Number.NaN;
    if (Number.isNaN(compared)) return burst;
    return { ...burst, usual: isPositive ? meanOf(compared, deviation) : compared };
  }

  function isSilent(value: number, deviation: number): boolean {
    const { season, levels, day, steadyHours, steadyDay } = learned;
    if (!isCounts || !season.isKnown) return false;
    const fine = Math.min(steadyHours.join(season.fine), steadyDay.join(season.fine));
    const smooth = Math.min(levels.relative(SMOOTH_HOURS, season.smooth), day.join(season.smooth));
    const scaled = Math.min(fine, smooth);
    // Of hours that are always empty nothing is expected, however much the others stray.
    const events = Math.min(meanOf(scaled, deviation), MOST_MEAN * scale.from(scaled));
    return silence.take(value, events, dispersion.phi);
  }

  function learn(scaled: number, expected: number, deviation: number): void {
    const { season, levels, day, steadyHours, steadyDay, steadyDays, spread } = learned;
    levels.learn(scaled, season, deviation, Math.max(1 / (rows + 1), Math.min(1, pace.stepMs / DAY_MS)));
    const most = spread.residuals > FIRST_ROWS ? MOST_DEVIATIONS * deviation : Number.POSITIVE_INFINITY;
    const taken = expected + Math.max(-most, Math.min(most, scaled - expected));
    season.learn(steadyDays.strip(taken));
    day.learn(taken, season.smooth, pace.stepMs);
    if (!season.isBorrowed) {
      steadyHours.learn(taken, season.fine, pace.stepMs);
      steadyDay.learn(taken, season.fine, pace.stepMs);
      steadyDays.learn(taken, season.smooth, pace.stepMs);
    }
    rows++;
  }

  function step(timeMs: number, value: number | undefined): Step {
    pace.take(timeMs);
    learned.season.enter(calendar(timeMs));
    const before = learned.levels.expect(learned.season);
    const isKnown = before !== undefined && learned.spread.residuals > 0;
    const expectation = isKnown ? expectationOf(before, learned.spread.deviation(before)) : undefined;
    if (value === undefined) return { expectation, score: 0, deviations: 0, windowRows: 1, isSilent: false };

    const isNew = look(value) || before === undefined;
    const { season, levels, spread } = learned;
    const scaled = scale.to(value);
    const expected = isNew ? scaled : before;
    const deviation = spread.deviation(expected);
    const { usual: compared, ...burst } = burstOf(value, scaled, expected, deviation);
    const { deviations } = burst;
    // A first row is compared with itself.
    const usual = isNew || compared === undefined ? {} : { usual: compared };
    const silent = isSilent(value, deviation);
    const score = surprise.take(value, scale.from(levels.relative(SMOOTH_HALF_HOUR, season.smooth)));
    // What is far off is an incident, not the way of the series.
    if (isCounts && Math.abs(deviations) < DIGEST_DEVIATIONS) dispersion.learn(value, meanOf(expected, deviation));
    if (!isNew) spread.learn(scaled - expected, deviation, sideOf(value, expectation));
    learn(scaled, expected, deviation);
    return { expectation, score, ...burst, ...usual, isSilent: silent };
  }

  function ahead(timesMs: readonly number[]): Expectation[] {
    const { season, levels, day, spread } = learned;
    const flat = levels.expect({ fine: Number.NaN, smooth: Number.NaN });
    if (flat === undefined) return [];
    const deviation = spread.deviation(flat);
    return timesMs.map((timeMs) => {
      const near = Math.exp(-(timeMs - pace.lastMs) / AHEAD_MS);
      const { smooth } = season.at(calendar(timeMs));
      const seasonal = near * levels.relative(SMOOTH_HOURS, smooth) + (1 - near) * day.join(smooth);
      return expectationOf(Number.isNaN(seasonal) ? flat : seasonal, deviation, 1 + AHEAD_GROWTH * (1 - near));
    });
  }

  function save(): SavedModel {
    const parts = [pace, silence, dispersion, surprise].map((part) => part.save());
    const numbers = [[rows, isCounts, isPositive, knownMs, borrowedMs], ...parts, ...learned.save()];
    return { version: 1, numbers: numbers.map(packNumbers), season: learned.season.save() };
  }

  return { step, ahead, save };
}

function sideOf(value: number, expectation: Expectation | undefined): "below" | "inside" | "above" {
  const { lower = value, upper = value } = expectation ?? {};
  if (value < lower) return "below";
  return value > upper ? "above" : "inside";
}
