import { expect, test } from "vitest";
import { parseLtsv } from "../../../lib/ingest/parse-ltsv.ts";
import { freeKey } from "../../../lib/normalize/json-object.ts";

test("names are numbered in the order that they come in, around those that are taken", () => {
  const record: Record<string, number> = {};
  for (let n = 0; n < 9; n++) record[freeKey(record, "a")] = n;
  expect(Object.keys(record)).toEqual(["a", "a#2", "a#3", "a#4", "a#5", "a#6", "a#7", "a#8", "a#9"]);
  expect(freeKey({ a: 1, "a#3": 1 }, "a")).toBe("a#2");
  expect(freeKey({ "a#2": 1 }, "a")).toBe("a");
});

test("a name that stands in a line a hundred thousand times takes no time, and each value is kept", () => {
  const started = performance.now();
  expect(Object.keys(parseLtsv(Buffer.from("a:1\t".repeat(100_000))) ?? {})).toHaveLength(100_000);
  // Counting from 2 each time takes minutes.
  expect(performance.now() - started).toBeLessThan(5_000);
});
