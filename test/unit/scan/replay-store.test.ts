import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { openSqliteStore } from "../../../lib/adapters/sqlite/store.ts";
import type { ErrorGroupCount, LogStore } from "../../../lib/ports.ts";
import { replayStore } from "../../../lib/scan/replay-store.ts";
import { storedDocument } from "../../support/stored-document.ts";
import { HOUR_MS, MINUTE_MS, START_MS } from "./stage.ts";

interface Line {
  readonly timeMs: number;
  readonly arrivedMs: number;
  readonly service: string;
  readonly level: "info" | "error" | "fatal";
}

const SERVICES = ["checkout", "search", "orders"];
const offsetMs = fc.integer({ min: 0, max: 5 * HOUR_MS });
const timeMs = offsetMs.map((offset) => START_MS + offset);
const lines = fc.array(
  fc.record<Line>({
    timeMs,
    arrivedMs: timeMs,
    service: fc.constantFrom(...SERVICES),
    level: fc.constantFrom("info", "error", "fatal"),
  }),
  { minLength: 1, maxLength: 60 },
);
const windows = fc.array(fc.tuple(timeMs, timeMs), { minLength: 1, maxLength: 6 });

async function storeOf(lines: readonly Line[]): Promise<LogStore> {
  const store = await openSqliteStore({ path: ":memory:", granularity: "day" });
  onTestFinished(() => store.close());
  await store.write(
    lines.map(({ timeMs, arrivedMs, service, level }, n) =>
      storedDocument(`l${n}`, {
        "@timestamp": new Date(timeMs).toISOString(),
        "event.ingested": new Date(arrivedMs).toISOString(),
        message: "hello",
        "service.name": service,
        "log.level": level,
        ...(level !== "info" && { "log.pattern": `p-${service}` }),
      }),
    ),
  );
  return store;
}

async function answersOf(store: LogStore, [a, b]: readonly [number, number]) {
  const filter = { ingestedFromMs: Math.min(a, b), ingestedToMs: Math.max(a, b), errorsOnly: true };
  return {
    count: await store.count(filter),
    ofOne: await store.count({ ...filter, service: "checkout" }),
    perMinute: await store.histogram(filter, MINUTE_MS, "event.ingested"),
    services: await store.terms(filter, "service.name", 2),
    groups: sorted(
      (await store.errorGroups({ ...filter, ingestedFromMs: startOfMinute(filter.ingestedFromMs), most: 1_000 }))
        .groups,
    ),
  };
}

const startOfMinute = (timeMs: number) => Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;

const sorted = (groups: readonly ErrorGroupCount[]) =>
  groups.toSorted((x, y) => x.minuteMs - y.minuteMs || (x.service < y.service ? -1 : 1));

test("it answers as the store does, whatever was asked before", async () => {
  await fc.assert(
    fc.asyncProperty(lines, windows, async (lines, windows) => {
      const store = await storeOf(lines);
      const replayed = replayStore(store, "arrival");
      for (const window of windows) expect(await answersOf(replayed, window)).toEqual(await answersOf(store, window));
    }),
    { numRuns: 40 },
  );
});

test("by time it answers as a store to which each line came when it happened", async () => {
  await fc.assert(
    fc.asyncProperty(lines, windows, async (lines, windows) => {
      const replayed = replayStore(await storeOf(lines), "time");
      const punctual = await storeOf(lines.map((line) => ({ ...line, arrivedMs: line.timeMs })));
      for (const window of windows)
        expect(await answersOf(replayed, window)).toEqual(await answersOf(punctual, window));
    }),
    { numRuns: 40 },
  );
});

test.each(["arrival", "time"] as const)(
  "by %s it gives no more groups than asked for, the newest, and says so",
  async (clock) => {
    const minutes = Array.from({ length: 90 }, (_, minute) => START_MS + minute * MINUTE_MS);
    const line = (timeMs: number): Line => ({ timeMs, arrivedMs: timeMs, service: "checkout", level: "error" });
    const replayed = replayStore(await storeOf(minutes.map(line)), clock);
    const window = { ingestedFromMs: START_MS, ingestedToMs: START_MS + 90 * MINUTE_MS };
    const { groups, rest } = await replayed.errorGroups({ ...window, most: 70 });
    expect(groups.map(({ minuteMs }) => minuteMs).toSorted()).toEqual(minutes.slice(20));
    expect(rest).toBe(20);
  },
);

test("an hour that is over is read once", async () => {
  const store = await storeOf([{ timeMs: START_MS, arrivedMs: START_MS, service: "checkout", level: "error" }]);
  const asked: number[] = [];
  const watched: LogStore = {
    ...store,
    count: (filter) => {
      asked.push((filter.ingestedToMs ?? 0) - (filter.ingestedFromMs ?? 0));
      return store.count(filter);
    },
  };
  const replayed = replayStore(watched, "arrival");
  const hour = startOfMinute(START_MS) - (startOfMinute(START_MS) % HOUR_MS);
  for (let n = 0; n < 10; n++) {
    await replayed.count({ ingestedFromMs: hour - 24 * HOUR_MS, ingestedToMs: hour + n * MINUTE_MS });
  }
  expect(asked.filter((lengthMs) => lengthMs === HOUR_MS)).toHaveLength(24);
  expect(asked.filter((lengthMs) => lengthMs !== HOUR_MS)).toHaveLength(9);
});
