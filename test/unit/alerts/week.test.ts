import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isInWeek } from "../../../lib/alerts/week.ts";
import type { MuteHours, Weekday } from "../../../lib/config/mute-hours.ts";

const MINUTE_MS = 60_000;

const times = (hours: string, days?: Weekday[], zone?: string): MuteHours => {
  const minutes = hours.split("-").map((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));
  const [fromMinute = 0, toMinute = 0] = minutes;
  return { hours: { fromMinute, toMinute }, ...(days && { days }), ...(zone !== undefined && { zone }) };
};

// 2026-11-27 is a Friday.
describe("hours begin with their first minute and end before their last one:", () => {
  test.each([
    ["2026-11-27T08:59:59Z", false],
    ["2026-11-27T09:00:00Z", true],
    ["2026-11-27T16:59:59.999Z", true],
    ["2026-11-27T17:00:00Z", false],
  ])("09:00-17:00 at %s: %s", (time, expected) => {
    expect(isInWeek(times("09:00-17:00"), Date.parse(time), "UTC")).toBe(expected);
  });
});

describe("hours over midnight belong to the day on which they begin:", () => {
  test.each([
    ["2026-11-27T21:59:00Z", false],
    ["2026-11-27T22:00:00Z", true],
    ["2026-11-28T00:00:00Z", true],
    ["2026-11-28T05:59:00Z", true],
    ["2026-11-28T06:00:00Z", false],
    ["2026-11-28T22:00:00Z", false],
    ["2026-11-27T05:00:00Z", false],
  ])("22:00-06:00 on Fridays at %s: %s", (time, expected) => {
    expect(isInWeek(times("22:00-06:00", ["fri"]), Date.parse(time), "UTC")).toBe(expected);
  });
});

test("days without hours are whole days, on the zone's clock", () => {
  const weekend: MuteHours = { days: ["sat", "sun"], zone: "Asia/Tokyo" };
  expect(isInWeek(weekend, Date.parse("2026-11-27T14:59:00Z"), "UTC")).toBe(false);
  expect(isInWeek(weekend, Date.parse("2026-11-27T15:00:00Z"), "UTC")).toBe(true);
  expect(isInWeek(weekend, Date.parse("2026-11-29T14:59:00Z"), "UTC")).toBe(true);
  expect(isInWeek(weekend, Date.parse("2026-11-29T15:00:00Z"), "UTC")).toBe(false);
});

test("without a zone of its own the clock is the section's", () => {
  const ninePm = Date.parse("2026-11-27T20:30:00Z");
  expect(isInWeek(times("21:00-22:00"), ninePm, "Europe/Berlin")).toBe(true);
  expect(isInWeek(times("21:00-22:00"), ninePm, "UTC")).toBe(false);
  expect(isInWeek(times("21:00-22:00", undefined, "UTC"), ninePm, "Europe/Berlin")).toBe(false);
  expect(isInWeek(times("05:30-06:00"), ninePm, "+09:00")).toBe(true);
});

test("until 24:00 is until midnight", () => {
  expect(isInWeek(times("22:00-24:00"), Date.parse("2026-11-27T23:59:00Z"), "UTC")).toBe(true);
  expect(isInWeek(times("22:00-24:00"), Date.parse("2026-11-28T00:00:00Z"), "UTC")).toBe(false);
});

describe("on the nights when clocks change the clock on the wall counts:", () => {
  const minutesWithin = (hours: string, zone: string, from: string, to: string) => {
    let minutes = 0;
    for (let atMs = Date.parse(from); atMs < Date.parse(to); atMs += MINUTE_MS) {
      if (isInWeek(times(hours), atMs, zone)) minutes++;
    }
    return minutes;
  };

  test.each([
    ["an hour is left out", "Europe/Berlin", "2026-03-28T12:00:00Z", 7 * 60],
    ["an hour comes twice", "Europe/Berlin", "2026-10-24T12:00:00Z", 9 * 60],
    ["nothing changes", "Europe/Berlin", "2026-11-24T12:00:00Z", 8 * 60],
    ["an hour is left out", "America/New_York", "2026-03-07T17:00:00Z", 7 * 60],
    ["half an hour comes twice", "Australia/Lord_Howe", "2026-04-04T02:00:00Z", 8.5 * 60],
  ])("%s in %s", (_, zone, noon, minutes) => {
    const nextNoon = new Date(Date.parse(noon) + 24 * 60 * MINUTE_MS).toISOString();
    expect(minutesWithin("22:00-06:00", zone, noon, nextNoon)).toBe(minutes);
  });

  test("a span that lies in the hour that is left out does not come", () => {
    expect(minutesWithin("02:00-03:00", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z")).toBe(0);
  });

  test("a span that lies in the hour that comes twice comes twice", () => {
    expect(minutesWithin("02:00-03:00", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z")).toBe(120);
  });
});

test("hours and the hours from their end to their beginning share out every minute of every day", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe");
  const minute = fc.nat(24 * 60 - 1);
  const time = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(zones, minute, minute, time, (zone, fromMinute, toMinute, date) => {
      fc.pre(fromMinute !== toMinute);
      const inside = isInWeek({ hours: { fromMinute, toMinute } }, date.getTime(), zone);
      const outside = isInWeek({ hours: { fromMinute: toMinute, toMinute: fromMinute } }, date.getTime(), zone);
      expect(inside).toBe(!outside);
    }),
  );
});
