import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOST_AGE, type Settling, settledAge, watchArrivals } from "../../../../lib/forecast/alarms/settle.ts";

interface Read {
  readonly minutes: number;
  readonly countAt: (minute: number) => number;
  /** Its records can be read so many minutes after it, from 1. */
  readonly readAfter: (minute: number) => number;
  readonly isLeftOut?: (minute: number) => boolean;
}

function readEachMinute({ minutes, countAt, readAfter, isLeftOut = () => false }: Read): Settling | undefined {
  let settling: Settling | undefined;
  for (let to = 1; to <= minutes; to++) {
    if (isLeftOut(to)) continue;
    const ages = Array.from({ length: Math.min(to, MOST_AGE) }, (_, n) => n + 1);
    const counts = ages.map((age) => (age >= readAfter(to - age) ? countAt(to - age) : 0));
    settling = watchArrivals(settling, counts, to);
  }
  return settling;
}

const DAY = 1440;
const prompt = () => 1;
const everyFive = (minute: number) => 5 - (minute % 5);

describe("the age from which on minutes are complete", () => {
  test("is the oldest there is, as long as nobody knows", () => {
    expect(settledAge(undefined)).toBe(MOST_AGE);
    expect(settledAge(readEachMinute({ minutes: 50, countAt: () => 9, readAfter: prompt }))).toBe(MOST_AGE);
  });

  test("is 1 where all is there when the minute is over", () => {
    expect(settledAge(readEachMinute({ minutes: 90, countAt: () => 9, readAfter: prompt }))).toBe(1);
  });

  test("is 5 where a shipper sends every five minutes", () => {
    expect(settledAge(readEachMinute({ minutes: 90, countAt: () => 9, readAfter: everyFive }))).toBe(5);
  });

  test("is what the latest records need, whenever they come, whatever runs are left out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MOST_AGE - 1 }),
        fc.integer({ min: 5, max: 500 }),
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 3, max: 9 }),
        (late, count, every, leftOut) => {
          const age = settledAge(
            readEachMinute({
              minutes: 200,
              countAt: () => count,
              readAfter: (minute) => (minute % every === 0 ? late : 1),
              isLeftOut: (minute) => minute % leftOut === 0,
            }),
          );
          // Of a run that was left out nobody knows in which minute they came: never too early, and a minute too late at most.
          expect(age).toBeGreaterThanOrEqual(Math.max(1, late - 1));
          expect(age).toBeLessThanOrEqual(late);
        },
      ),
    );
  });

  test("does not wait for a few stragglers", () => {
    const withStragglers = readEachMinute({
      minutes: 300,
      countAt: (minute) => (minute % 50 === 7 ? 1 : 400),
      readAfter: (minute) => (minute % 50 === 7 ? 12 : 1),
    });
    expect(settledAge(withStragglers)).toBe(1);
  });

  test("is raised at once by a shipper that sends later than before, and falls a day after it sends in time again", () => {
    const change = 300;
    const later = { countAt: () => 40, readAfter: (minute: number) => (minute < change ? 1 : everyFive(minute)) };
    expect(settledAge(readEachMinute({ ...later, minutes: change }))).toBe(1);
    expect(settledAge(readEachMinute({ ...later, minutes: change + 5 }))).toBe(5);

    const sooner = { countAt: () => 40, readAfter: (minute: number) => (minute < change ? everyFive(minute) : 1) };
    expect(settledAge(readEachMinute({ ...sooner, minutes: change + DAY }))).toBe(5);
    expect(settledAge(readEachMinute({ ...sooner, minutes: change + DAY + 70 }))).toBe(1);
  });

  test("does not rise because nothing comes any more", () => {
    const stopped = { minutes: 300, countAt: (minute: number) => (minute < 200 ? 40 : 0), readAfter: prompt };
    expect(settledAge(readEachMinute(stopped))).toBe(1);
  });

  test("is unknown again after a pause, and not touched by a run that is repeated", () => {
    const known = readEachMinute({ minutes: 90, countAt: () => 9, readAfter: prompt });
    expect(watchArrivals(known, [9, 9, 9], 90)).toBe(known);
    expect(watchArrivals(known, [9, 9, 9], 88)).toBe(known);
    expect(settledAge(watchArrivals(known, [9, 9, 9], 90 + MOST_AGE))).toBe(MOST_AGE);
  });
});
