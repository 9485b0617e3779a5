import { describe, expect, test } from "vitest";
import { isSteady } from "../../../../lib/scan/rules/silence.ts";
import { END_MS, from, MINUTE, MINUTE_MS, openStage, steadily } from "./stage.ts";

const RULE = "type: silence, window: 15m";

describe("who is expected to speak was heard", () => {
  test.each([
    ["in every window", [1, 1, 1, 1], true],
    ["in every other window", [1, 0, 1, 0, 1, 0, 1], true],
    ["in one window of three", [1, 0, 0, 1, 0, 0, 1], false],
    ["all the time since it began", [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1], true],
    ["all the time until it fell silent", [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], true],
    ["twice", [0, 0, 1, 1], false],
    ["never", [0, 0, 0, 0], false],
  ])("%s: %#", (_, counts, expected) => {
    expect(isSteady(counts)).toBe(expected);
  });
});

test("what used to send and says nothing for a window breaches, since the minute of its last line", async () => {
  const stage = await openStage();
  await steadily(stage, [180, 16]);
  expect(await stage.breaches(RULE)).toMatchObject([
    { service: "", events: 0, firstMs: END_MS - 15 * MINUTE_MS, measured: { value: 0, unit: "lines in 15 min" } },
  ]);
});

test("one line in the window is enough, at its first millisecond too", async () => {
  const stage = await openStage();
  await steadily(stage, [180, 16]);
  await stage.arrive(15);
  expect(await stage.breaches(RULE)).toEqual([]);
});

test("a silence goes on breaching until what was heard is a day old", async () => {
  const stage = await openStage();
  await steadily(stage, [180, 16]);
  const after = (minutes: number) => stage.breaches(RULE, { minuteMs: MINUTE + minutes * MINUTE_MS });
  expect(await after(60)).toHaveLength(1);
  expect(await after(23 * 60)).toHaveLength(1);
  expect(await after(24 * 60)).toEqual([]);
});

test("what was never there, or is heard now and then, is not silent", async () => {
  const stage = await openStage();
  expect(await stage.breaches(RULE)).toEqual([]);
  await steadily(stage, [20 * 60, 60], {}, { everyMinutes: 120 });
  expect(await stage.breaches(RULE)).toEqual([]);
});

test("by service the silent ones breach, each since its own last line", async () => {
  const stage = await openStage();
  await steadily(stage, [120, 20], from("checkout"));
  await steadily(stage, [120, 40], from("search"));
  await steadily(stage, [120, 1], from("alive"));
  await stage.arrive(100, from("once"), 500);
  const breaches = await stage.breaches(`${RULE}, by: service`);
  expect(breaches.map(({ service, firstMs }) => [service, (END_MS - firstMs) / MINUTE_MS])).toEqual([
    ["checkout", 19],
    ["search", 39],
  ]);
});

test("only lines of the query are listened to", async () => {
  const stage = await openStage();
  await steadily(stage, [120, 20], { message: "heartbeat" });
  await steadily(stage, [120, 1], { message: "something else" });
  expect(await stage.breaches(`${RULE}, query: heartbeat`)).toHaveLength(1);
  expect(await stage.breaches(`${RULE}, query: else`)).toEqual([]);
});

test("a window of 24 hours listens to thirds of the day before", async () => {
  const stage = await openStage();
  await steadily(stage, [47 * 60, 25 * 60], {}, { everyMinutes: 60 });
  expect(await stage.breaches("type: silence, window: 24h")).toHaveLength(1);
});
