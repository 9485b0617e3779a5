import { describe, expect, test } from "vitest";
import {
  dispersion,
  expectedWithin,
  learn,
  NEVER,
  recentErrors,
  surprise,
  type Usual,
} from "../../../../lib/alerts/groups/usual.ts";

const DAY = 24 * 60;

/** Learns `errors` in each of so many minutes, every `every` minutes. */
function learnt(errors: number, minutes: number, every = 1, usual: Usual = NEVER): Usual {
  let now = usual;
  for (let i = 0; i < minutes; i++) if (i % every === 0) now = learn(now, usual.minute + i + 1, errors, false);
  return now;
}

describe("what is usual", () => {
  test("an hour of an incident teaches little of it", () => {
    const after = learnt(1000, 60);
    expect(expectedWithin(after, after.minute, 1)).toBeLessThan(0.05);
  });

  test("what goes on for days becomes usual", () => {
    const after = learnt(5, 3 * DAY);
    expect(expectedWithin(after, after.minute, 1)).toBeGreaterThan(4);
    expect(expectedWithin(after, after.minute, 1)).toBeLessThan(5);
  });

  test("is forgotten by half in a day", () => {
    const after = learnt(5, 3 * DAY);
    const now = expectedWithin(after, after.minute, 1);
    expect(expectedWithin(after, after.minute + DAY, 1)).toBeCloseTo(now / 2, 6);
  });

  test("does not depend on the order in which the errors of a minute show up", () => {
    const late = learn(learn(NEVER, 10, 1, false), 10, 0, false);
    expect(late).toEqual(learn(NEVER, 10, 1, false));
  });
});

test("errors in clusters vary more than single ones, up to a bound", () => {
  expect(dispersion(learnt(1, 10 * DAY, 10))).toBe(1);
  expect(dispersion(learnt(8, 10 * DAY, 2))).toBeGreaterThan(2);
  expect(dispersion(learnt(500, 30 * DAY, 2))).toBe(3);
});

test("recent errors fade within hours, and are not those of which an alert tells", () => {
  const after = learnt(1, 60, 10);
  expect(recentErrors(after, after.minute)).toBeGreaterThan(3);
  expect(recentErrors(after, after.minute + 300)).toBeLessThan(0.1);
  expect(recentErrors(learn(NEVER, 1, 100, true), 1)).toBe(0);
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
    const off = surprise(errors, mean, 1) - exact(errors, mean);
    expect(Math.abs(off)).toBeLessThan(0.1);
  });

  test("there is none in what is expected or less", () => {
    expect(surprise(5, 5, 1)).toBe(0);
    expect(surprise(0, 0, 1)).toBe(0);
  });

  test("is smaller where counts vary more", () => {
    expect(surprise(20, 5, 2)).toBeCloseTo(surprise(20, 5, 1) / 2, 10);
  });
});
