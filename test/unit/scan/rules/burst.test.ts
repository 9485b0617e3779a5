import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeBurst } from "../../../../lib/scan/rules/burst.ts";
import { lastMinutes } from "../../../../lib/scan/rules/rule-window.ts";
import { END_MS, from, openStage, ruleOf, steadily } from "./stage.ts";

const rule = ruleOf("burst", "factor: 3, least: 10");
const window = lastMinutes(5, END_MS);
const judge = (count: number, past: readonly number[]) => judgeBurst(rule, window, { service: "", count }, past);
const always = (count: number, windows = 288) => new Array<number>(windows).fill(count);

describe("it breaches", () => {
  test.each([
    ["three times as many as usual", 300, always(100), true],
    ["not quite three times as many", 299, always(100), false],
    ["more than nothing, if it is `least`", 10, always(0), true],
    ["more than nothing, if it is less than `least`", 9, always(0), false],
    ["five times of two, if that is less than `least`", 9, always(2), false],
    ["as many as every hour for five minutes", 500, always(10).map((n, i) => (i % 12 === 0 ? 500 : n)), false],
    ["three times as many as usual after an incident of an hour", 300, [...always(100), ...always(9_000, 12)], true],
    ["much, if nobody knows what is usual", 1_000, [], false],
  ])("at %s: %#", (_, count, past, expected) => {
    expect(judge(count, past).isBreaching).toBe(expected);
  });
});

test("the figures are what was counted, from where on it is a burst, and what is usual", () => {
  expect(judge(812, always(100)).measured).toEqual({ value: 812, limit: 300, unit: "lines in 5 min, usually 100" });
});

test("chance alone makes less than one false alarm a week, at any usual rate", () => {
  // As windows of 5 minutes overlap, a week has some 2,016 that do not.
  const rates = [0.2, 1, 2, 5, 10, 30, 100];
  for (const rate of rates) {
    const random = generator(Math.round(rate * 1_000) + 7);
    const counts = Array.from({ length: 288 + 2_016 }, () => poisson(rate, random));
    const alarms = counts.slice(288).filter((count, n) => judge(count, counts.slice(n, n + 288)).isBreaching);
    expect([rate, alarms.length]).toEqual([rate, 0]);
  }
});

test("a larger count breaches wherever a smaller one does", () => {
  const counts = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(counts, fc.nat(5_000), fc.nat(5_000), (past, a, b) => {
      const [small, large] = [Math.min(a, b), Math.max(a, b)];
      expect(judge(small, past).isBreaching && !judge(large, past).isBreaching).toBe(false);
    }),
  );
});

test("the past is that of the same query, by arrival", async () => {
  const stage = await openStage();
  await steadily(stage, [24 * 60, 6], { message: "order placed" }, { everyMinutes: 5, times: 4 });
  await stage.arrive(1, { message: "order placed" }, 20);
  await stage.arrive(1, { message: "order refused" }, 20);
  const limitOf = async (query: string) =>
    (await stage.breaches(`type: burst, query: ${query}`)).map(({ measured }) => [measured?.value, measured?.limit]);
  expect(await limitOf("placed")).toEqual([[20, 12]]);
  expect(await limitOf("refused")).toEqual([[20, 10]]);
  expect(await limitOf("order")).toEqual([[40, 12]]);
});

test("a store that is younger than 8 windows does not know what is usual", async () => {
  const stage = await openStage();
  await steadily(stage, [40, 6]);
  await stage.arrive(1, {}, 500);
  expect(await stage.breaches("type: burst")).toEqual([]);
  await steadily(stage, [60, 41]);
  expect(await stage.breaches("type: burst")).toHaveLength(1);
});

test("what was never there in an older store is a burst from `least` on", async () => {
  const stage = await openStage();
  await stage.arrive(20 * 60, { message: "other" });
  await stage.arrive(1, { message: "panic" }, 12);
  expect(await stage.breaches("type: burst, query: panic")).toHaveLength(1);
  expect(await stage.breaches("type: burst, query: panic, least: 13")).toEqual([]);
});

test("by service each is judged by its own past", async () => {
  const stage = await openStage();
  await steadily(stage, [24 * 60, 6], from("busy"), { everyMinutes: 10, times: 80 });
  await steadily(stage, [24 * 60, 6], from("calm"), { everyMinutes: 5, times: 2 });
  await stage.arrive(0.5, from("busy"), 90);
  await stage.arrive(0.5, from("calm"), 40);
  const breaches = await stage.breaches("type: burst, by: service");
  expect(breaches.map(({ service, events }) => [service, events])).toEqual([["calm", 40]]);
});

test("a window of a day has its past in the week before", async () => {
  const stage = await openStage();
  await steadily(stage, [9 * 24 * 60, 24 * 60 + 1], {}, { everyMinutes: 24 * 60, times: 10 });
  await stage.arrive(60, {}, 60);
  const [breach] = await stage.breaches("type: burst, window: 24h");
  expect(breach?.measured).toEqual({ value: 60, limit: 30, unit: "lines in 1 d, usually 10" });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

function poisson(mean: number, random: () => number): number {
  let left = random();
  let n = 0;
  for (let share = Math.exp(-mean); left > share && n < 10 * mean + 50; share *= mean / n) {
    left -= share;
    n++;
  }
  return n;
}
