import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Outlook, outlook, timesWithin } from "../../../../lib/forecast/alarms/outlook.ts";
import { dailyProfile, drawCount, uniform } from "../../../support/made-counts.ts";
import { DAY_MINUTES, MINUTE_MS, runEachMinute, START_MS } from "./minutes.ts";

const HOUR_MS = 60 * MINUTE_MS;
const LIMIT = { above: 100, withinMs: HOUR_MS };
const TO_MS = START_MS;

/** What is expected of each five minutes of the hour, give or take 26. */
const expecting = (expectedAt: (n: number) => number) =>
  timesWithin(TO_MS, HOUR_MS).map((_, n) => ({
    expected: expectedAt(n),
    lower: expectedAt(n) - 26,
    upper: expectedAt(n) + 26,
  }));

describe("what lies ahead", () => {
  test("says when the limit is passed first, how far beyond it gets, and how sure that is", () => {
    const rising = expecting((n) => 80 + 4 * n);
    expect(outlook(LIMIT, rising, TO_MS, undefined)).toEqual({
      passesMs: TO_MS + 35 * MINUTE_MS,
      expected: 124,
      sure: 0.99,
      sinceMs: TO_MS,
    });
  });

  test("is nothing to tell as long as less is expected, or nothing known", () => {
    expect(
      outlook(
        LIMIT,
        expecting(() => 100),
        TO_MS,
        undefined,
      ),
    ).toBeUndefined();
    expect(outlook(LIMIT, [], TO_MS, undefined)).toBeUndefined();
  });

  test("is looked at from below as well", () => {
    const falling = expecting((n) => 80 - 4 * n);
    const below = { below: 50, withinMs: HOUR_MS };
    expect(outlook(below, falling, TO_MS, undefined)).toMatchObject({ passesMs: TO_MS + 45 * MINUTE_MS, expected: 36 });
    expect(outlook({ below: 20, withinMs: HOUR_MS }, falling, TO_MS, undefined)).toBeUndefined();
  });

  test("is one alert while what is expected wavers about the limit", () => {
    const wavering = fc.array(fc.double({ min: 94, max: 120, noNaN: true }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(wavering, (levels) => {
        let known: Outlook | undefined = outlook(
          LIMIT,
          expecting(() => 101),
          TO_MS,
          undefined,
        );
        const since = known?.sinceMs;
        levels.forEach((level, n) => {
          known = outlook(
            LIMIT,
            expecting(() => level),
            TO_MS + n * MINUTE_MS,
            known,
          );
          expect(known?.sinceMs).toBe(since);
        });
      }),
    );
  });

  test("is over when passing has become unlikely", () => {
    const known = outlook(
      LIMIT,
      expecting(() => 110),
      TO_MS,
      undefined,
    );
    expect(
      outlook(
        LIMIT,
        expecting(() => 90),
        TO_MS,
        known,
      ),
    ).toBeUndefined();
  });
});

test("the morning's rise is told hours before, to half an hour", () => {
  const random = uniform(3);
  const rateAt = (minute: number) => 100 * dailyProfile(minute);
  const six = 3 * DAY_MINUTES + 6 * 60;
  const passes = 3 * DAY_MINUTES + Array.from({ length: 720 }, (_, n) => n).findIndex((n) => rateAt(n) > 90);
  const rules = [{ name: "busy", series: {}, above: 90, withinMs: 4 * HOUR_MS }];
  const [run] = runEachMinute({
    minutes: six,
    from: six,
    made: [{ series: {}, countAt: (minute) => drawCount(rateAt(minute), 1, random) }],
    rules,
  });
  const said = run?.outlooks["busy"]?.outlook;
  expect(Math.abs((said?.passesMs ?? 0) - (START_MS + passes * MINUTE_MS))).toBeLessThanOrEqual(30 * MINUTE_MS);
  expect(said?.sure).toBeGreaterThan(0.9);
});
