import { expect, test } from "vitest";
import { ratePoints } from "../../../lib/dashboard/charts.ts";

const MINUTE_MS = 60_000;
const minutes = (n: number): number => n * MINUTE_MS;

test("minutes without a record count as zero", () => {
  const points = ratePoints([{ startMs: minutes(1), count: 5 }], { fromMs: 0, toMs: minutes(3) }, 0.3, minutes(3));
  expect(points.map(({ actual }) => actual)).toEqual([0, 5, 0]);
});

test("each point is smoothed by S_t = αX_t + (1−α)S_{t−1}, beginning with the first count", () => {
  const buckets = [10, 20, 0].map((count, i) => ({ startMs: minutes(i), count }));
  const points = ratePoints(buckets, { fromMs: 0, toMs: minutes(3) }, 0.3, minutes(3));
  expect(points.map(({ smoothed }) => smoothed)).toEqual([10, 0.3 * 20 + 0.7 * 10, 0.7 * (0.3 * 20 + 0.7 * 10)]);
});

test("the minute that is still filling shows its count so far and does not bend the smoothed line", () => {
  const buckets = [10, 20, 3].map((count, i) => ({ startMs: minutes(i), count }));
  const points = ratePoints(buckets, { fromMs: 0, toMs: minutes(3) }, 0.3, minutes(2.5));
  expect(points.map(({ actual }) => actual)).toEqual([10, 20, 3]);
  expect(points[2]?.smoothed).toBe(points[1]?.smoothed);
});

test("minutes to come are left out", () => {
  expect(ratePoints([], { fromMs: 0, toMs: minutes(9) }, 0.3, minutes(1.5))).toHaveLength(2);
});
