import { expect, test } from "vitest";
import { END_MS, MINUTE_MS, openStage, steadily } from "./stage.ts";

const RULE = "type: absence, window: 25h, query: '\"backup finished\"'";
const HOUR = 60;

test("a line that did not come within the window breaches, though it came before, or never did", async () => {
  const stage = await openStage();
  await steadily(stage, [50 * HOUR, HOUR], {}, { everyMinutes: HOUR });
  expect(await stage.breaches(RULE)).toMatchObject([
    { events: 0, firstMs: END_MS - 25 * HOUR * MINUTE_MS, measured: { value: 0, limit: 1, unit: "lines in 25 h" } },
  ]);
  await stage.arrive(25 * HOUR + 1, { message: "backup finished" });
  expect(await stage.breaches(RULE)).toHaveLength(1);
  await stage.arrive(25 * HOUR, { message: "backup finished" });
  expect(await stage.breaches(RULE)).toEqual([]);
});

test("a store that is younger than the window says nothing", async () => {
  const stage = await openStage();
  expect(await stage.breaches(RULE)).toEqual([]);
  await steadily(stage, [25 * HOUR, HOUR], {}, { everyMinutes: HOUR });
  expect(await stage.breaches(RULE)).toEqual([]);
  await stage.arrive(25 * HOUR + 1);
  expect(await stage.breaches(RULE)).toHaveLength(1);
});
