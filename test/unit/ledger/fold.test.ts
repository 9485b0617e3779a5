import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { SluiceError } from "../../../lib/errors.ts";
import type { IngestReport } from "../../../lib/ingest/report.ts";
import { ledgerKeys } from "../../../lib/ledger/entry.ts";
import { fold } from "../../../lib/ledger/fold.ts";
import { openLedger } from "../../../lib/ledger/ledger.ts";
import { readLedger } from "../../../lib/ledger/read.ts";
import type { ObjectStore } from "../../../lib/ports.ts";
import { openEmbedded } from "../../support/embedded.ts";
import { countsOf, reportOf } from "../../support/ledger.ts";

const DAY = "2026-11-23";
const NOW = Date.parse(`${DAY}T12:00:00Z`);
const keys = ledgerKeys("app-logs-test");
let objects: ObjectStore;
beforeEach(async () => {
  ({ objects } = await openEmbedded());
});

const foldOn = (store: ObjectStore) => fold({ objects: store, keys, retentionDays: 30, hasTime: () => true });
const write = (...reports: IngestReport[]) => openLedger(objects, keys).record(reports, { nowMs: NOW });
const delivered = (indexed: number) => reportOf([countsOf(DAY, "web", { indexed })]);

async function ledgerDay(day = DAY) {
  return (await readLedger(objects, keys, { fromDay: "", retentionDays: 30 })).get(day);
}

async function keysBelow(prefix: string): Promise<string[]> {
  const found = [];
  for await (const { key } of objects.list(prefix)) found.push(key);
  return found;
}

test("entries of many functions become one total a day, and the entries go", async () => {
  await Promise.all(Array.from({ length: 40 }, () => write(delivered(3))));
  await write(reportOf([countsOf("2026-11-24", "web", { duplicate: 7 })]));
  expect(await foldOn(objects)).toEqual({ entries: 41, twins: 0 });
  expect(await keysBelow(keys.entries)).toEqual([]);
  expect((await ledgerDay())?.counts).toEqual([countsOf(DAY, "web", { indexed: 120 })]);
  expect((await ledgerDay("2026-11-24"))?.counts).toEqual([
    countsOf("2026-11-24", "web", { duplicate: 7, confirmed: [0] }),
  ]);
});

test("the ledger reads the same before and after it is folded", async () => {
  await write(delivered(3), reportOf([countsOf(DAY, "db", { indexed: 1, filtered: 2 })]));
  await foldOn(objects);
  await write(delivered(4));
  const before = await ledgerDay();
  await foldOn(objects);
  expect((await ledgerDay())?.counts).toEqual(before?.counts);
  expect(before?.counts).toEqual([
    countsOf(DAY, "web", { indexed: 7 }),
    countsOf(DAY, "db", { indexed: 1, filtered: 2 }),
  ]);
});

test("the same delivery again is counted again: as duplicates, as its report says", async () => {
  await write(delivered(3));
  await write(reportOf([countsOf(DAY, "web", { duplicate: 3 })]));
  await foldOn(objects);
  expect((await ledgerDay())?.counts).toMatchObject([{ received: 6, indexed: 3, duplicate: 3 }]);
});

/** Fails for good from the n-th call on, before or after it took effect: as if the function had been killed there. */
function dyingAfter(calls: number, isDone: boolean): ObjectStore {
  let left = calls;
  const dying =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>, hasEffect = true) =>
    async (...args: A): Promise<R> => {
      left--;
      if (left > 0) return work(...args);
      if (left === 0 && isDone && hasEffect) await work(...args);
      throw new SluiceError("unavailable", "killed");
    };
  return { ...objects, get: dying(objects.get, false), put: dying(objects.put), delete: dying(objects.delete) };
}

test("wherever a fold is killed, and whoever else folds meanwhile, each entry counts once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ calls: fc.integer({ min: 1, max: 14 }), isDone: fc.boolean() }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 6 }),
      async (deaths, entries) => {
        ({ objects } = await openEmbedded());
        for (let n = 0; n < entries; n++) await write(delivered(2 ** n));
        await Promise.all(deaths.map(({ calls, isDone }) => foldOn(dyingAfter(calls, isDone)).catch(() => {})));
        await Promise.all([foldOn(objects), foldOn(objects)]);
        await foldOn(objects);
        expect(await keysBelow(keys.entries)).toEqual([]);
        expect((await ledgerDay())?.counts).toEqual([countsOf(DAY, "web", { indexed: 2 ** entries - 1 })]);
      },
    ),
    { numRuns: 12 },
  );
}, 30_000);

test("a fold that has no more time leaves the rest for the next one", async () => {
  await write(delivered(1));
  expect(await fold({ objects, keys, retentionDays: 30, hasTime: () => false })).toEqual({ entries: 0, twins: 0 });
  expect(await foldOn(objects)).toEqual({ entries: 1, twins: 0 });
});

test("a function that is called often writes seldom, and what it held back with the next entry", async () => {
  const ledger = openLedger(objects, keys);
  for (let n = 0; n < 10; n++) await ledger.record([delivered(1)], { nowMs: NOW, everyMs: 60_000 });
  expect(await keysBelow(keys.entries)).toHaveLength(1);
  await ledger.flush(NOW);
  expect(await keysBelow(keys.entries)).toHaveLength(2);
  expect((await ledgerDay())?.counts).toEqual([countsOf(DAY, "web", { indexed: 10 })]);
});

test("nothing taken is no entry", async () => {
  await write();
  await write(reportOf([]));
  expect(await keysBelow("ledger/")).toEqual([]);
});

test("an entry that is not taken is told, and not written again: its outcome may be unknown", async () => {
  const error = new SluiceError("unavailable", "S3 is down");
  let isDown = true;
  const ledger = openLedger(
    { ...objects, put: (...args) => (isDown ? Promise.reject(error) : objects.put(...args)) },
    keys,
  );
  expect(await ledger.record([delivered(5)], { nowMs: NOW })).toEqual({ records: 5, error });
  isDown = false;
  expect(await ledger.record([delivered(1)], { nowMs: NOW })).toBeUndefined();
  expect((await ledgerDay())?.counts).toEqual([countsOf(DAY, "web", { indexed: 1 })]);
});

test("a ledger that does not answer does not hold up a delivery", async () => {
  const ledger = openLedger({ ...objects, put: () => new Promise(() => {}) }, keys);
  expect(await ledger.record([delivered(5)], { nowMs: NOW, withinMs: 20 })).toMatchObject({
    records: 5,
    error: { code: "unavailable" },
  });
});
