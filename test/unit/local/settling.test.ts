import { expect, test } from "vitest";
import { createSettling, isUnfinished } from "../../../infra/local/settling.ts";

const object = (etag: string, key = "logs/a") => ({ key, etag, sizeBytes: 1, modifiedMs: 0 });

test("an object is announced when it has been still, once", () => {
  const settling = createSettling(500);
  expect([0, 300, 499, 500, 501, 9_000].map((ms) => settling.observe(object("1"), ms))).toEqual([
    false,
    false,
    false,
    true,
    false,
    false,
  ]);
});

test("each change begins the wait anew, and a later one is announced again", () => {
  const settling = createSettling(500);
  expect(settling.observe(object("1"), 0)).toBe(false);
  expect(settling.observe(object("2"), 400)).toBe(false);
  expect(settling.observe(object("2"), 800)).toBe(false);
  expect(settling.unsettled()).toEqual(["logs/a"]);
  expect(settling.observe(object("2"), 900)).toBe(true);
  expect(settling.unsettled()).toEqual([]);
  settling.observe(object("3"), 2_000);
  expect(settling.observe(object("3"), 2_500)).toBe(true);
});

test("what was announced in another life is recalled by its etag", () => {
  const settling = createSettling(500);
  settling.recall("logs/a", "1");
  settling.observe(object("1"), 0);
  expect(settling.observe(object("1"), 1_000)).toBe(false);
  settling.observe(object("2"), 1_000);
  expect(settling.observe(object("2"), 1_500)).toBe(true);
});

test("what was announced in vain is announced again, but not before its time", () => {
  const settling = createSettling(500);
  settling.observe(object("1"), 0);
  expect(settling.observe(object("1"), 500)).toBe(true);
  settling.retryAfter("logs/a", 10_000);
  expect([600, 9_999, 10_000, 10_500].map((ms) => settling.observe(object("1"), ms))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test("an object that is gone is forgotten: put back, it is announced", () => {
  const settling = createSettling(500);
  settling.observe(object("1"), 0);
  settling.observe(object("1"), 500);
  settling.retain(new Set(["logs/b"]));
  settling.observe(object("1"), 1_000);
  expect(settling.observe(object("1"), 1_500)).toBe(true);
});

test.each([
  ["logs/app.log", false],
  ["logs/a.b/app.tmp.gz", false],
  ["logs/app.partial", false],
  ["logs/.app.log.Xy12", true],
  ["logs/.rsync/app.log", true],
  ["logs/app.log~", true],
  ["logs/app.tmp", true],
  ["logs/app.gz.part", true],
])("%s is unfinished: %s", (key, expected) => {
  expect(isUnfinished(key)).toBe(expected);
});
