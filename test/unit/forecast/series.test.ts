import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecastSeries, type SeriesRow, stepsWithin } from "../../../lib/forecast/series.ts";
import { smooth } from "../../../lib/forecast/smoothing.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-23T10:00:00Z");

function rowsOf(values: readonly (number | undefined)[], stepMs = MINUTE_MS): SeriesRow[] {
  return values.map((value, i) => {
    const timeMs = START_MS + i * stepMs;
    return { timestamp: new Date(timeMs).toISOString().slice(0, 19).replace("T", " "), timeMs, value };
  });
}

/** Uniform in (0, 1), by a generator of its own so that every run sees the same. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** From 90 to 110. */
function noise(length: number): number[] {
  const next = uniform(1);
  return Array.from({ length }, () => 90 + 20 * next());
}

describe("what is expected of a row", () => {
  test("is the level of the rows before it", () => {
    const values = [10, 20, 20, 0, 5];
    const expected = forecastSeries(rowsOf(values), { alpha: 0.3 }).map((row) => row.expected);
    expect(expected).toEqual([undefined, ...smooth(values, 0.3).slice(0, -1)]);
  });

  test("never depends on the row itself or on later ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 2 }),
        fc.nat(),
        (values, cut) => {
          const end = 1 + (cut % (values.length - 1));
          const whole = forecastSeries(rowsOf(values), { alpha: 0.3 });
          const other = forecastSeries(rowsOf([...values.slice(0, end), 7]), { alpha: 0.3 });
          expect(other.slice(0, end)).toEqual(whole.slice(0, end));
          const { expected, lower, upper } = whole[end] ?? {};
          expect(other[end]).toMatchObject({ expected, lower, upper });
        },
      ),
    );
  });

  test("a gap teaches nothing, and is expected as the row after it is", () => {
    const rows = forecastSeries(rowsOf([...noise(20), undefined, 100]), { alpha: 0.3 });
    expect(rows[20]).toMatchObject({ value: undefined, score: 0, anomaly: false });
    expect(rows[21]?.expected).toBe(rows[20]?.expected);
  });
});

describe("score and anomaly", () => {
  test("noise scores low and is none", () => {
    const rows = forecastSeries(rowsOf(noise(500)), { alpha: 0.3 });
    expect(rows.filter(({ anomaly }) => anomaly)).toEqual([]);
    expect(Math.max(...rows.map(({ score }) => score))).toBeLessThan(0.3);
  });

  test("a spike scores high and is one", () => {
    const row = forecastSeries(rowsOf([...noise(50), 400]), { alpha: 0.3 }).at(-1);
    expect(row?.anomaly).toBe(true);
    expect(row?.score).toBeGreaterThan(0.9);
  });

  test("nothing is called an anomaly before the series is known", () => {
    expect(forecastSeries(rowsOf([1, 1, 1, 1000]), { alpha: 0.3 }).some(({ anomaly }) => anomaly)).toBe(false);
  });

  test("a series that never moved has an interval, and what leaves it is an anomaly", () => {
    const row = forecastSeries(rowsOf([...Array.from({ length: 50 }, () => 10), 20]), { alpha: 0.3 }).at(-1);
    expect(row).toMatchObject({ expected: 10, anomaly: true });
    expect(row?.lower).toBeLessThan(10);
    expect(row?.upper).toBeGreaterThan(10);
  });

  test("every score lies in [0, 1] and every interval holds what is expected", () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }),
      fc.constant(0),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (values) => {
        for (const { score, expected, lower, upper } of forecastSeries(rowsOf(values), { alpha: 0.3 })) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          if (lower === undefined || expected === undefined || upper === undefined) continue;
          expect(lower).toBeLessThanOrEqual(expected);
          expect(upper).toBeGreaterThanOrEqual(expected);
        }
      }),
    );
  });
});

test("about 99 % of normal noise lies in the interval", () => {
  const next = uniform(7);
  const normal = () => 100 + 10 * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  const rows = forecastSeries(rowsOf(Array.from({ length: 5000 }, normal)), { alpha: 0.3 }).slice(100);
  const inside = rows.filter(({ value = 0, lower = 0, upper = 0 }) => lower <= value && value <= upper);
  expect(inside.length / rows.length).toBeGreaterThan(0.97);
  expect(inside.length / rows.length).toBeLessThan(0.999);
});

describe("the horizon", () => {
  test("goes on at the series' median step, in its own way of writing times", () => {
    const rows = [...rowsOf(noise(20), 5 * MINUTE_MS)];
    const future = forecastSeries(rows, { alpha: 0.3, horizonSteps: 2 }).slice(20);
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
    expect(forecastSeries(rows, { alpha: 0.3, horizonSteps: 1 }).at(-1)?.timestamp).toBe(next);
  });

  test("stays at the level, with an interval that grows", () => {
    const rows = rowsOf(noise(50));
    const future = forecastSeries(rows, { alpha: 0.3, horizonSteps: 3 }).slice(50);
    const level = smooth(
      rows.map(({ value }) => value ?? 0),
      0.3,
    ).at(-1);
    expect(future.map(({ expected }) => expected)).toEqual([level, level, level]);
    const widths = future.map(({ lower = 0, upper = 0 }) => upper - lower);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBe(3);
  });

  test("of a day is so many steps as fit, and none where no step is known", () => {
    expect(stepsWithin(rowsOf([1, 2, 3], 5 * MINUTE_MS), 24 * 60 * MINUTE_MS)).toBe(288);
    expect(stepsWithin(rowsOf([1]), MINUTE_MS)).toBe(0);
    expect(forecastSeries(rowsOf([1]), { alpha: 0.3, horizonSteps: 5 })).toHaveLength(1);
    expect(forecastSeries([], { alpha: 0.3, horizonSteps: 5 })).toEqual([]);
  });
});
