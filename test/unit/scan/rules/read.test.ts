import { expect, test } from "vitest";
import { parseConfig } from "../../../../lib/config.ts";
import { SluiceError } from "../../../../lib/errors.ts";
import { minutesToRead, readRules } from "../../../../lib/scan/rules/read.ts";
import { END_MS, MINUTE, MINUTE_MS, openStage, steadily, TIME_ENOUGH } from "./stage.ts";

test("without rules nothing is asked", async () => {
  const { read } = await openStage();
  expect(await read("")).toEqual([]);
});

test("each rule is read, in the order of sluice.yml, with its name and the minute", async () => {
  const { read } = await openStage();
  const rules = Array.from({ length: 12 }, (_, n) => `{ name: r${n}, type: count, above: ${n} }`);
  const readings = await read(rules.join(", "));
  expect(readings.map(({ rule }) => rule)).toEqual(rules.map((_, n) => `r${n}`));
  expect(readings.every(({ minuteMs, isUnknown }) => minuteMs === MINUTE && !isUnknown)).toBe(true);
});

test("a rule with `for` is not urgent: it has to hold first", async () => {
  const stage = await openStage();
  await stage.arrive(1);
  expect(await stage.breaches("type: count, above: 0, for: 1m")).toMatchObject([{ isUrgent: false }]);
  expect(await stage.breaches("type: count, above: 0, for: 0m")).toMatchObject([{ isUrgent: true }]);
});

test("a rule whose question the store refuses says why, and the others are read", async () => {
  const { store, arrive } = await openStage();
  await arrive(1);
  const picky = {
    ...store,
    distinct: () => Promise.reject(new SluiceError("refused", "too many buckets")),
  };
  const settings = parseConfig(
    {},
    "alerts: { rules: [{ name: users, type: distinct, field: user.name, above: 0 }, { name: lines, type: count, above: 0 }] }",
  );
  const readings = await readRules(picky, settings, { minuteMs: MINUTE }, TIME_ENOUGH);
  expect(readings).toMatchObject([
    { rule: "users", isUnknown: true, signals: [], failed: "too many buckets" },
    { rule: "lines", isUnknown: false, signals: [{ isBreaching: true }] },
  ]);
  expect(readings[1]).not.toHaveProperty("failed");
});

test("for the length of a window, 15 minutes at most, after Sluice was away nothing is said of what is too little, or all at once", async () => {
  const stage = await openStage();
  await steadily(stage, [2 * 24 * 60, 30], {}, { everyMinutes: 5 });
  const rules = [
    "{ name: silent, type: silence }",
    "{ name: missing, type: absence, window: 20m }",
    "{ name: few, type: count, below: 5 }",
    "{ name: slow, type: rate, below: 5 }",
    "{ name: share, type: ratio, below: 5% }",
    "{ name: many, type: count, above: 5 }",
    "{ name: sudden, type: burst }",
  ].join(", ");
  const unknown = async (resumedMs?: number) =>
    (await stage.read(rules, { resumedMs })).filter(({ isUnknown }) => isUnknown).map(({ rule }) => rule);
  expect(await unknown()).toEqual([]);
  expect(await unknown(END_MS)).toEqual(["silent", "missing", "few", "slow", "share", "sudden"]);
  expect(await unknown(END_MS - 5 * MINUTE_MS + 1)).toEqual(["silent", "missing", "few", "slow", "share", "sudden"]);
  expect(await unknown(END_MS - 5 * MINUTE_MS)).toEqual(["silent", "missing", "sudden"]);
  expect(await unknown(END_MS - 10 * MINUTE_MS)).toEqual(["silent", "missing"]);
  expect(await unknown(END_MS - 15 * MINUTE_MS)).toEqual([]);
});

test("how long a rule with `for` has held is counted from its first minute, not from what it says began before", async () => {
  const stage = await openStage();
  await steadily(stage, [180, 16]);
  expect(await stage.breaches("type: silence, window: 15m, for: 5m")).toMatchObject([{ firstMs: MINUTE }]);
});

test("a store that is down is told by every rule, and is no silence", async () => {
  const { store } = await openStage();
  await store.close();
  const settings = parseConfig(
    {},
    "alerts: { rules: [{ name: a, type: silence }, { name: b, type: count, below: 1 }] }",
  );
  const readings = await readRules(store, settings, { minuteMs: MINUTE }, TIME_ENOUGH);
  expect(readings.map(({ isUnknown, failed }) => [isUnknown, typeof failed])).toEqual([
    [true, "string"],
    [true, "string"],
  ]);
});

test.each([
  ["first scan", undefined, "12:00:30", ["11:59"]],
  ["scan a minute after the last one", "11:58", "12:00:00", ["11:59"]],
  ["scan two minutes after the last one", "11:57", "12:00:59", ["11:58", "11:59"]],
  ["second scan in a minute", "11:59", "12:00:59", []],
  ["scan after the clock was put back", "12:30", "12:00:00", []],
  ["scan after hours", "06:00", "12:00:00", ["11:55", "11:56", "11:57", "11:58", "11:59"]],
])("the %s reads the minutes that are over, the last five at most", (_, evaluated, to, expected) => {
  const atMs = (clock: string) => Date.parse(`2026-11-24T${clock}Z`);
  const state = evaluated === undefined ? {} : { watermarkMs: atMs(`${evaluated}:00`) + MINUTE_MS };
  const minutes = minutesToRead(state, atMs(to));
  expect(minutes.map(({ minuteMs }) => new Date(minuteMs).toISOString().slice(11, 16))).toEqual(expected);
});

test("more than three minutes without a scan are a pause, which ends with this scan", () => {
  const watermarkMs = MINUTE - 3 * MINUTE_MS;
  expect(minutesToRead({ watermarkMs }, END_MS)[0]?.resumedMs).toBe(END_MS);
  expect(minutesToRead({ watermarkMs: watermarkMs + MINUTE_MS, resumedMs: 7 }, END_MS)[0]?.resumedMs).toBe(7);
});

test("a rule that takes too long does not keep the scan: it says so, and so does what was not begun", async () => {
  const { store, arrive } = await openStage();
  await arrive(1);
  const slow = { ...store, distinct: () => new Promise<number>(() => {}) };
  const distinct = (n: number) => `{ name: slow${n}, type: distinct, field: user.name, above: 0 }`;
  const settings = parseConfig(
    {},
    `alerts: { rules: [{ name: fast, type: count, above: 0 }, ${[1, 2, 3, 4].map(distinct).join(", ")}, { name: late, type: count, above: 0 }] }`,
  );
  const readings = await readRules(slow, settings, { minuteMs: MINUTE }, AbortSignal.timeout(200));
  expect(readings.map(({ rule, failed }) => [rule, failed !== undefined])).toEqual([
    ["fast", false],
    ["slow1", true],
    ["slow2", true],
    ["slow3", true],
    ["slow4", true],
    ["late", true],
  ]);
  expect(readings[5]?.failed).toBe("The scan had no more time for it");
});
