import { expect, test } from "vitest";
import { judgeRatio } from "../../../../lib/scan/rules/ratio.ts";
import { lastMinutes } from "../../../../lib/scan/rules/rule-window.ts";
import { END_MS, error, from, openStage, ruleOf } from "./stage.ts";

test.each([
  ["above: 5%", 5, 100, false],
  ["above: 5%", 6, 100, true],
  ["above: 0", 1, 100, true],
  ["above: 100%", 100, 100, false],
  ["below: 99%", 99, 100, false],
  ["below: 99%", 98, 100, true],
])("with %s it breaches at %d of %d lines: %s", (bound, part, whole, expected) => {
  const finding = judgeRatio(ruleOf("ratio", bound), lastMinutes(5, END_MS), { service: "", part, whole });
  expect(finding.isBreaching).toBe(expected);
});

test("the figures are percents of so many lines", () => {
  const share = { service: "", part: 148, whole: 1_204 };
  expect(judgeRatio(ruleOf("ratio", "above: 2.5%"), lastMinutes(5, END_MS), share).measured).toEqual({
    value: 12.29,
    limit: 2.5,
    unit: "% of 1204 lines in 5 min",
  });
});

test("what arrived between the two counts makes no share above all", () => {
  const share = { service: "", part: 21, whole: 20 };
  expect(judgeRatio(ruleOf("ratio", "above: 5%"), lastMinutes(5, END_MS), share).measured.value).toBe(100);
});

test("of all lines, or of those that `of` matches, so many are errors and match the query", async () => {
  const stage = await openStage();
  await stage.arrive(1, { ...error(), message: "POST /pay failed" }, 10);
  await stage.arrive(1, { message: "POST /pay" }, 30);
  await stage.arrive(1, { message: "GET /" }, 60);
  const share = async (keys: string) => (await stage.breaches(`type: ratio, above: 0, ${keys}`))[0]?.measured?.value;
  expect(await share("errors: true")).toBe(10);
  expect(await share("query: failed")).toBe(10);
  expect(await share("errors: true, of: post")).toBe(25);
  expect(await share("query: post")).toBe(40);
  expect(await share("query: get, of: post")).toBeUndefined();
  // A quotation mark that stands alone in one query does not reach into the other.
  expect(await share("of: '\"post', query: 'failed\"'")).toBe(25);
});

test("of fewer lines than `least` nothing is said", async () => {
  const stage = await openStage();
  await stage.arrive(1, error(), 19);
  expect(await stage.breaches("type: ratio, above: 5%, errors: true")).toEqual([]);
  expect(await stage.breaches("type: ratio, above: 5%, errors: true, least: 19")).toHaveLength(1);
  await stage.arrive(1, error(), 1);
  expect(await stage.breaches("type: ratio, above: 5%, errors: true")).toHaveLength(1);
});

test("by service each has its own share, and needs its own lines", async () => {
  const stage = await openStage();
  await stage.arrive(0.5, from("checkout"), 80);
  await stage.arrive(0.5, error("checkout"), 20);
  await stage.arrive(0.5, from("search"), 99);
  await stage.arrive(0.5, error("search"), 1);
  await stage.arrive(0.5, error("tiny"), 3);
  const breaches = await stage.breaches("type: ratio, above: 5%, errors: true, by: service");
  expect(breaches.map(({ service, events, measured }) => [service, events, measured?.value])).toEqual([
    ["checkout", 20, 20],
  ]);
});

test("an empty store has no share", async () => {
  const stage = await openStage();
  expect(await stage.breaches("type: ratio, below: 99%")).toEqual([]);
});
