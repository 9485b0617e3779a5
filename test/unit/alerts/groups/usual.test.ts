import { describe, expect, test } from "vitest";
import { learn, NEVER, ratePerMinute, surprise, type Usual, usualAt } from "../../../../lib/alerts/groups/usual.ts";

const DAY = 24 * 60;

interface Course {
  readonly minutes: number;
  readonly everyMinutes?: number;
  readonly isTold?: boolean;
}

/** Learns `errors` in each of so many minutes, or in some of them. */
function learnt(errors: number, { minutes, everyMinutes = 1, isTold = false }: Course, before = NEVER): Usual {
  let usual = before;
  for (let i = 0; i < minutes; i += everyMinutes) {
    usual = learn(usual, { minute: before.minute + i + 1, errors, inQuarter: errors, isTold });
  }
  return usual;
}

describe("the rate", () => {
  test("is taught little by an hour of an incident", () => {
    expect(ratePerMinute(learnt(1000, { minutes: 60 }))).toBeLessThan(0.1);
  });

  test("is learned of what goes on for days", () => {
    const rate = ratePerMinute(learnt(5, { minutes: 3 * DAY }));
    expect(rate).toBeGreaterThan(4.5);
    expect(rate).toBeLessThan(5);
  });

  test("is forgotten by half in a day", () => {
    const usual = learnt(5, { minutes: 3 * DAY });
    expect(usualAt(usual, usual.minute + DAY).rate).toBeCloseTo(usual.rate / 2, 6);
  });
});

describe("the most within a quarter", () => {
  test("counts from the next day on: what grows must not make itself usual", () => {
    const usual = learnt(8, { minutes: 1 });
    expect(usual).toMatchObject({ most: 0, mostToday: 8 });
    expect(usualAt(usual, DAY).most).toBeGreaterThan(7);
  });

  test("fades over weeks", () => {
    const usual = learnt(8, { minutes: 1 });
    expect(usualAt(usual, 7 * DAY).most).toBeCloseTo(4, 6);
    expect(usualAt(usual, 28 * DAY).most).toBeCloseTo(0.5, 6);
  });

  test("is taught little by an incident that was told, so that the next one is seen", () => {
    const usual = learnt(500, { minutes: 60, isTold: true });
    expect(usualAt(usual, DAY).most).toBeLessThan(4);
  });

  test("knows in the end what comes back every night, though it was told each time", () => {
    let usual = NEVER;
    for (let day = 0; day < 7; day++) {
      usual = learn(usual, { minute: day * DAY, errors: 20, inQuarter: 20, isTold: true });
    }
    expect(usualAt(usual, 7 * DAY).most).toBeGreaterThan(14);
  });
});

describe("the dispersion", () => {
  test("of single errors is the least that is taken for granted, more so of few days", () => {
    const young = learnt(1, { minutes: 3 * DAY, everyMinutes: 37 });
    expect(young.dispersion).toEqual({ minute: 2, quarter: 4, hour: 8 });
    const usual = learnt(1, { minutes: 10 * DAY, everyMinutes: 37 });
    expect(usual.dispersion).toEqual({ minute: 1.2, quarter: 2, hour: 3 });
  });

  test("of errors that come three at a time is about three, in a minute as in a quarter", () => {
    const usual = learnt(3, { minutes: 20 * DAY, everyMinutes: 300 });
    for (const span of ["minute", "quarter"] as const) expect(usual.dispersion[span]).toBeGreaterThan(2.5);
  });

  test("of errors that come in a row grows with the span", () => {
    let usual = NEVER;
    for (let hour = 0; hour < 240; hour += 6) {
      for (let i = 0; i < 10; i++) {
        usual = learn(usual, { minute: hour * 60 + i, errors: 1, inQuarter: i + 1, isTold: false });
      }
    }
    expect(usual.dispersion.minute).toBe(1.2);
    expect(usualAt(usual, usual.minute + DAY).dispersion.quarter).toBeGreaterThan(2.5);
  });

  test("is that of the days before: what grows today must not make itself usual", () => {
    const usual = learnt(1, { minutes: 10 * DAY, everyMinutes: 10 });
    const morning = learn(usual, { minute: 10 * DAY, errors: 1, inQuarter: 1, isTold: false });
    expect(learnt(40, { minutes: 60 }, morning).dispersion).toEqual(morning.dispersion);
  });

  test("is not made large by an incident that nobody was told of", () => {
    const usual = learnt(1, { minutes: 10 * DAY, everyMinutes: 10 });
    const after = learnt(40, { minutes: 60 }, usual);
    expect(usualAt(after, after.minute + DAY).dispersion.hour).toBeLessThan(6);
  });
});

test("recent errors fade within hours, and are not those of which an alert tells", () => {
  const usual = learnt(1, { minutes: 60, everyMinutes: 10 });
  expect(usual.recent).toBeGreaterThan(3);
  expect(usualAt(usual, usual.minute + 300).recent).toBeLessThan(0.1);
  expect(learnt(100, { minutes: 1, isTold: true }).recent).toBe(0);
});

describe("surprise", () => {
  /** −log10 P(N ≥ errors) of a Poisson distribution, summed term by term. */
  function exact(errors: number, mean: number): number {
    let term = Math.exp(-mean);
    let below = 0;
    for (let n = 0; n < errors; n++) {
      below += term;
      term *= mean / (n + 1);
    }
    let above = 0;
    for (let n = errors; n < errors + 200; n++) {
      above += term;
      term *= mean / (n + 1);
    }
    return -Math.log10(below > 0.5 ? above : 1 - below);
  }

  test.each([
    [1, 0.001],
    [2, 0.03],
    [3, 0.03],
    [5, 0.5],
    [20, 5],
    [60, 20],
    [200, 100],
  ])("of %s where %s are expected is that of the Poisson distribution, nearly", (errors, mean) => {
    const off = surprise(errors, mean) - exact(errors, mean);
    expect(Math.abs(off)).toBeLessThan(0.1);
  });

  test("is smaller where counts vary more", () => {
    expect(surprise(20, 5, 2)).toBeCloseTo(surprise(20, 5) / 2, 10);
  });

  test("there is none in what is expected or less", () => {
    expect(surprise(5, 5)).toBe(0);
    expect(surprise(0, 0)).toBe(0);
  });
});
