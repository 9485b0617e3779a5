import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createForecaster, METHODS } from "../../../lib/forecast/methods.ts";
import { forecastSeries, type SeriesRow, stepsWithin } from "../../../lib/forecast/series.ts";
import { uniform } from "../../support/made-counts.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-23T10:00:00Z");

function rowsOf(values: readonly (number | undefined)[], stepMs = MINUTE_MS): SeriesRow[] {
  return values.map((value, i) => {
    const timeMs = START_MS + i * stepMs;
    return { timestamp: new Date(timeMs).toISOString().slice(0, 19).replace("T", " "), timeMs, value };
  });
}

/** From 90 to 110. */
function noise(length: number): number[] {
  const next = uniform(1);
  return Array.from({ length }, () => 90 + 20 * next());
}

const ANY_VALUE = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }),
  fc.integer({ min: 0, max: 20 }),
  fc.constant(0),
);

describe.each(METHODS)("%s", (method) => {
  const forecastOf = (rows: readonly SeriesRow[], horizonSteps = 0) =>
    forecastSeries(rows, createForecaster({ method, alpha: 0.3 }), { horizonSteps });

  test("what is expected of a row never depends on the row itself or on later ones", () => {
    fc.assert(
      fc.property(fc.array(ANY_VALUE, { minLength: 2 }), fc.nat(), (values, cut) => {
        const end = 1 + (cut % (values.length - 1));
        const whole = forecastOf(rowsOf(values));
        const other = forecastOf(rowsOf([...values.slice(0, end), 7]));
        expect(other.slice(0, end)).toEqual(whole.slice(0, end));
        const { expected, lower, upper } = whole[end] ?? {};
        expect(other[end]).toMatchObject({ expected, lower, upper });
      }),
    );
  });

  test("every score lies in [0, 1] and every interval holds what is expected", () => {
    fc.assert(
      fc.property(fc.array(ANY_VALUE, { maxLength: 400 }), (values) => {
        for (const { score, expected, lower, upper } of forecastOf(rowsOf(values), 3)) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          if (lower === undefined || expected === undefined || upper === undefined) continue;
          expect(lower).toBeLessThanOrEqual(expected);
          expect(upper).toBeGreaterThanOrEqual(expected);
        }
      }),
    );
  });

  test("a gap teaches nothing: the row after it is expected as the gap was", () => {
    const rows = forecastOf(rowsOf([...noise(20), undefined, 100]));
    expect(rows[20]).toMatchObject({ value: undefined, score: 0, anomaly: false });
    expect(rows[21]?.expected).toBe(rows[20]?.expected);
  });

  test("about 99 % of normal noise lies in the interval", () => {
    const next = uniform(7);
    const normal = () => 100 + 10 * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const rows = forecastOf(rowsOf(Array.from({ length: 5000 }, normal))).slice(100);
    const inside = rows.filter(({ value = 0, lower = 0, upper = 0 }) => lower <= value && value <= upper);
    expect(inside.length / rows.length).toBeGreaterThan(0.97);
    expect(inside.length / rows.length).toBeLessThan(0.999);
  });
});

describe("the horizon", () => {
  const ses = () => createForecaster({ method: "ses", alpha: 0.3 });

  test("goes on at the series' median step, in its own way of writing times", () => {
    const rows = rowsOf(noise(20), 5 * MINUTE_MS);
    const future = forecastSeries(rows, ses(), { horizonSteps: 2 }).slice(20);
    expect(future.map(({ timestamp, value }) => [timestamp, value])).toEqual([
      ["2026-11-23 11:40:00", undefined],
      ["2026-11-23 11:45:00", undefined],
    ]);
  });

  test.each([
    ["2026-11-23T10:00:00Z", "2026-11-23T10:01:00Z"],
    ["2026-11-23T10:00:00", "2026-11-23T10:01:00"],
    ["2026-11-23 10:00:00.000", "2026-11-23 10:01:00.000"],
    ["2026-11-23T19:00:00+09:00", "2026-11-23T10:01:00Z"],
    ["1795428000", "1795428060"],
    ["1795428000000", "1795428060000"],
  ])("after %s comes %s", (timestamp, next) => {
    const rows = [
      { timestamp, timeMs: START_MS - MINUTE_MS, value: 1 },
      { timestamp, timeMs: START_MS, value: 1 },
    ];
    expect(forecastSeries(rows, ses(), { horizonSteps: 1 }).at(-1)?.timestamp).toBe(next);
  });

  test("of a day is so many steps as fit, and none where no step is known", () => {
    expect(stepsWithin(rowsOf([1, 2, 3], 5 * MINUTE_MS), 24 * 60 * MINUTE_MS)).toBe(288);
    expect(stepsWithin(rowsOf([1]), MINUTE_MS)).toBe(0);
    expect(forecastSeries(rowsOf([1]), ses(), { horizonSteps: 5 })).toHaveLength(1);
    expect(forecastSeries([], ses(), { horizonSteps: 5 })).toEqual([]);
  });
});
