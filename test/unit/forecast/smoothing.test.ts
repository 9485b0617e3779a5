import fc from "fast-check";
import { expect, test } from "vitest";
import { nextLevel, smooth } from "../../../lib/forecast/smoothing.ts";

test("the first level is the first value, each next one α of the value and the rest of the level before", () => {
  expect(smooth([10, 20, 20, 0], 0.5)).toEqual([10, 15, 17.5, 8.75]);
  expect(smooth([], 0.5)).toEqual([]);
});

test("with α = 1 the level is the value", () => {
  expect(smooth([3, 1, 4, 1, 5], 1)).toEqual([3, 1, 4, 1, 5]);
});

test("the numbers are those of the formula written out, with α = 0.3", () => {
  const [a, b, c] = smooth([100, 130, 90], 0.3);
  expect(a).toBe(100);
  expect(b).toBeCloseTo(109, 10);
  expect(c).toBeCloseTo(103.3, 10);
});

const series = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 100 });
const alphas = fc.double({ min: 0.01, max: 1, noNaN: true });

test("value by value gives what the whole series gives", () => {
  fc.assert(
    fc.property(series, alphas, (values, alpha) => {
      let level: number | undefined;
      const levels = values.map((value) => (level = nextLevel(level, value, alpha)));
      expect(levels).toEqual(smooth(values, alpha));
    }),
  );
});

test("a level never leaves the range of the values", () => {
  fc.assert(
    fc.property(series, alphas, (values, alpha) => {
      const slack = 1e-6;
      for (const level of smooth(values, alpha)) {
        expect(level).toBeGreaterThanOrEqual(Math.min(...values) - slack);
        expect(level).toBeLessThanOrEqual(Math.max(...values) + slack);
      }
    }),
  );
});
