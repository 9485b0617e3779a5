import { expect, test } from "vitest";
import { bulkOf, createPacer, FULL_PACE, faster, type Pace, slower } from "../../../lib/ingest/pace.ts";

const KIB = 1024;

function after(pace: Pace, step: (pace: Pace) => Pace, times: number): Pace {
  return times === 0 ? pace : after(step(pace), step, times - 1);
}

test.each([
  [0, 4096, 2],
  [1, 2048, 1],
  [2, 1024, 1],
  [5, 128, 1],
  [9, 128, 1],
])("busy %i times: bulks of %i KiB, %i in flight", (times, kib, bulksInFlight) => {
  expect(after(FULL_PACE, slower, times)).toEqual({ bulkBytes: kib * KIB, bulksInFlight });
});

test.each([
  [1, 392, 1],
  [15, 4088, 1],
  [16, 4096, 1],
  [17, 4096, 2],
  [99, 4096, 2],
])("from the least, %i bulks taken: bulks of %i KiB, %i in flight", (times, kib, bulksInFlight) => {
  const least = after(FULL_PACE, slower, 9);
  expect(after(least, faster, times)).toEqual({ bulkBytes: kib * KIB, bulksInFlight });
});

test("two bulks that were busy at the same time count once, one that began later counts again", () => {
  const pacer = createPacer();
  const [first, second] = [pacer.begin(), pacer.begin()];
  first(true);
  second(true);
  expect(pacer.pace.bulkBytes).toBe(2048 * KIB);
  pacer.begin()(true);
  expect(pacer.pace.bulkBytes).toBe(1024 * KIB);
});

test("a bulk is the first documents up to the size, at least one, and the same list where all fit", () => {
  const documents = ["aaaa", "bbbb", "cccc"].map((json) => ({ json }));
  const sized = (bulkBytes: number) => bulkOf(documents, { bulkBytes, bulksInFlight: 1 });
  expect(sized(1)).toEqual(documents.slice(0, 1));
  expect(sized(5)).toEqual(documents.slice(0, 2));
  expect(sized(12)).toBe(documents);
  expect(sized(99)).toBe(documents);
});
