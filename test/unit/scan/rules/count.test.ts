import { expect, test } from "vitest";
import { judgeCount } from "../../../../lib/scan/rules/count.ts";
import { lastMinutes } from "../../../../lib/scan/rules/rule-window.ts";
import { END_MS, error, from, MINUTE, openStage, ruleOf } from "./stage.ts";

test.each([
  ["count", "above: 3", 3, false],
  ["count", "above: 3", 4, true],
  ["count", "above: 0", 0, false],
  ["count", "above: 0", 1, true],
  ["count", "below: 3", 3, false],
  ["count", "below: 3", 2, true],
  ["count", "below: 1", 0, true],
  ["rate", "above: 2", 10, false],
  ["rate", "above: 2", 11, true],
  ["rate", "above: 0.5", 3, true],
  ["rate", "below: 2", 10, false],
  ["rate", "below: 2", 9, true],
] as const)("a %s rule with %s breaches at %d lines in 5 minutes: %s", (type, bound, count, expected) => {
  const { isBreaching } = judgeCount(ruleOf(type, bound), lastMinutes(5, END_MS), { service: "", count });
  expect(isBreaching).toBe(expected);
});

test("the figures say what was counted, in how long, and where the line is", () => {
  const lines = { service: "", count: 1_840 };
  const count = judgeCount(ruleOf("count", "above: 120, errors: true"), lastMinutes(5, END_MS), lines);
  expect(count.measured).toEqual({ value: 1_840, limit: 120, unit: "errors in 5 min" });
  const rate = judgeCount(ruleOf("rate", "above: 0.5, window: 7m"), lastMinutes(7, END_MS), lines);
  expect(rate.measured).toEqual({ value: 262.86, limit: 0.5, unit: "lines a minute over 7 min" });
});

test("lines count by the time they arrived, from the window's first millisecond to before its end", async () => {
  const stage = await openStage();
  await stage.arrive(5);
  await stage.arrive(1 / 60_000);
  for (const outside of [5 + 1 / 60_000, 0, -1]) await stage.arrive(outside);
  expect(await stage.breaches("type: count, above: 1")).toHaveLength(1);
  expect(await stage.breaches("type: count, above: 2")).toEqual([]);
});

test("only what the query matches counts, and only errors if the rule says so", async () => {
  const stage = await openStage();
  await stage.arrive(1, { ...error(), message: "payment refused" }, 3);
  await stage.arrive(1, { message: "payment refused" }, 5);
  await stage.arrive(1, { message: "boom", "error.type": "TypeError" }, 7);
  const counted = async (rule: string) => (await stage.breaches(`type: count, above: 0, ${rule}`))[0]?.measured?.value;
  expect(await counted("query: '*'")).toBe(15);
  expect(await counted("query: payment")).toBe(8);
  expect(await counted("errors: true")).toBe(10);
  expect(await counted("errors: true, query: payment")).toBe(3);
  expect(await counted("query: 'service:checkout -boom'")).toBe(3);
});

test("an incident grows by the lines of its last minute: windows overlap", async () => {
  const stage = await openStage();
  await stage.arrive(4, {}, 100);
  await stage.arrive(0.5, {}, 7);
  expect(await stage.breaches("type: count, above: 10, severity: error")).toEqual([
    {
      rule: "r",
      service: "",
      pattern: "",
      severity: "error",
      template: "More than 10 lines in 5 min",
      isBreaching: true,
      isUrgent: true,
      events: 7,
      firstMs: MINUTE,
      measured: { value: 107, limit: 10, unit: "lines in 5 min" },
    },
  ]);
});

test("by service each of those above the line breaches, with its own lines; lines without a service are nobody's", async () => {
  const stage = await openStage();
  await stage.arrive(2, from("checkout"), 20);
  await stage.arrive(0.5, from("checkout"), 2);
  await stage.arrive(0.5, from("search"), 12);
  await stage.arrive(0.5, from("quiet"), 10);
  await stage.arrive(0.5, {}, 99);
  const breaches = await stage.breaches("type: count, above: 10, by: service");
  expect(breaches.map(({ service, events, measured }) => [service, events, measured?.value])).toEqual([
    ["checkout", 2, 22],
    ["search", 12, 12],
  ]);
});

test("by service at most the 50 busiest are looked at", async () => {
  const stage = await openStage();
  for (let n = 0; n < 60; n++) await stage.arrive(1, from(`s${n}`), n + 1);
  const breaches = await stage.breaches("type: count, above: 0, by: service");
  expect(breaches).toHaveLength(50);
  expect(breaches[0]?.service).toBe("s59");
});

test("by service too little is found of services that sent in the day before, and may be silent now", async () => {
  const stage = await openStage();
  await stage.arrive(5 + 24 * 60, from("just-known"));
  await stage.arrive(5 + 24 * 60 + 1, from("forgotten"));
  await stage.arrive(60, from("weak"), 50);
  await stage.arrive(60, from("strong"), 50);
  await stage.arrive(1, from("weak"), 4);
  await stage.arrive(1, from("strong"), 5);
  await stage.arrive(1, from("new"), 1);
  const breaches = await stage.breaches("type: count, below: 5, by: service");
  expect(breaches.map(({ service, events, measured }) => [service, events, measured?.value])).toEqual([
    ["weak", 0, 4],
    ["just-known", 0, 0],
  ]);
});

test("in an empty store nothing is above a line, and all is below it", async () => {
  const stage = await openStage();
  expect(await stage.breaches("type: count, above: 0")).toEqual([]);
  expect(await stage.breaches("type: rate, above: 0, by: service")).toEqual([]);
  expect(await stage.breaches("type: count, below: 1, by: service")).toEqual([]);
  expect(await stage.breaches("type: count, below: 1")).toHaveLength(1);
});
