import { expect, test } from "vitest";
import { addUp, agesWithin, daysBack, OTHER_DATASETS } from "../../../lib/ledger/counts.ts";
import { createTally } from "../../../lib/ledger/tally.ts";
import { countsOf } from "../../support/ledger.ts";

const at = (time: string) => Date.parse(time);
const NOON = at("2026-11-23T12:00:00Z");

test("records count under their dataset and the day of their arrival", () => {
  const tally = createTally();
  const midnight = at("2026-11-24T00:00:00Z");
  const arrivals = [
    { dataset: "web", ingestedMs: midnight - 1 },
    { dataset: "web", ingestedMs: midnight },
    { dataset: "db", ingestedMs: midnight },
  ];
  for (const arrival of arrivals) tally.received(arrival);
  for (const arrival of arrivals) tally.settled(arrival, "confirmed");
  expect(tally.counts()).toEqual([
    countsOf("2026-11-23", "web", { indexed: 1 }),
    countsOf("2026-11-24", "web", { indexed: 1 }),
    countsOf("2026-11-24", "db", { indexed: 1 }),
  ]);
});

test("what was found after a write without an answer is indexed, but not confirmed", () => {
  const tally = createTally();
  for (const as of ["confirmed", "unconfirmed", "duplicate", "filtered", "quarantined"] as const) {
    tally.received({ dataset: "web", ingestedMs: NOON });
    tally.settled({ dataset: "web", ingestedMs: NOON }, as);
  }
  expect(tally.counts()).toEqual([
    countsOf("2026-11-23", "web", { indexed: 2, duplicate: 1, filtered: 1, quarantined: 1, confirmed: [1] }),
  ]);
});

test("a record that was received and has no outcome is an error, not a number", () => {
  const tally = createTally();
  tally.received({ dataset: "web", ingestedMs: NOON });
  expect(() => tally.counts()).toThrow('dataset "web" of 2026-11-23: 1 received, but 0 accounted for');
});

test("datasets that records name themselves cannot make rows without end, and none is lost", () => {
  const tally = createTally();
  for (let n = 0; n < 10_000; n++) {
    const arrival = { dataset: n % 2 ? `hostile-${n}` : "x".repeat(8_000), ingestedMs: NOON };
    tally.received(arrival);
    tally.settled(arrival, "confirmed");
  }
  const counts = tally.counts();
  expect(counts.length).toBeLessThan(70);
  expect(counts.reduce((sum, { received }) => sum + received, 0)).toBe(10_000);
  expect(JSON.stringify(counts).length).toBeLessThan(20_000);
  expect(counts.find(({ dataset }) => dataset === OTHER_DATASETS)?.indexed).toBeGreaterThan(9_900);
});

test.each([
  ["2026-11-24T23:00:00Z", [1]],
  ["2026-11-23T00:00:00Z", [1]],
  ["2026-11-22T23:59:59Z", [0, 1]],
  ["2026-11-21T12:00:00Z", [0, 0, 1]],
  ["2026-11-20T12:00:00Z", [0, 0, 1]],
  ["2026-11-19T12:00:00Z", [0, 0, 0, 1]],
])("an event of %s that arrives on November 23 has the age %j", (time, confirmed) => {
  const tally = createTally();
  const arrival = { dataset: "", ingestedMs: NOON };
  tally.received(arrival);
  tally.settled(arrival, "confirmed", at(time));
  expect(tally.counts()[0]?.confirmed).toEqual(confirmed);
});

test("ages reach back as many days as are wholly there", () => {
  expect([-1, 0, 1, 2, 3, 6, 7, 29, 30, 31].map(agesWithin)).toEqual([0, 1, 2, 2, 3, 3, 4, 5, 5, 6]);
  expect([1, 2, 3, 5].map(daysBack)).toEqual([0, 1, 3, 15]);
});

test("rows add up by dataset and day", () => {
  const rows = [
    countsOf("2026-11-23", "web", { indexed: 3, confirmed: [1, 2] }),
    countsOf("2026-11-23", "db", { quarantined: 1 }),
    countsOf("2026-11-23", "web", { indexed: 2, duplicate: 5, confirmed: [1, 0, 1] }),
  ];
  expect(addUp(rows, 10)).toEqual([
    countsOf("2026-11-23", "web", { indexed: 5, duplicate: 5, confirmed: [2, 2, 1] }),
    countsOf("2026-11-23", "db", { quarantined: 1, confirmed: [0] }),
  ]);
});
