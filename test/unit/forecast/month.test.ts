import { describe, expect, test } from "vitest";
import { forecastMonth, MONTH_LOOK_BACK_MS } from "../../../lib/forecast/month.ts";
import { dailyProfile, normal, uniform } from "../../support/made-counts.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MARCH_MS = Date.UTC(2026, 2, 1);
const APRIL_MS = Date.UTC(2026, 3, 1);
const MAY_MS = Date.UTC(2026, 4, 1);

interface Hour {
  readonly startMs: number;
  readonly count: number;
}

/** March and April: 3,000 an hour by day, less at weekends, on a level that wanders from day to day. */
function madeHours(seed: number, wander: number): Hour[] {
  const random = uniform(seed);
  let level = 0;
  return Array.from({ length: (MAY_MS - MARCH_MS) / HOUR_MS }, (_, n) => {
    const startMs = MARCH_MS + n * HOUR_MS;
    if (n % 24 === 0) level += wander * normal(random);
    const weekday = new Date(startMs).getUTCDay();
    const mean = 3_000 * dailyProfile(60 * n) * (weekday === 0 || weekday === 6 ? 0.6 : 1) * Math.exp(level);
    return { startMs, count: Math.round(mean + Math.sqrt(mean) * normal(random)) };
  });
}

const total = (hours: readonly Hour[], fromMs: number, toMs: number) =>
  hours.filter(({ startMs }) => startMs >= fromMs && startMs < toMs).reduce((sum, { count }) => sum + count, 0);
const seenAt = (hours: readonly Hour[], nowMs: number) =>
  hours.filter(({ startMs }) => startMs < nowMs && startMs >= nowMs - MONTH_LOOK_BACK_MS);
const forecastAt = (hours: readonly Hour[], nowMs: number) => forecastMonth(seenAt(hours, nowMs), nowMs);

describe("the month's records", () => {
  test("are those that came and those that its days and hours will bring", () => {
    const hours = madeHours(1, 0);
    const nowMs = APRIL_MS + 9 * DAY_MS + 13.4 * HOUR_MS;
    const month = forecastAt(hours, nowMs);
    expect(month).toMatchObject({ fromMs: APRIL_MS, toMs: MAY_MS, countedFromMs: APRIL_MS });
    expect(month?.soFar).toBe(total(hours, APRIL_MS, APRIL_MS + 9 * DAY_MS + 13 * HOUR_MS));
    expect((month?.expected ?? 0) / total(hours, APRIL_MS, MAY_MS)).toBeCloseTo(1, 2);
  });

  test("lie between lower and upper about nine times in ten, where the level wanders by 4 % a day", () => {
    const days = [2, 6, 10, 14, 18, 22, 26];
    const hits = Array.from({ length: 20 }, (_, seed) => madeHours(seed, 0.04)).flatMap((hours) =>
      days.map((day) => {
        const { lower = 0, upper = 0 } = forecastAt(hours, APRIL_MS + day * DAY_MS) ?? {};
        const truth = total(hours, APRIL_MS, MAY_MS);
        return lower <= truth && truth <= upper;
      }),
    );
    const share = hits.filter(Boolean).length / hits.length;
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(0.99);
  });

  test("are what they are when it ends, never less than those that came", () => {
    const hours = madeHours(2, 0.04);
    const last = forecastAt(hours, MAY_MS - HOUR_MS);
    const truth = total(hours, APRIL_MS, MAY_MS);
    expect((last?.expected ?? 0) / truth).toBeCloseTo(1, 3);
    for (const day of [1, 3, 20]) {
      const { soFar = 0, lower = 0 } = forecastAt(hours, APRIL_MS + day * DAY_MS) ?? {};
      expect(lower).toBeGreaterThanOrEqual(soFar);
    }
  });

  test("may be off by any share while little is known", () => {
    const hours = madeHours(3, 0).filter(({ startMs }) => startMs >= APRIL_MS);
    const { expected = 0, lower = 0, upper = 0, soFar = 0 } = forecastAt(hours, APRIL_MS + DAY_MS) ?? {};
    expect(lower).toBe(soFar);
    expect(upper).toBeGreaterThan(1.9 * expected);
  });

  test("are unknown before the first whole hour", () => {
    expect(forecastMonth([], APRIL_MS)).toBeUndefined();
    expect(forecastMonth([{ startMs: APRIL_MS, count: 3 }], APRIL_MS + 1_000)).toBeUndefined();
  });

  test("are those of the zone's month, over a change of its clocks", () => {
    const hours = madeHours(4, 0);
    const month = forecastMonth(seenAt(hours, MARCH_MS + 20 * DAY_MS), MARCH_MS + 20 * DAY_MS, {
      timeZone: "Europe/Berlin",
    });
    expect(month).toMatchObject({ fromMs: MARCH_MS - HOUR_MS, countedFromMs: MARCH_MS, toMs: APRIL_MS - 2 * HOUR_MS });
  });
});
