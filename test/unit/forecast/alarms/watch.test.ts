/** What people would be told of, of made-up series: the same for the same seed. */
import { describe, expect, test } from "vitest";
import {
  type AlarmState,
  type Hearing,
  NOTHING_WATCHED,
  type ToldFinding,
  watch,
} from "../../../../lib/forecast/alarms/watch.ts";
import { dailyProfile, drawCount, uniform } from "../../../support/made-counts.ts";
import { DAY_MINUTES, everyFiveMinutes, type MadeSeries, MINUTE_MS, runEachMinute, START_MS } from "./minutes.ts";

interface Told {
  /** The run after so many minutes told first. */
  readonly minute: number;
  /** Minutes that the runs told it. */
  readonly lasted: number;
  readonly finding: ToldFinding;
}

/** What may cause a mail, by name and kind; a break of an hour makes two of one. */
function toldOf(minutes: number, made: readonly MadeSeries[], from = 1): Told[] {
  const told: Told[] = [];
  for (const { minute, findings } of runEachMinute({ minutes, made, from })) {
    for (const finding of findings.filter(({ isPage, isEcho, isUsual }) => isPage && !isEcho && !isUsual)) {
      const isSame = (other: Told) =>
        other.finding.series.service === finding.series.service &&
        other.finding.kind === finding.kind &&
        minute - other.minute - other.lasted < 60;
      const before = told.findIndex(isSame);
      const [first] = before < 0 ? [undefined] : told.splice(before, 1);
      const begun = first?.minute ?? minute;
      told.push({ minute: begun, lasted: minute - begun, finding });
    }
  }
  return told;
}

const series = {};
/** What is left of two days when runs begin: the first hour tells how late records come. */
const LEARNED = 2 * DAY_MINUTES - 90;
const noise = (seed: number, rateAt: (minute: number) => number, phi = 1) => {
  const random = uniform(seed);
  return (minute: number) => drawCount(rateAt(minute), phi, random);
};

describe("noise is told to nobody", () => {
  test.each([
    [0.3, 1],
    [1, 4],
    [5, 2],
    [40, 1],
    [40, 4],
  ])("%f records a minute, φ = %i, with a daily profile, sent at once or every five minutes", (base, phi) => {
    const rateAt = (minute: number) => base * dailyProfile(minute);
    const told = [undefined, everyFiveMinutes].flatMap((readAfter, n) =>
      toldOf(4 * DAY_MINUTES, [
        { series, countAt: noise(10 * base + n, rateAt, phi), ...(readAfter && { readAfter }) },
      ]),
    );
    expect(told).toEqual([]);
  });
});

describe("a burst of ten minutes at three times 40 a minute", () => {
  const from = 2 * DAY_MINUTES;
  const rateAt = (minute: number) => (minute >= from && minute < from + 10 ? 120 : 40);

  test.each([1, 2, 3, 4])("is found in its first minutes, and over some minutes after it (%i)", (seed) => {
    const [told, ...others] = toldOf(from + 90, [{ series, countAt: noise(seed, rateAt) }], LEARNED);
    expect(others).toEqual([]);
    expect(told?.minute).toBeLessThanOrEqual(from + 2);
    expect(told?.lasted).toBeLessThan(16);
    expect(told?.finding).toMatchObject({ kind: "above", sinceMs: START_MS + from * MINUTE_MS });
    expect(told?.finding.expected).toBeGreaterThan(30);
    expect(told?.finding.expected).toBeLessThan(52);
    expect(told?.finding.actual).toBeGreaterThan(90);
  });

  test("is found when its records come", () => {
    const [told] = toldOf(from + 20, [{ series, countAt: noise(5, rateAt), readAfter: everyFiveMinutes }], LEARNED);
    expect(told?.minute).toBe(from + 5);
  });
});

describe("a service with one record a minute", () => {
  const stop = 2 * DAY_MINUTES;
  const rateAt = (minute: number) => (minute < stop ? 1 : 0);

  test.each([1, 2])("that stops is silent within 20 minutes, since its last record (%i)", (seed) => {
    const countAt = noise(seed, rateAt);
    const counts: number[] = [];
    const kept = (minute: number) => (counts[minute] ??= countAt(minute));
    const [told, ...others] = toldOf(stop + 60, [{ series, countAt: kept }], LEARNED);
    expect(others).toEqual([]);
    expect(told?.finding.kind).toBe("silent");
    expect(told?.minute).toBeLessThanOrEqual(stop + 20);
    expect(told?.finding.sinceMs).toBe(START_MS + (counts.findLastIndex((count) => count > 0) + 1) * MINUTE_MS);
  });

  test("that sends every five minutes is silent when its minutes are settled: at most ten minutes later", () => {
    const [told] = toldOf(stop + 60, [{ series, countAt: noise(3, rateAt), readAfter: everyFiveMinutes }], LEARNED);
    expect(told?.finding.kind).toBe("silent");
    expect(told?.minute).toBeLessThanOrEqual(stop + 30);
  });
});

describe("what goes on ends because it is usual by now", () => {
  const stop = 2 * DAY_MINUTES;

  test("silence after a day", () => {
    const rateAt = (minute: number) => (minute < stop ? 20 : 0);
    const told = toldOf(stop + 2 * DAY_MINUTES, [{ series, countAt: noise(3, rateAt) }], LEARNED);
    expect(told).toMatchObject([{ minute: stop + 1, finding: { kind: "silent" } }]);
    expect(told[0]?.lasted).toBe(DAY_MINUTES - 1);
  });

  test("another level when the model has learned it, and then it says so", () => {
    const rateAt = (minute: number) => (minute < stop ? 40 : 80);
    const runs = [
      ...runEachMinute({ minutes: stop + DAY_MINUTES, made: [{ series, countAt: noise(4, rateAt) }], from: LEARNED }),
    ];
    const after = runs.findIndex(({ minute, findings }) => minute > stop + 10 && !isToldIn(findings));
    expect(runs[after]?.findings).toMatchObject([{ kind: "above", isUsual: true }]);
    expect(runs.slice(after).some(({ findings }) => isToldIn(findings))).toBe(false);
  });
});

const isToldIn = (findings: readonly ToldFinding[]) => findings.some(({ isUsual }) => !isUsual);

test("a shipper that begins to send every five minutes is taken for silent once, not each time", () => {
  const change = 2 * DAY_MINUTES;
  const readAfter = (minute: number) => (minute < change ? 1 : everyFiveMinutes(minute));
  const told = toldOf(change + DAY_MINUTES, [{ series, countAt: noise(7, () => 40), readAfter }], LEARNED);
  expect(told).toHaveLength(1);
  expect(told[0]?.lasted).toBeLessThan(5);
});

describe("of series that count the same records", () => {
  const change = 2 * DAY_MINUTES;

  /** Four services, and all their lines; of the chosen ones the counts are multiplied for twenty minutes. */
  function madeOf(chosen: readonly number[], factor: number): MadeSeries[] {
    const counts = [1, 2, 3, 4].map((seed) => {
      const countAt = noise(seed, () => 20);
      return Array.from({ length: change + 60 }, (_, minute) => countAt(minute));
    });
    const isChanged = (minute: number, n: number) => chosen.includes(n) && minute >= change && minute < change + 20;
    const countAt = (minute: number, n: number) => (counts[n]?.[minute] ?? 0) * (isChanged(minute, n) ? factor : 1);
    const services = ["cart", "checkout", "search", "users"];
    return [
      { series: {}, countAt: (minute) => services.reduce((sum, _, n) => sum + countAt(minute, n), 0) },
      ...services.map((service, n) => ({ series: { service }, countAt: (minute: number) => countAt(minute, n) })),
    ];
  }
  const namesOf = (told: readonly Told[]) =>
    told.map(({ finding }) => `${finding.series.service ?? "all"} ${finding.kind}`);

  test("one service's burst is told as that of the service", () => {
    const told = toldOf(change + 20, madeOf([1], 4), LEARNED);
    expect(namesOf(told)).toEqual(["checkout above"]);
  });

  test("silence of all services is told as one", () => {
    const told = toldOf(change + 20, madeOf([0, 1, 2, 3], 0), LEARNED);
    expect(namesOf(told)).toEqual(["all silent"]);
  });

  test("a service that falls silent is told itself", () => {
    const told = toldOf(change + 20, madeOf([2], 0), LEARNED);
    expect(namesOf(told)).toEqual(["search silent"]);
  });
});

describe("a run", () => {
  const readAt = (actual: number) => ({
    series,
    ahead: {},
    minutes: Array.from({ length: 15 }, (_, n) => ({
      minuteMs: START_MS + n * MINUTE_MS,
      actual,
      score: 0,
      anomaly: false,
      deviations: 0,
      windowRows: 1,
      isSilent: false,
    })),
  });
  const toMs = START_MS + 15 * MINUTE_MS;

  test("that reads no later minutes changes nothing", () => {
    const state = watch(NOTHING_WATCHED, [readAt(3)], { toMs });
    expect(watch(state, [readAt(4)], { toMs })).toBe(state);
    expect(watch(state, [], { toMs: toMs - 2 * MINUTE_MS })).toBe(state);
  });

  test("takes too little for no finding while none of the few minutes that have a value is settled", () => {
    const off = { actual: 0, expected: 10, lower: 4, upper: 16, usual: 10, deviations: -9 };
    const read = readAt(0);
    const minutes = read.minutes.map((minute) => ({ ...minute, ...off }));
    const findingsOf = (count: number) =>
      watch(NOTHING_WATCHED, [{ ...read, minutes: minutes.slice(-count) }], { toMs }).findings.map(({ kind }) => kind);
    expect([15, 14, 13, 8, 1].map(findingsOf)).toEqual([["below"], [], [], [], []]);
  });

  test("tells services that change at once where sluice.yml wants to hear nothing, or a line, of all lines", () => {
    const off = { actual: 90, expected: 10, lower: 4, upper: 16, usual: 10, deviations: 9 };
    const read = readAt(90);
    const minutes = read.minutes.map((minute) => ({ ...minute, ...off }));
    const all = [{}, ...["cart", "search", "users"].map((service) => ({ service }))].map((series) => ({
      ...read,
      series,
      minutes,
    }));
    const toldWhere = (ofAll: Hearing) =>
      watch(NOTHING_WATCHED, all, { toMs, hearingOf: ({ series }) => ("service" in series ? "alert" : ofAll) })
        .findings.filter(({ isEcho }) => !isEcho)
        .map(({ series: { service = "total" } }) => service);
    expect(toldWhere("alert")).toEqual(["total"]);
    expect(toldWhere("line")).toEqual(["cart", "search", "users"]);
    expect(toldWhere("nothing")).toEqual(["cart", "search", "users"]);
  });

  test("makes a line, not a page, of what a model finds that is worse than 'as the minute before', unless it is silence", () => {
    const off = { expected: 10, lower: 4, upper: 16, usual: 10, deviations: 9 };
    const pagesOf = (fields: object, isWorse: boolean) => {
      const read = readAt(10);
      const minutes = read.minutes.map((minute) => ({ ...minute, ...off, ...fields }));
      return watch(NOTHING_WATCHED, [{ ...read, minutes, isWorse }], { toMs }).findings.map(({ isPage }) => isPage);
    };
    expect(pagesOf({ actual: 90 }, false)).toEqual([true]);
    expect(pagesOf({ actual: 90 }, true)).toEqual([false]);
    expect(pagesOf({ actual: 0, deviations: -9, isSilent: true }, true)).toEqual([true]);
  });

  test.each(["constructor", "__proto__", "total"])("takes a service that calls itself %s for a service", (service) => {
    const read = [readAt(3), { ...readAt(3), series: { service } }];
    const state = watch(NOTHING_WATCHED, read, { toMs });
    const kept: AlarmState = JSON.parse(JSON.stringify(state));
    expect(Object.keys(watch(kept, read, { toMs: toMs + MINUTE_MS }).settling)).toEqual([
      "total",
      `service:${service}`,
    ]);
  });

  test("after a pause says so, and one after a clock that was far ahead begins anew", () => {
    const state = watch(NOTHING_WATCHED, [readAt(3)], { toMs });
    expect(state.resumedMs).toBeUndefined();
    const later = toMs + 10 * MINUTE_MS;
    expect(watch(state, [readAt(3)], { toMs: later }).resumedMs).toBe(later);
    expect(watch({ ...state, toMs: toMs + 1e9 }, [readAt(3)], { toMs })).toMatchObject({
      toMs,
      resumedMs: toMs,
      settling: { total: { sinceMinute: toMs / MINUTE_MS } },
    });
  });
});
