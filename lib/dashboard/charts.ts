/** What the charts draw: GET /api/rate, /api/levels and /api/services, each with from, to and the filters of /api/logs. */

import { Hono } from "hono";
import { MINUTE_MS } from "../durations.ts";
import { smooth } from "../forecast/smoothing.ts";
import type { HistogramBucket, LogStore } from "../ports.ts";
import { LEVELS, type Level } from "../record.ts";
import type { LevelCount, RateAnswer, RatePoint, ServiceCount } from "./answers.ts";
import { readFilter, readMinutes, readWindow, type TimeWindow } from "./parameters.ts";

const MAX_SERVICES = 100;
const NO_STORE = { "Cache-Control": "no-store" };

export interface ChartOptions {
  readonly store: LogStore;
  /** Smoothing factor, 0 < alpha ≤ 1. */
  readonly forecast: { readonly alpha: number };
  readonly nowMs: () => number;
}

export function chartRoutes({ store, forecast: { alpha }, nowMs }: ChartOptions): Hono {
  const app = new Hono();

  app.get("/rate", async (c) => {
    const now = nowMs();
    const minutes = readMinutes(c.req.query(), now);
    const buckets = await store.histogram(readFilter(c.req.query(), minutes), MINUTE_MS);
    const answer: RateAnswer = { points: ratePoints(buckets, minutes, alpha, now), alpha, nowMs: now };
    return c.json(answer, 200, NO_STORE);
  });

  app.get("/levels", async (c) => {
    const filter = readFilter(c.req.query(), readWindow(c.req.query(), nowMs()));
    const [terms, total] = await Promise.all([store.terms(filter, "log.level", LEVELS.length), store.count(filter)]);
    const levels = terms.flatMap(({ value, count }): LevelCount[] => (isLevel(value) ? [{ level: value, count }] : []));
    // Between the two questions more may have come in: never below zero.
    const none = Math.max(0, total - levels.reduce((sum, { count }) => sum + count, 0));
    const answer = none > 0 ? [...levels, { level: "none" as const, count: none }] : levels;
    return c.json(answer, 200, NO_STORE);
  });

  app.get("/services", async (c) => {
    const filter = readFilter(c.req.query(), readWindow(c.req.query(), nowMs()));
    const terms = await store.terms(filter, "service.name", MAX_SERVICES);
    const answer = terms.map(({ value, count }): ServiceCount => ({ service: value, count }));
    return c.json(answer, 200, NO_STORE);
  });

  return app;
}

/**
 * Every minute of the window that has begun, zeros filled in. Counting the minute that is still filling as if it were whole
 * would bend the smoothed line down at every look: there it stays level, which is what the model expects of that minute.
 */
export function ratePoints(
  buckets: readonly HistogramBucket[],
  { fromMs, toMs }: Required<TimeWindow>,
  alpha: number,
  nowMs: number,
): RatePoint[] {
  const counts = new Map(buckets.map(({ startMs, count }) => [startMs, count]));
  const minutes: { minuteMs: number; actual: number }[] = [];
  for (let minuteMs = fromMs; minuteMs < Math.min(toMs, nowMs); minuteMs += MINUTE_MS) {
    minutes.push({ minuteMs, actual: counts.get(minuteMs) ?? 0 });
  }
  const whole = minutes.filter(({ minuteMs }) => minuteMs + MINUTE_MS <= nowMs);
  const smoothed = smooth(
    whole.map(({ actual }) => actual),
    alpha,
  );
  return minutes.map((point, i) => ({ ...point, smoothed: smoothed[i] ?? smoothed.at(-1) ?? point.actual }));
}

function isLevel(text: string): text is Level {
  return LEVELS.some((level) => level === text);
}
