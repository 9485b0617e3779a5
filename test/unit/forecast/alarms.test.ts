/** Whom the model wakes, and whom it lets sleep: on counts per minute as services have them, the same for the same seed. */
import { describe, expect, test } from "vitest";
import { isAnomaly, type Step } from "../../../lib/forecast/forecaster.ts";
import { createModel } from "../../../lib/forecast/model.ts";
import { dailyProfile, drawCount, uniform } from "../../support/made-counts.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const MONDAY_MS = Date.UTC(2026, 0, 5);

/** Steps the model through the minutes and gives what it said of each. */
function watch(minutes: number, countAt: (minute: number) => number): Step[] {
  const model = createModel();
  return Array.from({ length: minutes }, (_, minute) => model.step(MONDAY_MS + minute * MINUTE_MS, countAt(minute)));
}

/** Alarms that follow each other within the hour are one. */
function countAlarms(steps: readonly Step[]): number {
  let last = Number.NEGATIVE_INFINITY;
  let alarms = 0;
  steps.forEach((step, minute) => {
    if (!isAnomaly(step)) return;
    if (minute - last > 60) alarms++;
    last = minute;
  });
  return alarms;
}

describe("noise is no anomaly", () => {
  test("at most one false alarm in a hundred days of a series: Poisson and wilder, quiet and busy, with and without a daily profile", () => {
    const days = 9;
    let alarms = 0;
    let series = 0;
    for (const base of [0.3, 5, 40]) {
      for (const phi of [1, 2, 4]) {
        for (const profile of [dailyProfile, () => 1]) {
          const random = uniform(100 * base + 10 * phi + series++);
          alarms += countAlarms(watch(days * DAY_MINUTES, (minute) => drawCount(base * profile(minute), phi, random)));
        }
      }
    }
    expect(alarms / (series * days)).toBeLessThanOrEqual(0.01);
  });

  test("nor is a weekend that the model never saw, at three fifths of the week", () => {
    const random = uniform(5);
    const weekly = (minute: number) => (Math.floor(minute / DAY_MINUTES) % 7 >= 5 ? 0.6 : 1);
    const rate = (minute: number) => 40 * dailyProfile(minute) * weekly(minute);
    expect(countAlarms(watch(16 * DAY_MINUTES, (minute) => drawCount(rate(minute), 1, random)))).toBe(0);
  });

  test("nor is a job that runs every night, once it is known", () => {
    const random = uniform(6);
    const isJob = (minute: number) => minute % DAY_MINUTES >= 120 && minute % DAY_MINUTES < 135;
    const steps = watch(9 * DAY_MINUTES, (minute) => drawCount(isJob(minute) ? 90 : 40, 1, random));
    expect(countAlarms(steps.slice(0, DAY_MINUTES))).toBe(1);
    expect(countAlarms(steps.slice(3 * DAY_MINUTES))).toBe(0);
  });
});

describe("a burst of ten minutes at three times 40 a minute", () => {
  function burstAt(start: number, seed: number): Step[] {
    const random = uniform(seed);
    return watch(start + 10, (minute) => drawCount(minute < start ? 40 : 120, 1, random)).slice(start);
  }

  test("is caught within two minutes in 92 of 100 cases", () => {
    const bursts = Array.from({ length: 50 }, (_, seed) => burstAt(2 * DAY_MINUTES + 17 * seed, seed + 1));
    const caught = bursts.filter((steps) => steps.slice(0, 2).some(({ deviations }) => deviations >= 6));
    expect(caught.length / bursts.length).toBeGreaterThanOrEqual(0.92);
  });

  test("teaches the model little: the next one is caught as well", () => {
    const random = uniform(3);
    const isBurst = (minute: number) => minute >= 2 * DAY_MINUTES && minute % 360 < 10;
    const steps = watch(5 * DAY_MINUTES, (minute) => drawCount(isBurst(minute) ? 120 : 40, 1, random));
    const starts = [8, 9, 10, 11].map((quarter) => quarter * 360);
    const caught = starts.filter((start) => steps.slice(start, start + 2).some(({ deviations }) => deviations >= 6));
    expect(caught).toEqual(starts);
  });
});

test("a level that rises by a fourth shows in its hours, though no minute stands out", () => {
  const random = uniform(9);
  const change = 4 * DAY_MINUTES;
  const steps = watch(change + 120, (minute) => drawCount(minute < change ? 40 : 50, 1, random));
  expect(countAlarms(steps.slice(0, change))).toBe(0);
  expect(steps.slice(change).some(({ deviations, windowRows }) => deviations >= 6 && windowRows > 1)).toBe(true);
});

describe("a service with one record a minute", () => {
  test("that falls silent is noticed within 20 minutes, and not once in the 30 days before", () => {
    for (const seed of [1, 2, 3]) {
      const random = uniform(seed);
      const stop = 30 * DAY_MINUTES;
      const steps = watch(stop + 20, (minute) => (minute < stop ? drawCount(1, 1, random) : 0));
      expect(steps.slice(0, stop).filter(isAnomaly)).toEqual([]);
      expect(steps.slice(stop).some(({ isSilent }) => isSilent)).toBe(true);
    }
  });

  test("whose records come in clusters may be silent for longer", () => {
    const random = uniform(4);
    const stop = 10 * DAY_MINUTES;
    const steps = watch(stop + 100, (minute) => (minute < stop ? drawCount(1, 3, random) : 0));
    expect(steps.slice(0, stop + 20).filter(isAnomaly)).toEqual([]);
    expect(steps.slice(stop + 20).some(({ isSilent }) => isSilent)).toBe(true);
  });

  test("and sleeps every night is not silent by night, once that is known", () => {
    const random = uniform(8);
    const isNight = (minute: number) => minute % DAY_MINUTES < 360;
    const steps = watch(12 * DAY_MINUTES, (minute) => (isNight(minute) ? 0 : drawCount(3, 1, random)));
    expect(steps.slice(2 * DAY_MINUTES).filter(({ isSilent }) => isSilent)).toEqual([]);
  });
});

test("a value that is no count is measured by its own deviation", () => {
  const random = uniform(2);
  const steps = watch(600, (minute) => (minute === 599 ? 0.9 : 0.2 + 0.1 * random()));
  expect(steps.slice(0, 599).some(isAnomaly)).toBe(false);
  expect(steps[599]?.deviations).toBeGreaterThan(6);
});
