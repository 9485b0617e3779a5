import { expect, test } from "vitest";
import { createCalendar, SLOTS } from "../../../lib/forecast/calendar.ts";

const at = (iso: string) => Date.parse(iso);

test("a day has 288 slots of five minutes", () => {
  const cellOf = createCalendar();
  expect(cellOf(at("2026-11-23T00:00:00Z"))).toBe(0);
  expect(cellOf(at("2026-11-23T00:04:59.999Z"))).toBe(0);
  expect(cellOf(at("2026-11-23T23:55:00Z"))).toBe(SLOTS - 1);
});

test.each([
  ["a Friday", "2026-11-27T12:00:00Z", false],
  ["a Saturday", "2026-11-28T12:00:00Z", true],
  ["a Sunday", "2026-11-29T12:00:00Z", true],
  ["a Sunday before 1970", "1969-12-28T12:00:00Z", true],
  ["a Friday that is a holiday", "2026-12-25T12:00:00Z", true],
])("%s is a day off or not", (_, iso, isOff) => {
  const cellOf = createCalendar({ holidays: ["2026-12-25"] });
  expect((cellOf(at(iso)) ?? 0) >= SLOTS).toBe(isOff);
});

test("day and time are those of the zone", () => {
  const cellOf = createCalendar({ timeZone: "Asia/Tokyo" });
  expect(cellOf(at("2026-11-27T15:10:00Z"))).toBe(SLOTS + 2);
});

test("without a week all days are alike, without a season all times", () => {
  const saturday = at("2026-11-28T12:00:00Z");
  expect(createCalendar({ season: "day" })(saturday)).toBe(SLOTS / 2);
  expect(createCalendar({ season: "none" })(saturday)).toBeUndefined();
});
