import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createModel, type Model } from "../../../lib/forecast/model.ts";
import { dailyProfile, drawCount, normal, uniform } from "../../support/made-counts.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const MONDAY_MS = Date.UTC(2026, 0, 5);
const timeOf = (minute: number) => MONDAY_MS + minute * MINUTE_MS;

function counts(days: number, seed = 1, base = 40): number[] {
  const random = uniform(seed);
  return Array.from({ length: days * DAY_MINUTES }, (_, minute) => drawCount(base * dailyProfile(minute), 1, random));
}

function teach(model: Model, values: readonly number[]) {
  return values.map((value, minute) => model.step(timeOf(minute), value));
}

/** As a store keeps it. */
const stored = (model: Model) => JSON.parse(JSON.stringify(model.save()));

describe("what is expected", () => {
  test("follows the day after one day, and the hour within it", () => {
    const steps = teach(createModel(), counts(4)).slice(3 * DAY_MINUTES);
    const errors = steps.map(({ expectation }, minute) =>
      Math.abs((expectation?.expected ?? 0) / (40 * dailyProfile(minute)) - 1),
    );
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.06);
  });

  test("of counts and other values above zero is never below zero, of others it is", () => {
    const above = createModel();
    const below = createModel();
    const random = uniform(1);
    for (let i = 0; i < 500; i++) {
      const value = normal(random);
      const { expectation } = above.step(timeOf(i), Math.abs(value));
      if (expectation) expect(expectation.lower).toBeGreaterThanOrEqual(0);
      below.step(timeOf(i), value - 10);
    }
    expect(below.ahead([timeOf(500)])[0]?.upper).toBeLessThan(0);
  });

  test("of a series that goes below zero late is learned anew from there", () => {
    const model = createModel();
    for (let i = 0; i < 100; i++) model.step(timeOf(i), 50);
    for (let i = 100; i < 200; i++) model.step(timeOf(i), -50);
    expect(model.ahead([timeOf(200)])[0]?.expected).toBeCloseTo(-50, 0);
  });
});

describe("the interval", () => {
  test.each([0.9, 0.99])("holds the share it promises: %d", (interval) => {
    const steps = teach(createModel({ interval }), counts(6));
    const values = counts(6);
    const late = steps.slice(2 * DAY_MINUTES).filter(({ expectation }, i) => {
      const value = values[2 * DAY_MINUTES + i] ?? 0;
      return (expectation?.lower ?? 0) <= value && value <= (expectation?.upper ?? 0);
    });
    const share = late.length / (4 * DAY_MINUTES);
    expect(Math.abs(share - interval)).toBeLessThan(0.01);
  });
});

describe("the horizon", () => {
  test("is tomorrow's profile with an interval that holds nearly all of it", () => {
    const values = counts(8);
    const model = createModel();
    teach(model, values.slice(0, 4 * DAY_MINUTES));
    const day = values.slice(4 * DAY_MINUTES, 5 * DAY_MINUTES);
    const ahead = model.ahead(day.map((_, minute) => timeOf(4 * DAY_MINUTES + minute)));
    const error = ahead.map(({ expected }, minute) => Math.abs(expected / (40 * dailyProfile(minute)) - 1));
    expect(error.reduce((sum, each) => sum + each, 0) / error.length).toBeLessThan(0.08);
    const inside = ahead.filter(({ lower = 0, upper = 0 }, i) => lower <= (day[i] ?? 0) && (day[i] ?? 0) <= upper);
    expect(inside.length / day.length).toBeGreaterThan(0.97);
  });

  test("asking for it changes nothing", () => {
    const model = createModel();
    teach(model, counts(1));
    const before = stored(model);
    model.ahead([timeOf(DAY_MINUTES), timeOf(DAY_MINUTES + 60)]);
    expect(stored(model)).toEqual(before);
  });

  test("of a series without a value is empty", () => {
    expect(createModel().ahead([0])).toEqual([]);
    const model = createModel();
    teach(model, [139]);
    expect(model.ahead([timeOf(1)])).toEqual([
      { expected: expect.closeTo(139, 1), lower: undefined, upper: undefined },
    ]);
  });
});

describe("the state", () => {
  const values = fc.array(
    fc.option(fc.oneof(fc.nat(50), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), { nil: undefined }),
    { minLength: 2, maxLength: 200 },
  );

  test("saved and loaded anywhere goes on as if nothing had been", () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.constantFrom(1, 5, 60), (series, at, stepMinutes) => {
        const cut = at % series.length;
        const whole = createModel();
        const first = createModel();
        const times = series.map((_, i) => timeOf(i * stepMinutes));
        const expected = series.map((value, i) => whole.step(times[i] ?? 0, value));
        series.slice(0, cut).forEach((value, i) => {
          first.step(times[i] ?? 0, value);
        });
        const second = createModel({}, stored(first));
        const continued = series.slice(cut).map((value, i) => second.step(times[cut + i] ?? 0, value));
        expect(continued).toEqual(expected.slice(cut));
        expect(stored(second)).toEqual(stored(whole));
      }),
    );
  });

  test("saved each minute of ten days is the same as never saved", () => {
    const series = counts(10).filter((_, minute) => minute % 7 === 0);
    const whole = createModel();
    let saved: ReturnType<Model["save"]> | undefined;
    series.forEach((value, i) => {
      whole.step(timeOf(7 * i), value);
      const model = createModel({}, saved);
      model.step(timeOf(7 * i), value);
      saved = stored(model);
    });
    expect(saved).toEqual(stored(whole));
  });

  test("takes less than 4 kB, whatever it learned", () => {
    const model = createModel();
    teach(model, counts(16));
    expect(JSON.stringify(model.save()).length).toBeLessThan(4000);
  });
});

describe("the season", () => {
  /** 100 by day, 10 in the hour that begins at this minute of the day. */
  function learnedHour(
    options: Parameters<typeof createModel>[0],
    days: readonly number[],
    minuteOfDay: number,
  ): Model {
    const model = createModel(options);
    const random = uniform(1);
    for (const day of days) {
      for (let minute = 0; minute < DAY_MINUTES; minute += 5) {
        const isLow = minute >= minuteOfDay && minute < minuteOfDay + 60;
        model.step(timeOf(day * DAY_MINUTES + minute), drawCount(isLow ? 10 : 100, 1, random));
      }
    }
    return model;
  }
  const WEEK = [0, 1, 2, 3, 4];

  test("knows a low hour, and expects it tomorrow", () => {
    const [low, high] = learnedHour({}, [0, 1, 2], 600).ahead([
      timeOf(3 * DAY_MINUTES + 630),
      timeOf(3 * DAY_MINUTES + 800),
    ]);
    expect(low?.expected).toBeLessThan(25);
    expect(high?.expected).toBeGreaterThan(85);
  });

  test("is none if none is asked for", () => {
    const [low, high] = learnedHour({ season: "none" }, [0, 1, 2], 600).ahead([
      timeOf(3 * DAY_MINUTES + 630),
      timeOf(3 * DAY_MINUTES + 800),
    ]);
    expect(low?.expected).toBe(high?.expected);
  });

  test("tells working days and days off apart; a holiday is a day off", () => {
    const monday = "2026-01-12";
    const model = createModel({ holidays: [monday] });
    const random = uniform(2);
    for (let minute = 0; minute < 7 * DAY_MINUTES; minute += 5) {
      model.step(timeOf(minute), drawCount(minute < 5 * DAY_MINUTES ? 100 : 20, 1, random));
    }
    const noon = (day: number) => timeOf(day * DAY_MINUTES + 720);
    const [holiday, tuesday] = model.ahead([noon(7), noon(8)]);
    expect(holiday?.expected).toBeLessThan(45);
    expect((tuesday?.expected ?? 0) / (holiday?.expected ?? 1)).toBeGreaterThan(1.8);
  });

  test("follows the zone's clock when it is put forward", () => {
    const sundayBefore = (Date.UTC(2026, 2, 23) - MONDAY_MS) / (DAY_MINUTES * MINUTE_MS);
    // 09:00 in Berlin: 08:00 UTC in winter, 07:00 UTC from March 29 on.
    const model = learnedHour(
      { timeZone: "Europe/Berlin" },
      WEEK.map((day) => sundayBefore + day),
      480,
    );
    const after = Date.UTC(2026, 2, 31);
    const [seven, eight] = model.ahead([after + 7.5 * 3_600_000, after + 8.5 * 3_600_000]);
    expect(seven?.expected).toBeLessThan((eight?.expected ?? 0) / 3);
  });
});

describe("the speed", () => {
  /** Of the best of some runs: others may use the machine meanwhile. */
  function leastCpuMs(runs: number, work: () => void): number {
    const each = Array.from({ length: runs }, () => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    return Math.min(...each);
  }

  // Alone on a machine it is half of this and less.
  test("is that of 30 days of minutes in a fifth of a second", () => {
    const month = counts(30);
    expect(leastCpuMs(5, () => teach(createModel(), month))).toBeLessThan(200);
  });

  test("is that of a thousand series, loaded, updated and saved in a second", () => {
    const model = createModel();
    teach(model, counts(3));
    const text = JSON.stringify(model.save());
    const update = () => {
      for (let i = 0; i < 1000; i++) {
        const one = createModel({}, JSON.parse(text));
        one.step(timeOf(3 * DAY_MINUTES), i % 50);
        JSON.stringify(one.save());
      }
    };
    expect(leastCpuMs(3, update)).toBeLessThan(1000);
  });
});
