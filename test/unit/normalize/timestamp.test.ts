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
  ["1795428000.123", "2026-11-23T10:00:00.123Z"],
  ["1.795428e9", "2026-11-23T10:00:00.000Z"],
  ["2026/11/23 10:00:00", "2026-11-23T10:00:00.000Z"],
  ["2026-11-23t10:00:00z", "2026-11-23T10:00:00.000Z"],
  ["2026-11-23T10:00:00+01:00[Europe/Berlin]", "2026-11-23T09:00:00.000Z"],
  ["2026-11-23 10:00:00.123456789 +0000 UTC", "2026-11-23T10:00:00.123Z"],
  ["2026年11月23日 10:00:00", "2026-11-23T10:00:00.000Z"],
  ["2026-11-23-03.00.00.675872", "2026-11-23T03:00:00.675Z"],
  ["20261123T100000Z", "2026-11-23T10:00:00.000Z"],
  ["20261123100000", "2026-11-23T10:00:00.000Z"],
  ["20261123-10:00:00:123", "2026-11-23T10:00:00.123Z"],
  ["20261123-10:0:0:7", "2026-11-23T10:00:00.007Z"],
  ["261123 100000", "2026-11-23T10:00:00.000Z"],
  ["23/NOV/2026:18:00:00 +0800", "2026-11-23T10:00:00.000Z"],
  ["23 Nov 2026 10:00:00.5", "2026-11-23T10:00:00.500Z"],
  ["23-Nov-2026 10:00:00", "2026-11-23T10:00:00.000Z"],
  ["23.11.2026 10:00:00", "2026-11-23T10:00:00.000Z"],
  ["23.11.26 10:00:00", "2026-11-23T10:00:00.000Z"],
  ["Mon, 23 Nov 2026 05:00:00 EST", "2026-11-23T10:00:00.000Z"],
  ["Mon, 23 Nov 2026 10:00:00 GMT", "2026-11-23T10:00:00.000Z"],
  ["Monday, 23-Nov-26 10:00:00 GMT", "2026-11-23T10:00:00.000Z"],
  ["Mon Nov 23 10:00:00 2026", "2026-11-23T10:00:00.000Z"],
  ["Mon Nov 23 10:00:00.123456 2026", "2026-11-23T10:00:00.123Z"],
  ["Mon Nov 23 10:00:00 UTC 2026", "2026-11-23T10:00:00.000Z"],
  ["November 23, 2026 10:00 PM", "2026-11-23T22:00:00.000Z"],
  ["Nov 23, 2026, 6:00:00 PM +0800", "2026-11-23T10:00:00.000Z"],
  ["Nov 23 2026 12:00:00 a.m.", "2026-11-23T00:00:00.000Z"],
  ["11/23/2026 10:00:00 AM", "2026-11-23T10:00:00.000Z"],
  ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"],
  ["Nov 23 10:00:00", "2026-11-23T10:00:00.000Z"],
  ["11-23 10:00:00.811", "2026-11-23T10:00:00.811Z"],
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
  ["2026-11-23T10:00:00+99:99"],
  ["2026-11-23 13:00:00 PM"],
  ["2026-11-23 10:61:00"],
  ["2025-02-29 10:00:00"],
  ["2026-11-23"],
  ["10.5"],
  ["127.0.0.1"],
  ["May the force be with you"],
  ["2026-11-23 10:00:00 and more"],
  ["9".repeat(300)],
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

test("without a year the newest is meant that puts the time at most 24 hours after arrival", () => {
  const arrived = Date.parse("2027-01-01T00:05:00Z");
  const read = (text: string) => new Date(timestampOf(text, "UTC", arrived) ?? Number.NaN).toISOString();
  expect(read("Dec 31 23:59:58")).toBe("2026-12-31T23:59:58.000Z");
  expect(read("Jan  1 00:00:01")).toBe("2027-01-01T00:00:01.000Z");
  expect(read("Jan  2 00:05:00")).toBe("2027-01-02T00:05:00.000Z");
  expect(read("Jan  2 00:05:01")).toBe("2026-01-02T00:05:01.000Z");
  expect(read("Feb 29 10:00:00")).toBe("2024-02-29T10:00:00.000Z");
});

test("without a date the day of arrival is meant, or the day before", () => {
  expect(iso("11:59:59")).toBe("2026-11-23T11:59:59.000Z");
  expect(iso("23:00:00")).toBe("2026-11-22T23:00:00.000Z");
});

test("day and month are told apart by their size, else by the arrival, else the month is first", () => {
  const read = (text: string, arrived: string) =>
    new Date(timestampOf(text, "UTC", Date.parse(arrived)) ?? Number.NaN).toISOString();
  expect(read("23/11/2026 10:00:00", "2026-11-23T12:00:00Z")).toBe("2026-11-23T10:00:00.000Z");
  expect(read("11/12/2026 10:00:00", "2026-12-11T12:00:00Z")).toBe("2026-12-11T10:00:00.000Z");
  expect(read("11/12/2026 10:00:00", "2026-11-12T12:00:00Z")).toBe("2026-11-12T10:00:00.000Z");
  expect(read("03/04/2020 10:00:00", "2026-11-12T12:00:00Z")).toBe("2020-03-04T10:00:00.000Z");
  expect(read("10.30 10:00:00", "2026-11-12T12:00:00Z")).toBe("2026-10-30T10:00:00.000Z");
});

test("three numbers of two digits are year, month and day, unless the arrival says otherwise", () => {
  expect(iso("26/11/23 10:00:00")).toBe("2026-11-23T10:00:00.000Z");
  expect(iso("23/11/26 10:00:00")).toBe("2026-11-23T10:00:00.000Z");
  expect(iso("11/23/26 10:00:00")).toBe("2026-11-23T10:00:00.000Z");
  expect(iso("17/06/09 20:10:40")).toBe("2017-06-09T20:10:40.000Z");
});
