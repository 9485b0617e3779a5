import { expect, test } from "vitest";
import { isPlausible, timestampOf } from "../../../lib/normalize/timestamp.ts";

const deliveredMs = Date.parse("2026-11-23T12:00:00Z");

const iso = (value: Parameters<typeof timestampOf>[0], zone = "UTC") => {
  const ms = timestampOf(value, zone, deliveredMs);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

test.each([
  ["2026-11-23 10:00:00", "2026-11-23T10:00:00.000Z"],
  ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"],
  ["2026-11-23T10:00:00.123456789Z", "2026-11-23T10:00:00.123Z"],
  ["2026-11-23 10:00:00,5", "2026-11-23T10:00:00.500Z"],
  ["2026-11-23T10:00:00+09:00", "2026-11-23T01:00:00.000Z"],
  ["2026-11-23T10:00:00-0330", "2026-11-23T13:30:00.000Z"],
  ["2026-11-23T10:00", "2026-11-23T10:00:00.000Z"],
  ["23/Nov/2026:10:00:00 +0100", "2026-11-23T09:00:00.000Z"],
  ["1795428000", "2026-11-23T10:00:00.000Z"],
  [1795428000, "2026-11-23T10:00:00.000Z"],
  [1795428000.001, "2026-11-23T10:00:00.001Z"],
  [1795428000123, "2026-11-23T10:00:00.123Z"],
  [1795428000123456, "2026-11-23T10:00:00.123Z"],
  [1_795_428_000_123_456_800, "2026-11-23T10:00:00.123Z"],
])("%j is %s", (value, expected) => {
  expect(iso(value)).toBe(expected);
});

test.each([
  ["not a time"],
  [""],
  ["2026-02-30 10:00:00"],
  ["2026-13-01 00:00:00"],
  ["2026-11-23 25:00:00"],
  [null],
  [true],
  [-5],
  [{}],
  ["0000-00-00 00:00:00"],
])("%j is no time", (value) => {
  expect(timestampOf(value, "UTC", deliveredMs)).toBeUndefined();
});

test("a time without zone is read in the dataset's zone, on both sides of a change of clocks", () => {
  expect(iso("2026-07-01 12:00:00", "Europe/Berlin")).toBe("2026-07-01T10:00:00.000Z");
  expect(iso("2026-12-01 12:00:00", "Europe/Berlin")).toBe("2026-12-01T11:00:00.000Z");
  expect(iso("2026-11-23 10:00:00", "Asia/Kathmandu")).toBe("2026-11-23T04:15:00.000Z");
});

test("of the hour that a clock repeats the first is meant; in the hour that it skips the clock has not jumped yet", () => {
  expect(iso("2026-10-25 02:30:00", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
  expect(iso("2026-03-29 02:30:00", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
});

test("plausible is from the year 2000 to one day ahead of the delivery", () => {
  const delivered = Date.parse("2026-11-23T12:00:00Z");
  expect(isPlausible(Date.parse("1999-12-31T23:59:59Z"), delivered)).toBe(false);
  expect(isPlausible(Date.parse("2000-01-01T00:00:00Z"), delivered)).toBe(true);
  expect(isPlausible(Date.parse("2026-11-24T12:00:00Z"), delivered)).toBe(true);
  expect(isPlausible(Date.parse("2026-11-24T12:00:01Z"), delivered)).toBe(false);
});
