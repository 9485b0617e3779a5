import { expect, test } from "vitest";
import { parseConfig } from "../../../lib/config.ts";
import type { SeriesForecast, SeriesSummary } from "../../../lib/dashboard/answers.ts";
import { forecast } from "../../../lib/forecast/run.ts";
import { line, MINUTE_MS, NOW_MS, open } from "./stage.ts";

/** An hour of a line a minute, two of a service that fails; the forecast ran at the end of it. */
async function openForecast(section = "") {
  const settings = parseConfig({}, `forecast: {${section}}`);
  const lines = Array.from({ length: 60 }, (_, n) => [
    line(`a${n}`, n + 0.5, { message: "done", "log.level": "info", "service.name": "cart" }),
    line(`b${n}`, n + 0.4, { message: "failed", "log.level": "error", "service.name": "shop", "event.duration": n }),
  ]).flat();
  const opened = await open(lines, { forecast: settings.forecast });
  await forecast({ ...opened, settings, nowMs: NOW_MS });
  return opened;
}

const LAST_MS = NOW_MS - 2 * MINUTE_MS;

test("the list has all that are followed, the busiest first, with their last figures and what is next", async () => {
  const { get } = await openForecast();
  const { status, body } = await get<SeriesSummary[]>("/api/forecast");
  expect(status).toBe(200);
  expect(body.map(({ series }) => series)[0]).toBe("total");
  expect(body.map(({ series }) => series).sort()).toEqual([
    "level:error",
    "level:error service:shop",
    "level:info",
    "level:info service:cart",
    "service:cart",
    "service:shop",
    "total",
  ]);
  expect(body[0]).toMatchObject({
    isKept: true,
    isWorse: false,
    mean: 2,
    coverage: 1,
    last: { minuteMs: LAST_MS, actual: 2, expected: expect.any(Number) },
    next: { expected: expect.any(Number), lower: expect.any(Number), upper: expect.any(Number) },
  });
  expect(body.find(({ series }) => series === "level:error service:shop")).toMatchObject({
    level: "error",
    service: "shop",
  });
});

test("the list is empty before the first run", async () => {
  const { get } = await open();
  expect((await get("/api/forecast")).body).toEqual([]);
});

test("a series has its minutes, those that may still change too, and the hour after them", async () => {
  const { get } = await openForecast();
  const { body } = await get<SeriesForecast>("/api/forecast?series=service:cart&from=30m");
  expect(body.points.map(({ minuteMs }) => minuteMs)).toEqual(
    Array.from({ length: 29 }, (_, n) => NOW_MS - (30 - n) * MINUTE_MS),
  );
  expect(body.points.every(({ actual }) => actual === 1)).toBe(true);
  expect(body.points.at(-1)).toMatchObject({ expected: expect.any(Number), smoothed: 1, score: 0, anomaly: false });
  expect(body.ahead).toHaveLength(60);
  expect(body.ahead[0]).toMatchObject({ minuteMs: LAST_MS + MINUTE_MS, expected: expect.any(Number) });
  expect(body.ahead[0]?.expected).toBeCloseTo(body.next?.expected ?? 0, 0);
});

test("a series that is not kept in the store still has its last quarter of an hour", async () => {
  const { get } = await openForecast("kept: 1");
  const { body } = await get<SeriesForecast>("/api/forecast?series=level:error service:shop&from=1h&horizon=5m");
  expect(body.isKept).toBe(false);
  expect(body.points).toHaveLength(15);
  expect(body.ahead).toHaveLength(5);
});

test("a query's series is looked at by what it asks", async () => {
  const { get } = await openForecast("queries: [{name: time, query: failed, field: event.duration}]");
  const { body } = await get<SeriesForecast>("/api/forecast?series=query:time&from=10m");
  expect(body.points.at(-1)).toMatchObject({ query: "time", minuteMs: LAST_MS, actual: 1 });
});

test.each([
  ["series=nobody", 404, "No series nobody"],
  ["series=total&from=20d", 400, "at most 7"],
  ["series=total&horizon=2d", 400, "horizon"],
  ["series=total&horizon=soon", 400, "horizon"],
])("%s is answered %d", async (query, status, told) => {
  const { get } = await openForecast();
  const answer = await get<{ error: { message: string } }>(`/api/forecast?${query}`);
  expect(answer.status).toBe(status);
  expect(answer.body.error.message).toContain(told);
});
