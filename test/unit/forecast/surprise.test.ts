import fc from "fast-check";
import { expect, test } from "vitest";
import { createSurprise } from "../../../lib/forecast/surprise.ts";
import { normal, uniform } from "../../support/made-counts.ts";

function scoresOf(values: readonly number[]): number[] {
  const surprise = createSurprise();
  return values.map((value) => surprise.take(value, Number.NaN));
}

function noise(length: number, seed = 1): number[] {
  const random = uniform(seed);
  return Array.from({ length }, () => 100 + 10 * normal(random));
}

test("nothing surprises before 150 rows are known", () => {
  const values = noise(150).with(120, 1e6);
  expect(Math.max(...scoresOf(values))).toBe(0);
});

test("a spike surprises more than any noise", () => {
  const scores = scoresOf([...noise(2000), 200]);
  const spike = scores.at(-1) ?? 0;
  expect(spike).toBeGreaterThan(0.6);
  expect(scores.slice(0, -1).filter((score) => score >= spike)).toEqual([]);
});

test("the same spike again surprises less", () => {
  const scores = scoresOf([...noise(1000), 200, ...noise(50, 2), 200]);
  expect(scores.at(-1)).toBeLessThan(0.8 * (scores[1000] ?? 0));
});

test("so does noise that begins where none was, or a level that rises", () => {
  const random = uniform(3);
  const louder = [...noise(2000), ...Array.from({ length: 60 }, () => 100 + 40 * normal(random))];
  const higher = [...noise(2000), ...noise(60, 4).map((value) => value + 60)];
  for (const values of [louder, higher]) {
    const scores = scoresOf(values);
    expect(Math.max(...scores.slice(2000))).toBeGreaterThan(Math.max(...scores.slice(0, 2000)));
  }
});

test("a series that stays as it is surprises nobody", () => {
  expect(Math.max(...scoresOf(Array.from({ length: 1000 }, () => 5)))).toBe(0);
});

test("the unit does not matter", () => {
  fc.assert(
    fc.property(fc.constantFrom(2 ** -20, 2 ** 10, 2 ** 40, -1), fc.integer({ min: 1, max: 1e6 }), (unit, seed) => {
      const values = noise(400, seed);
      const scaled = scoresOf(values.map((value) => value * unit));
      scoresOf(values).forEach((score, i) => {
        expect(scaled[i]).toBeCloseTo(score, 6);
      });
    }),
    { numRuns: 20 },
  );
});
