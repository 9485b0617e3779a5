/** EventBridge Scheduler on one machine: a function's handler is called at its interval, never twice at a time. */
import { randomUUID } from "node:crypto";
import type { ScheduledEvent } from "aws-lambda";
import { type Handler, lambdaContext } from "./lambda.ts";

export interface ScheduledFunction {
  readonly functionName: string;
  readonly handler: Handler<ScheduledEvent, unknown>;
  readonly everyMs: number;
  /** From the start to the first call. */
  readonly firstAfterMs: number;
}

export interface SchedulerOptions {
  readonly functions: readonly ScheduledFunction[];
  readonly region: string;
  /** A function that throws is called again when it is next due. */
  readonly onFailure: (functionName: string, error: unknown) => void;
}

export interface Scheduler {
  /** Resolves when the calls that are under way have ended. */
  stop(): Promise<void>;
}

export function startScheduler({ functions, region, onFailure }: SchedulerOptions): Scheduler {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  function plan(scheduled: ScheduledFunction, dueMs: number): void {
    const wait = Math.max(0, dueMs - Date.now());
    const timer = setTimeout(() => {
      const call = run(scheduled, dueMs).finally(() => running.delete(call));
      running.add(call);
    }, wait);
    timers.set(scheduled.functionName, timer);
  }

  async function run(scheduled: ScheduledFunction, dueMs: number): Promise<void> {
    try {
      await scheduled.handler(eventOf(dueMs, region), lambdaContext(scheduled.functionName));
    } catch (error) {
      onFailure(scheduled.functionName, error);
    }
    if (!isStopped) plan(scheduled, nextDueMs(dueMs, scheduled.everyMs, Date.now()));
  }

  const startMs = Date.now();
  for (const scheduled of functions) plan(scheduled, startMs + scheduled.firstAfterMs);

  return {
    async stop() {
      isStopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

/** The next time in step with `dueMs` that is not past: what a long call (or a sleeping laptop) missed is left out. */
export function nextDueMs(dueMs: number, everyMs: number, nowMs: number): number {
  const missed = Math.max(0, Math.floor((nowMs - dueMs) / everyMs));
  return dueMs + (missed + 1) * everyMs;
}

function eventOf(dueMs: number, region: string): ScheduledEvent {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: "000000000000",
    time: new Date(dueMs).toISOString().replace(/\.\d{3}Z$/, "Z"),
    region,
    resources: [],
    detail: {},
  };
}
