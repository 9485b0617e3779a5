/** The judge of the chaos runs is itself held to finding what it is there to find. */
import { expect, test } from "vitest";
import type { IngestReport } from "../../../lib/ingest/report.ts";
import { fateOf } from "../../chaos/records.ts";
import { type Judged, judge } from "../../chaos/verdict.ts";

const COUNT = 1_000;
const RECORDS = { count: COUNT, unreadableEvery: 300, baseMs: 0 };
const numbersOf = (fate: string) =>
  Array.from({ length: COUNT }, (_, n) => n).filter((n) => fateOf(n, RECORDS) === fate);
const STORED = numbersOf("stored");
const FILTERED = numbersOf("filtered");
const QUARANTINED = numbersOf("quarantined");

const marks = (numbers: readonly number[]) => {
  const marked = new Uint8Array(COUNT);
  for (const n of numbers) marked[n] = (marked[n] ?? 0) + 1;
  return marked;
};

const report = (counts: Partial<IngestReport>): IngestReport => ({
  object: "s3://logs/a",
  received: COUNT,
  indexed: STORED.length,
  duplicate: 0,
  filtered: FILTERED.length,
  quarantined: QUARANTINED.length,
  reasons: {},
  errors: 0,
  deliveredMs: 0,
  datasets: [],
  bytes: 1,
  seconds: 1,
  ...counts,
});

interface Found {
  readonly stored?: readonly number[];
  readonly quarantined?: readonly number[];
  readonly foreign?: readonly string[];
  readonly storeCount?: number;
}

const wrongWith = (found: Found, changes: Partial<Judged> = {}) => {
  const stored = found.stored ?? STORED;
  const contents = {
    stored: marks(stored),
    quarantined: marks(found.quarantined ?? QUARANTINED),
    foreign: found.foreign ?? [],
    storeCount: found.storeCount ?? stored.length,
  };
  const judged = {
    records: RECORDS,
    contents,
    reports: [report({})],
    happened: { stall: 1 },
    answersLost: false,
    broken: [],
  };
  return judge({ ...judged, ...changes }).wrong;
};

test("a run in which each record is where it belongs, once, is right", () => {
  expect(wrongWith({})).toEqual([]);
});

test("one record that is missing is told by its number", () => {
  expect(wrongWith({ stored: STORED.slice(1) })).toContain(`1 records are lost: ${STORED[0]}`);
  expect(wrongWith({ quarantined: QUARANTINED.slice(1) })).toContain(`1 records are lost: ${QUARANTINED[0]}`);
});

test("one that is there twice is told, even if another one is missing and the count is right", () => {
  const wrong = wrongWith({ stored: [...STORED.slice(1), 500] });
  expect(wrong).toEqual([`1 records are lost: ${STORED[0]}`, "1 records are doubled: 500"]);
});

test("a record that was to be dropped or set aside does not belong in the store", () => {
  const wrong = wrongWith({ stored: [...STORED, FILTERED[0] ?? 0, QUARANTINED[0] ?? 0] });
  expect(wrong).toContain(`2 records are elsewhere than they belong: ${FILTERED[0]}, ${QUARANTINED[0]}`);
});

test("a record that nobody sent is told", () => {
  expect(wrongWith({ foreign: ["hello"] })).toEqual(["a record that nobody sent: hello"]);
});

test("counters that do not add up are told: within a report, and against the store", () => {
  expect(wrongWith({}, { reports: [report({ received: COUNT + 1 })] })).toHaveLength(1);
  expect(wrongWith({}, { reports: [report({ indexed: 0, received: COUNT - STORED.length })] })).toHaveLength(1);
  expect(wrongWith({}, { reports: [report({}), report({})] })).not.toEqual([]);
  expect(wrongWith({ storeCount: STORED.length + 1 })).not.toEqual([]);
  const again = report({ indexed: 0, duplicate: STORED.length });
  expect(wrongWith({}, { reports: [report({}), again] })).toEqual([]);
});

test("a fault that never happened has tested nothing", () => {
  expect(wrongWith({}, { happened: { stall: 0, "kill -9": 2 } })).toEqual(["stall never happened"]);
});
