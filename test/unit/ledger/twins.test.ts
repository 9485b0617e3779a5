import { expect, test } from "vitest";
import { findTwins, type IndexedObject, indexOf, MOST_MARKS } from "../../../lib/ledger/twins.ts";

const DAY = "2026-11-23";
const object = (origin: string, content: string, records = 10): IndexedObject => ({
  origin,
  content,
  records,
  day: DAY,
});

test.each([
  ["s3://logs/app/20261123_0.gz", 0],
  ["s3://logs/app/20261123-10_17.log.gz", 17],
  ["folder:logs/20261123_007.gz", 7],
  ["s3://logs/app/2026_11_23_0", 0],
])("%s has the index %d", (origin, index) => {
  expect(indexOf(origin)?.index).toBe(index);
});

test.each([
  "s3://logs/app/5ffe1a2b3c.gz",
  "s3://logs/app/20261123.gz",
  "s3://logs/app_20261123.gz",
  "s3://logs/app_00.gz",
  "http:app_0",
  "s3://logs/app_0/part.gz",
])("%s has no index", (origin) => {
  expect(indexOf(origin)).toBeUndefined();
});

test("equal content under the next index is a twin, also when others took an index in between", () => {
  const { twins } = findTwins(
    [],
    [object("s3://l/a_0.gz", "x", 3), object("s3://l/a_1.gz", "y"), object("s3://l/a_2.gz", "x", 3)],
  );
  expect(twins).toEqual([{ day: DAY, records: 3 }]);
});

test("a twin is found whichever function took it first, and in a later batch", () => {
  const first = findTwins([], [object("s3://l/a_1.gz", "x")]);
  expect(first.twins).toEqual([]);
  expect(findTwins(first.marks, [object("s3://l/a_0.gz", "x")]).twins).toHaveLength(1);
});

test("the same key again, equal content of another path, and an object that came again are none", () => {
  const { marks } = findTwins([], [object("s3://l/a_0.gz", "x")]);
  const others = [
    object("s3://l/a_0.gz", "x"),
    object("s3://l/b_0.gz", "x"),
    object("s3://l/a_0.json", "x"),
    object("s3://l/a_1.gz", "x", 0),
  ];
  expect(findTwins(marks, others).twins).toEqual([]);
});

test("what is remembered is bounded, the newest longest", () => {
  const many = Array.from({ length: MOST_MARKS + 10 }, (_, n) => object(`s3://l/a_0.gz`, `${n}`));
  const { marks } = findTwins([], many);
  expect(marks).toHaveLength(MOST_MARKS);
  expect(findTwins(marks, [object("s3://l/a_1.gz", "0")]).twins).toEqual([]);
  expect(findTwins(marks, [object("s3://l/a_1.gz", `${MOST_MARKS + 9}`)]).twins).toHaveLength(1);
});
