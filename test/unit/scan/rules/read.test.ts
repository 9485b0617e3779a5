import { expect, test } from "vitest";
import { parseConfig } from "../../../../lib/config.ts";
import { SluiceError } from "../../../../lib/errors.ts";
import { readRules } from "../../../../lib/scan/rules/read.ts";
import { MINUTE, openStage, steadily } from "./stage.ts";

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
  const readings = await readRules(picky, settings, { minuteMs: MINUTE, isInterrupted: false });
  expect(readings).toMatchObject([
    { rule: "users", isUnknown: true, signals: [], failed: "too many buckets" },
    { rule: "lines", isUnknown: false, signals: [{ isBreaching: true }] },
  ]);
  expect(readings[1]).not.toHaveProperty("failed");
});

test("after an interruption nothing is said of what is too little, but of what is too much", async () => {
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
  const unknown = async (isInterrupted: boolean) =>
    (await stage.read(rules, { isInterrupted })).filter(({ isUnknown }) => isUnknown).map(({ rule }) => rule);
  expect(await unknown(false)).toEqual([]);
  expect(await unknown(true)).toEqual(["silent", "missing", "few", "slow", "share"]);
});

test("a store that is down is told by every rule, and is no silence", async () => {
  const { store } = await openStage();
  await store.close();
  const settings = parseConfig(
    {},
    "alerts: { rules: [{ name: a, type: silence }, { name: b, type: count, below: 1 }] }",
  );
  const readings = await readRules(store, settings, { minuteMs: MINUTE, isInterrupted: false });
  expect(readings.map(({ isUnknown, failed }) => [isUnknown, typeof failed])).toEqual([
    [true, "string"],
    [true, "string"],
  ]);
});
