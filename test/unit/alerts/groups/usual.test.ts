import { describe, expect, test } from "vitest";
import { randomOf } from "../../../../infra/local/generator/random.ts";
import { surprise } from "../../../../lib/alerts/groups/surprise.ts";
import {
  dispersionOf,
  expectedOf,
  learn,
  NEVER,
  ratePerMinute,
  type Span,
  timesMost,
  type Usual,
  usualAt,
} from "../../../../lib/alerts/groups/usual.ts";
import { poisson } from "../../../simulation/world/counts.ts";

const DAY = 24 * 60;
const SPANS: readonly Span[] = ["minute", "five", "quarter", "hour"];

interface Course {
  readonly minutes: number;
  readonly everyMinutes?: number;
  readonly incidentMinutes?: number;
}

/** Learns `errors` in each of so many minutes, or in some of them. */
function learnt(errors: number, { minutes, everyMinutes = 1, incidentMinutes }: Course, before = NEVER): Usual {
  let usual = before;
  for (let i = 0; i < minutes; i += everyMinutes) {
    const minute = before.minute + i + 1;
    const told = incidentMinutes === undefined ? undefined : incidentMinutes + i;
    usual = learn(usual, { minute, errors, inQuarter: errors, load: 1, incidentMinutes: told });
  }
  return usual;
}

/** By chance alone, a mean of so many in each minute. */
function byChance(perMinute: number, days: number): Usual {
  const random = randomOf(7);
  let usual = NEVER;
  for (let minute = 1; minute < days * DAY; minute++) {
    const errors = poisson(random, perMinute);
    if (errors > 0) usual = learn(usual, { minute, errors, inQuarter: errors, load: 1, incidentMinutes: undefined });
  }
  return usual;
}

describe("the rate", () => {
  test("is learned of what goes on", () => {
    expect(ratePerMinute(learnt(5, { minutes: DAY }))).toBeGreaterThan(4);
    expect(ratePerMinute(learnt(5, { minutes: 7 * DAY }))).toBeCloseTo(5, 0);
  });

  test("is taught little by an incident, of which the next one is to be told", () => {
    const usual = byChance(0.1, 10);
    const after = learnt(100, { minutes: 60, incidentMinutes: 0 }, usual);
    expect(ratePerMinute(after)).toBeLessThan(1.1 * ratePerMinute(usual));
  });

  test("but by what has lasted for a day: then it is the new usual", () => {
    const usual = byChance(0.1, 10);
    const after = learnt(3, { minutes: 3 * DAY, incidentMinutes: DAY }, usual);
    expect(ratePerMinute(after)).toBeGreaterThan(0.7);
  });

  test("follows a group that has just begun as soon as that has lasted for an hour", () => {
    expect(ratePerMinute(learnt(8, { minutes: 12 * 60, incidentMinutes: 0 }))).toBeGreaterThan(4);
  });

  test("is forgotten by half in five days", () => {
    const usual = byChance(2, 10);
    expect(usualAt(usual, usual.minute + 5 * DAY, 1).events).toBeCloseTo(usual.events / 2, 6);
  });
});

describe("the dispersion", () => {
  test("of errors that come by chance is one", () => {
    const usual = byChance(1.5, 20);
    for (const span of SPANS) expect(dispersionOf(usual, span)).toBeCloseTo(1, 0.5);
  });

  test("of errors that come six at a time is six, in a minute as in an hour", () => {
    const usual = learnt(6, { minutes: 30 * DAY, everyMinutes: 301 });
    for (const span of SPANS) {
      expect(dispersionOf(usual, span)).toBeGreaterThan(4);
      expect(dispersionOf(usual, span)).toBeLessThan(7);
    }
  });

  test("of errors that come in a row grows with the span", () => {
    let usual = NEVER;
    for (let hour = 0; hour < 480; hour += 6) {
      for (let i = 0; i < 10; i++) {
        usual = learn(usual, {
          minute: 1 + hour * 60 + i,
          errors: 1,
          inQuarter: 10,
          load: 1,
          incidentMinutes: undefined,
        });
      }
    }
    expect(dispersionOf(usual, "minute")).toBeLessThan(1.5);
    expect(dispersionOf(usual, "quarter")).toBeGreaterThan(5);
  });

  test("of many errors is what is taken for granted while the load of the first day is not known", () => {
    const usual = learnt(9, { minutes: 20 * 60 });
    expect(dispersionOf(usual, "hour")).toBeGreaterThan(3);
    expect(dispersionOf(usual, "hour")).toBeLessThan(6);
  });

  test("within a quarter or an hour is that of the days before: what grows today must not make itself usual", () => {
    const usual = usualAt(byChance(1, 10), 10 * DAY, 1);
    const later = learnt(4, { minutes: 300 }, usual);
    expect(dispersionOf(later, "hour")).toBeLessThan(1.2 * dispersionOf(usual, "hour"));
    expect(dispersionOf(usualAt(later, 11 * DAY, 1), "hour")).toBeGreaterThan(1.5 * dispersionOf(usual, "hour"));
  });

  test("is not made large by an incident, told or not", () => {
    const usual = byChance(1, 10);
    for (const incidentMinutes of [undefined, 0]) {
      const course = incidentMinutes === undefined ? { minutes: 60 } : { minutes: 60, incidentMinutes };
      const after = learnt(40, course, usual);
      expect(dispersionOf(usualAt(after, after.minute + DAY, 1), "quarter")).toBeLessThan(2);
    }
  });
});

describe("the most within a quarter", () => {
  test("counts from the next day on", () => {
    const usual = byChance(0.02, 10);
    const after = learnt(8, { minutes: 1 }, usual);
    expect(timesMost(after, 9)).toBeCloseTo(timesMost(usual, 9), 1);
    expect(timesMost(usualAt(after, after.minute + DAY, 1), 9)).toBeLessThan(timesMost(usual, 9) / 1.5);
  });

  test("is taught nothing by an incident", () => {
    const usual = byChance(0.02, 10);
    const after = usualAt(learnt(500, { minutes: 60, incidentMinutes: 0 }, usual), usual.minute + DAY, 1);
    expect(after.most).toBeLessThanOrEqual(usual.most + usual.today.most);
  });

  test("of few days says less", () => {
    expect(timesMost(byChance(0.02, 2), 9)).toBeLessThan(timesMost(byChance(0.02, 20), 9));
  });
});

describe("what to expect", () => {
  test("goes with the load of the hour", () => {
    const usual = byChance(1, 10);
    expect(expectedOf(usual, "quarter", { load: 2 }).mean).toBeCloseTo(
      2 * expectedOf(usual, "quarter", { load: 1 }).mean,
      6,
    );
  });

  test("chance alone surprises less than once in a week of minutes, a burst of three times as many within minutes", () => {
    const usual = byChance(2, 10);
    expect(surprise(9, expectedOf(usual, "minute", { load: 1 }))).toBeLessThan(5);
    expect(surprise(30 + 30, expectedOf(usual, "five", { load: 1 }))).toBeGreaterThan(6);
  });

  test("of a group of which little is known, much may be by chance", () => {
    const young = learnt(1, { minutes: 3 });
    const old = byChance(0.01, 20);
    expect(surprise(10, expectedOf(young, "quarter", { load: 1 }))).toBeLessThan(
      surprise(10, expectedOf(old, "quarter", { load: 1 })),
    );
  });
});

test("recent errors fade within hours, and are not those of an incident", () => {
  const usual = learnt(1, { minutes: 60, everyMinutes: 10 });
  expect(usual.recent).toBeGreaterThan(3);
  expect(usualAt(usual, usual.minute + 300, 1).recent).toBeLessThan(0.1);
  expect(learnt(100, { minutes: 1, incidentMinutes: 0 }).recent).toBe(0);
});
