/** What a written time leaves open (year, order, date, zone) is filled in from the time of arrival. */
import { DAY_MS } from "../durations.ts";
import { century, type TimeReading } from "./timestamp-reading.ts";
import { instantOf } from "./zone.ts";

/** What arrived within a week of being written is the rule; further back one order of day and month is as likely as the other. */
const RECENT_MS = 7 * DAY_MS;
/** A clock without date may run ahead, but not as far as one that names its day. */
const CLOCK_AHEAD_MS = 3_600_000;
/** 29 February comes every four years, but once in eight around a century. */
const MOST_YEARS_BACK = 8;

/**
 * @param zone of times that carry none
 * @param nearMs when it arrived: without a year, the newest that puts the time at most 24 h later is meant
 * @returns undefined for what is no date, 30 February included
 */
export function instantOfReading(reading: TimeReading, zone: string, nearMs: number): number | undefined {
  if (!Number.isNaN(reading.epochMs)) return reading.epochMs;
  const { shape, year, month, day } = reading;
  switch (shape) {
    case "full":
      return instant(reading, zone, year, month, day);
    case "noYear":
      return withoutYear(reading, zone, nearMs, month, day);
    case "noYearEither":
      return likelier(
        nearMs,
        withoutYear(reading, zone, nearMs, month, day),
        withoutYear(reading, zone, nearMs, day, month),
      );
    case "dayOrMonthFirst":
      return likelier(nearMs, instant(reading, zone, year, month, day), instant(reading, zone, year, day, month));
    case "twoDigits":
      return twoDigits(reading, zone, nearMs);
    case "noDate":
      return withoutDate(reading, zone, nearMs);
  }
}

/** The readings in the order of how usual they are. */
function likelier(nearMs: number, ...instants: (number | undefined)[]): number | undefined {
  const recent = instants.find((ms) => ms !== undefined && ms > nearMs - RECENT_MS && ms <= nearMs + DAY_MS);
  return (
    recent ??
    instants.find((ms) => ms !== undefined && ms <= nearMs + DAY_MS) ??
    instants.find((ms) => ms !== undefined)
  );
}

function twoDigits(reading: TimeReading, zone: string, nearMs: number): number | undefined {
  const { year: first, month: second, day: third } = reading;
  const at = (year: number, month: number, day: number) => instant(reading, zone, century(year), month, day);
  return likelier(nearMs, at(first, second, third), at(third, first, second), at(third, second, first));
}

function withoutYear(
  reading: TimeReading,
  zone: string,
  nearMs: number,
  month: number,
  day: number,
): number | undefined {
  const newest = new Date(nearMs + 2 * DAY_MS).getUTCFullYear();
  for (let year = newest; year >= newest - MOST_YEARS_BACK; year--) {
    const ms = instant(reading, zone, year, month, day);
    if (ms !== undefined && ms <= nearMs + DAY_MS) return ms;
  }
  return undefined;
}

function withoutDate(reading: TimeReading, zone: string, nearMs: number): number | undefined {
  for (let days = 1; days >= -2; days--) {
    const date = new Date(nearMs + days * DAY_MS);
    const ms = instant(reading, zone, date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
    if (ms !== undefined && ms <= nearMs + CLOCK_AHEAD_MS) return ms;
  }
  return undefined;
}

function instant(reading: TimeReading, zone: string, year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const { hour, minute, second, millisecond, offsetMinutes } = reading;
  // A leap second counts as the second before it.
  const localMs =
    dayMs(year, month, day) + hour * 3_600_000 + minute * 60_000 + Math.min(second, 59) * 1000 + millisecond;
  return Number.isNaN(offsetMinutes) ? instantOf(localMs, zone) : localMs - offsetMinutes * 60_000;
}

let knownDay = Number.NaN;
let knownDayMs = 0;

/** Lines of one log are mostly of one day. */
function dayMs(year: number, month: number, day: number): number {
  const key = (year * 16 + month) * 32 + day;
  if (key !== knownDay) {
    // Date.UTC takes the years 0 to 99 for 1900 to 1999.
    knownDayMs = year < 100 ? new Date(0).setUTCFullYear(year, month - 1, day) : Date.UTC(year, month - 1, day);
    knownDay = key;
  }
  return knownDayMs;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
