import { describe, expect, it } from "vitest";
import { isStorableTime, periodOf } from "../../../lib/adapters/periods.ts";

describe("A period", () => {
  it.each([
    ["2026-11-23T00:00:00.000Z", "day", "2026-11-23", "2026-11-23T00:00:00.000Z", "2026-11-24T00:00:00.000Z"],
    ["2026-11-23T23:59:59.999Z", "day", "2026-11-23", "2026-11-23T00:00:00.000Z", "2026-11-24T00:00:00.000Z"],
    ["1969-12-31T23:59:59.999Z", "day", "1969-12-31", "1969-12-31T00:00:00.000Z", "1970-01-01T00:00:00.000Z"],
    ["2026-12-31T23:59:59.999Z", "month", "2026-12", "2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
    ["2028-02-29T12:00:00.000Z", "month", "2028-02", "2028-02-01T00:00:00.000Z", "2028-03-01T00:00:00.000Z"],
  ] as const)("holds %s, by %s", (time, granularity, name, start, end) => {
    expect(periodOf(Date.parse(time), granularity)).toEqual({
      name,
      startMs: Date.parse(start),
      endMs: Date.parse(end),
    });
  });

  it("is of a year of four digits, or the time is not stored", () => {
    expect(isStorableTime(Date.parse("1000-01-01"))).toBe(true);
    expect(isStorableTime(Date.parse("2999-12-31T23:59:59.999Z"))).toBe(true);
    expect(isStorableTime(Date.parse("0999-12-31T23:59:59.999Z"))).toBe(false);
    expect(isStorableTime(Date.parse("3000-01-01"))).toBe(false);
    expect(isStorableTime(Number.NaN)).toBe(false);
    expect(isStorableTime(1.5)).toBe(false);
  });
});
