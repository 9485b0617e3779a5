import { describe, expect, test } from "vitest";
import { parseDuration, parseInstant, parseTime, wholeNumber } from "../../../lib/cli/arguments.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");

describe("a time", () => {
  test.each([
    ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"],
    ["2026-11-23T10:00:00.250+09:00", "2026-11-23T01:00:00.250Z"],
    ["2026-11-23T10:00", "2026-11-23T10:00:00.000Z"],
    ["2026-11-23 10:00:00", "2026-11-23T10:00:00.000Z"],
    ["2026-11-23", "2026-11-23T00:00:00.000Z"],
    ["now", "2026-11-23T12:00:00.000Z"],
    ["90s", "2026-11-23T11:58:30.000Z"],
    ["15m", "2026-11-23T11:45:00.000Z"],
    ["1.5h", "2026-11-23T10:30:00.000Z"],
    ["1d", "2026-11-22T12:00:00.000Z"],
  ])("%s is %s, wherever this runs", (text, iso) => {
    expect(new Date(parseTime(text)(NOW_MS)).toISOString()).toBe(iso);
  });

  test.each(["", "yesterday", "2026", "15", "m", "-15m", "2026-13-01", "2026-02-30", "15 m"])("%j is none", (text) => {
    expect(() => parseTime(text)).toThrow("Expected a time");
    expect(() => parseInstant(text)).toThrow("Expected a time");
  });
});

test.each(["", "1", "h", "-1h", "1y"])("%j is no duration", (text) => {
  expect(() => parseDuration(text)).toThrow("Expected a duration");
});

test.each(["", "1.5", "-1", "0x10", "1e3", "99999999999999999999"])("%j is no whole number", (text) => {
  expect(() => wholeNumber(0)(text)).toThrow("Expected a whole number");
});
