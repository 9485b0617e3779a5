import { beforeEach, expect, test } from "vitest";
import { checkDay } from "../../../lib/ledger/check.ts";
import { type DatasetCounts, OTHER_DATASETS } from "../../../lib/ledger/counts.ts";
import { emptyDay } from "../../../lib/ledger/day.ts";
import { ledgerKeys } from "../../../lib/ledger/entry.ts";
import { keepLedger } from "../../../lib/ledger/keep.ts";
import { openLedger } from "../../../lib/ledger/ledger.ts";
import { type Embedded, openEmbedded } from "../../support/embedded.ts";
import { countsOf, reportOf } from "../../support/ledger.ts";
import { storedDocument } from "../../support/stored-document.ts";

const DAY = "2026-11-23";
const NOON = Date.parse(`${DAY}T12:00:00Z`);
const DAY_MS = 24 * 60 * 60_000;
const keys = ledgerKeys("app-logs-test");
let embedded: Embedded;
beforeEach(async () => {
  embedded = await openEmbedded();
});

/** Documents of a dataset that arrived on the day. */
async function stored(dataset: string, count: number, { daysBefore = 0, arrivedMs = NOON } = {}): Promise<void> {
  const documents = Array.from({ length: count }, (_, n) =>
    storedDocument(`${dataset}-${daysBefore}-${arrivedMs}-${n}`, {
      "@timestamp": new Date(NOON - daysBefore * DAY_MS).toISOString(),
      message: "a line",
      "event.ingested": new Date(arrivedMs).toISOString(),
      "event.dataset": dataset,
    }),
  );
  await embedded.store.write(documents);
}

const check = (counts: readonly DatasetCounts[], { nowMs = NOON + DAY_MS, retentionDays = 30, kept = 30 } = {}) =>
  checkDay(embedded.store, DAY, { ...emptyDay(kept), counts }, { nowMs, retentionDays });

test("a store that has what it confirmed lacks nothing", async () => {
  await stored("web", 5);
  const counts = [countsOf(DAY, "web", { indexed: 5, duplicate: 2, quarantined: 1 })];
  expect(await check(counts)).toMatchObject({ expected: 5, stored: 5, missing: 0, uncounted: 0, datasets: [] });
});

test("what the store confirmed and has no more is missing, and of which dataset", async () => {
  await stored("web", 3);
  await stored("db", 4);
  const counts = [countsOf(DAY, "web", { indexed: 5 }), countsOf(DAY, "db", { indexed: 4 })];
  expect(await check(counts)).toMatchObject({
    missing: 2,
    datasets: [{ dataset: "web", expected: 5, stored: 3, missing: 2 }],
  });
});

test("more of one dataset does not hide what is missing of another", async () => {
  await stored("web", 3);
  await stored("db", 9);
  expect(await check([countsOf(DAY, "web", { indexed: 5 }), countsOf(DAY, "db", { indexed: 4 })])).toMatchObject({
    missing: 2,
  });
});

test("records that a function indexed before it was killed are more than counted, and no loss", async () => {
  await stored("web", 8);
  expect(await check([countsOf(DAY, "web", { indexed: 5, duplicate: 1 })])).toMatchObject({ missing: 0, uncounted: 2 });
});

test("what a repeated write found there may be another delivery's: it does not have to be there twice", async () => {
  await stored("web", 5);
  expect(await check([countsOf(DAY, "web", { indexed: 10, confirmed: [5] })])).toMatchObject({ missing: 0 });
});

test("records of another day of arrival do not fill the gap", async () => {
  await stored("web", 3);
  await stored("web", 2, { arrivedMs: NOON + DAY_MS });
  expect(await check([countsOf(DAY, "web", { indexed: 5 })])).toMatchObject({ missing: 2 });
});

test("what shares a row counts in the whole alone", async () => {
  await stored("a", 1);
  await stored("b", 1);
  expect(await check([countsOf(DAY, OTHER_DATASETS, { indexed: 2 })])).toMatchObject({ missing: 0 });
  expect(await check([countsOf(DAY, OTHER_DATASETS, { indexed: 3 })])).toMatchObject({ missing: 1, datasets: [] });
});

test("what retention removed is not missing; what it cannot have removed is", async () => {
  await stored("web", 5);
  // Of 4 to 7 days before; they were there.
  const counts = [countsOf(DAY, "web", { indexed: 9, confirmed: [5, 0, 0, 4] })];
  expect(await check(counts, { retentionDays: 30 })).toMatchObject({ expected: 9, missing: 4 });
  expect(await check(counts, { retentionDays: 5, kept: 5 })).toMatchObject({ expected: 5, missing: 0, notCompared: 4 });
});

test("a retention that was made longer does not bring back what the shorter one removed", async () => {
  await stored("web", 5);
  const counts = [countsOf(DAY, "web", { indexed: 9, confirmed: [5, 0, 0, 4] })];
  expect(await check(counts, { retentionDays: 30, kept: 5 })).toMatchObject({ missing: 0 });
});

test("a day that is past its retention is not compared", async () => {
  const counts = [countsOf(DAY, "web", { indexed: 9 })];
  expect(await check(counts, { nowMs: NOON + 3 * DAY_MS, retentionDays: 1, kept: 1 })).toMatchObject({
    expected: 0,
    missing: 0,
    notCompared: 9,
  });
});

test("a retention of one day still lets the day before be compared", async () => {
  await stored("web", 1);
  expect(await check([countsOf(DAY, "web", { indexed: 2 })], { retentionDays: 1, kept: 1 })).toMatchObject({
    missing: 1,
  });
});

const keepAt = (time: string) =>
  keepLedger({ ...embedded, keys, retentionDays: 30, nowMs: Date.parse(time), hasTime: () => true });

async function ingested(indexed: number): Promise<void> {
  await openLedger(embedded.objects, keys).record([reportOf([countsOf(DAY, "web", { indexed })])], { nowMs: NOON });
}

test("a day is compared when it is over and its last entries are in; once, if it lacks nothing", async () => {
  await stored("web", 5);
  await ingested(5);
  expect(await keepAt(`${DAY}T23:59:00Z`)).toMatchObject({ entries: 1, checked: [], missing: 0 });
  expect(await keepAt("2026-11-24T00:30:00Z")).toMatchObject({ checked: [] });
  expect(await keepAt("2026-11-24T01:10:00Z")).toMatchObject({ checked: [DAY], missing: 0 });
  expect(await keepAt("2026-11-24T02:10:00Z")).toMatchObject({ checked: [] });
});

test("missing records are told each hour until they are there again, at most for some days", async () => {
  await stored("web", 3);
  await ingested(5);
  expect(await keepAt("2026-11-24T01:10:00Z")).toMatchObject({ missing: 2 });
  expect(await keepAt("2026-11-25T02:10:00Z")).toMatchObject({ missing: 2 });
  await stored("web", 5);
  expect(await keepAt("2026-11-25T03:10:00Z")).toMatchObject({ checked: [DAY], missing: 0 });
});

test("an alarm about missing records does not stay for ever", async () => {
  await ingested(5);
  expect(await keepAt("2026-11-26T00:10:00Z")).toMatchObject({ missing: 5 });
  expect(await keepAt("2026-11-27T02:10:00Z")).toMatchObject({ missing: 0 });
});

test("days of more than a year ago leave the ledger", async () => {
  await ingested(1);
  await stored("web", 1);
  await keepAt("2026-11-24T01:10:00Z");
  const days = async () => Array.fromAsync(embedded.objects.list(keys.days));
  expect(await days()).toHaveLength(1);
  await keepAt("2027-12-20T01:10:00Z");
  expect(await days()).toHaveLength(1);
  await keepAt("2027-12-30T01:10:00Z");
  expect(await days()).toHaveLength(0);
});
