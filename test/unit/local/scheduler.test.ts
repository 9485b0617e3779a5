import type { ScheduledEvent } from "aws-lambda";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nextDueMs, type ScheduledFunction, startScheduler } from "../../../infra/local/scheduler.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-23T10:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

function schedule(handler: ScheduledFunction["handler"], everyMs = 10_000, firstAfterMs = 5_000) {
  const failures: unknown[] = [];
  const functions = [{ functionName: "scan-errors", handler, everyMs, firstAfterMs }];
  const scheduler = startScheduler({ functions, region: "eu-west-1", onFailure: (_, error) => failures.push(error) });
  return { scheduler, failures };
}

test("a function is called in step, with the time it was due", async () => {
  const events: ScheduledEvent[] = [];
  const { scheduler } = schedule(async (event) => events.push(event));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(events.map(({ time }) => time)).toEqual([
    "2026-11-23T10:00:05Z",
    "2026-11-23T10:00:15Z",
    "2026-11-23T10:00:25Z",
  ]);
  expect(events[0]).toMatchObject({ source: "aws.scheduler", region: "eu-west-1", "detail-type": "Scheduled Event" });
  await scheduler.stop();
});

test("calls never overlap: what a long one missed is left out, and the step is kept", async () => {
  const startedMs: number[] = [];
  let running = 0;
  const { scheduler } = schedule(async () => {
    expect(++running).toBe(1);
    startedMs.push(Date.now() % 60_000);
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    running--;
  });
  await vi.advanceTimersByTimeAsync(50_000);
  expect(startedMs).toEqual([5_000, 25_000, 45_000]);
  const stopped = scheduler.stop();
  await vi.advanceTimersByTimeAsync(12_000);
  await stopped;
});

test("a function that throws is told of, and called again", async () => {
  let calls = 0;
  const { scheduler, failures } = schedule(async () => {
    throw new Error(`call ${++calls}`);
  });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(failures).toEqual([new Error("call 1"), new Error("call 2")]);
  await scheduler.stop();
});

test("stop waits for the call under way and plans no further one", async () => {
  let ended = 0;
  const { scheduler } = schedule(async () => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    ended++;
  });
  await vi.advanceTimersByTimeAsync(6_000);
  let isStopped = false;
  void scheduler.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect({ ended, isStopped }).toEqual({ ended: 0, isStopped: false });
  await vi.advanceTimersByTimeAsync(60_000);
  expect({ ended, isStopped }).toEqual({ ended: 1, isStopped: true });
});

test.each([
  [0, 10, 0, 10],
  [0, 10, 9, 10],
  [0, 10, 10, 20],
  [0, 10, 35, 40],
])("due at %d every %d, at %d: next at %d", (dueMs, everyMs, nowMs, expected) => {
  expect(nextDueMs(dueMs, everyMs, nowMs)).toBe(expected);
});
