import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClassicMethod, createClassic } from "../../../lib/forecast/classic.ts";
import { isAnomaly } from "../../../lib/forecast/forecaster.ts";
import { smooth } from "../../../lib/forecast/smoothing.ts";
import { uniform } from "../../support/made-counts.ts";

function expectedOf(method: ClassicMethod, values: readonly number[], alpha = 0.3): (number | undefined)[] {
  const forecaster = createClassic(method, { alpha, interval: 0.99 });
  return values.map((value, i) => forecaster.step(i, value).expectation?.expected);
}

function stepsOf(values: readonly number[]) {
  const forecaster = createClassic("ses", { alpha: 0.3, interval: 0.99 });
  return values.map((value, i) => forecaster.step(i, value));
}

/** From 90 to 110. */
function noise(length: number): number[] {
  const next = uniform(1);
  return Array.from({ length }, () => 90 + 20 * next());
}

describe("simple exponential smoothing", () => {
  test("expects exactly the level S = αX + (1−α)S of the rows before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: 1 }),
        fc.double({ noNaN: true, min: 0.001, max: 1 }),
        (values, alpha) => {
          // A level of −0 is 0.
          const levels = smooth(values, alpha).map((level) => level + 0);
          expect(expectedOf("ses", values, alpha)).toEqual([undefined, ...levels.slice(0, -1)]);
        },
      ),
    );
  });

  test("stays at its level in the future, with an interval that grows", () => {
    const forecaster = createClassic("ses", { alpha: 0.3, interval: 0.99 });
    const values = noise(50);
    values.forEach((value, i) => {
      forecaster.step(i, value);
    });
    const ahead = forecaster.ahead([50, 51, 52]);
    expect(ahead.map(({ expected }) => expected)).toEqual(Array(3).fill(smooth(values, 0.3).at(-1)));
    const [first = 0, second = 0, third = 0] = ahead.map(({ lower = 0, upper = 0 }) => upper - lower);
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
  });
});

describe("with a trend", () => {
  test("Holt's method expects a line to go on, and lands on it", () => {
    const line = Array.from({ length: 200 }, (_, i) => 5 + 2 * i);
    expect(expectedOf("holt", line).at(-1)).toBeCloseTo(5 + 2 * 199, 2);
    expect(expectedOf("ses", line).at(-1)).toBeLessThan(5 + 2 * 197);
  });

  test("Holt's numbers are those of the formula written out", () => {
    // l = αx + (1−α)(l + b), b = 0.1 (l − l before) + 0.9 b, from l = 10 and b = 0.
    expect(expectedOf("holt", [10, 20, 20], 0.5)).toEqual([undefined, 10, 15 + 0.5]);
  });

  test("a damped trend fades: a long way ahead it stays, where Holt's goes on", () => {
    const [damped, holt] = (["damped", "holt"] as const).map((method) => {
      const forecaster = createClassic(method, { alpha: 0.3, interval: 0.99 });
      for (let i = 0; i < 100; i++) forecaster.step(i, 2 * i);
      return forecaster.ahead(Array.from({ length: 200 }, (_, i) => 100 + i)).map(({ expected }) => expected);
    });
    expect((holt?.at(-1) ?? 0) - (holt?.at(-2) ?? 0)).toBeCloseTo(2, 1);
    expect((damped?.at(-1) ?? 0) - (damped?.at(-2) ?? 0)).toBeCloseTo(0, 5);
  });
});

describe("score and anomaly", () => {
  test("noise scores low and is none", () => {
    const steps = stepsOf(noise(500));
    expect(steps.some(isAnomaly)).toBe(false);
    expect(Math.max(...steps.map(({ score }) => score))).toBeLessThan(0.3);
  });

  test("a spike scores high and is one", () => {
    const last = stepsOf([...noise(50), 400]).at(-1);
    expect(last && isAnomaly(last)).toBe(true);
    expect(last?.score).toBeGreaterThan(0.9);
  });

  test("nothing is called an anomaly before the series is known", () => {
    expect(stepsOf([1, 1, 1, 1000]).some(isAnomaly)).toBe(false);
  });

  test("a series that never moved has an interval, and what leaves it is an anomaly", () => {
    const last = stepsOf([...Array.from({ length: 50 }, () => 10), 20]).at(-1);
    expect(last && isAnomaly(last)).toBe(true);
    expect(last?.expectation?.lower).toBeLessThan(10);
    expect(last?.expectation?.upper).toBeGreaterThan(10);
  });

  test("the first value alone gives an expectation but no interval", () => {
    const [, second] = stepsOf([10, 12]);
    expect(second?.expectation).toEqual({ expected: 10, lower: undefined, upper: undefined });
  });
});
