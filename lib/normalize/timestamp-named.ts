/** Dates with the month's name: `Nov 23`, `Mon Nov 23 10:00:00 2026`, `Mon, 23 Nov 2026`, `23-Nov-26`, `November 23, 2026`. */
import {
  COLON,
  COMMA,
  DOT,
  digitsEnd,
  HYPHEN,
  isBlank,
  isDigit,
  isLetter,
  lettersEnd,
  numberIn,
  SLASH,
  skipBlanks,
} from "./characters.ts";
import { scanClock } from "./timestamp-clock.ts";
import { century, setDate, type TimeReading } from "./timestamp-reading.ts";
import { scanZone } from "./timestamp-zone.ts";

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTH_OF: ReadonlyMap<string, number> = new Map([
  ...MONTHS.flatMap((name, n): [string, number][] => [
    [name, n + 1],
    [name.slice(0, 3), n + 1],
  ]),
  ["sept", 9],
]);
const DAY_NAMES: ReadonlySet<string> = new Set([
  ...DAYS.flatMap((name) => [name, name.slice(0, 3)]),
  "tues",
  "thur",
  "thurs",
]);
const LONGEST_NAME = 9;

/** @returns the end of date and clock, or -1 */
export function scanNamedDate(text: string, at: number, into: TimeReading): number {
  let from = at;
  const nameEnd = lettersEnd(text, at);
  if (nameEnd - at < 3 || nameEnd - at > LONGEST_NAME) return -1;
  const hasDayName = DAY_NAMES.has(text.slice(at, nameEnd).toLowerCase());
  if (hasDayName) {
    from = skipBlanks(text, text.charCodeAt(nameEnd) === COMMA ? nameEnd + 1 : nameEnd);
    const dayEnd = digitsEnd(text, from);
    if (dayEnd > from) return dayEnd - from > 2 ? -1 : scanDayFirst(text, from, dayEnd, into);
  }
  return scanMonthFirst(text, from, hasDayName, into);
}

function scanMonthFirst(text: string, at: number, hasDayName: boolean, into: TimeReading): number {
  const monthEnd = lettersEnd(text, at);
  const month = monthAt(text, at, monthEnd);
  if (month === 0) return -1;
  const dayAt = skipBlanks(text, text.charCodeAt(monthEnd) === DOT ? monthEnd + 1 : monthEnd);
  const dayEnd = digitsEnd(text, dayAt);
  if (dayAt === monthEnd || dayEnd === dayAt || dayEnd > dayAt + 2) return -1;
  setDate(into, "noYear", 0, month, numberIn(text, dayAt, dayEnd));
  const next = afterPart(text, dayEnd);
  const yearEnd = yearEndAt(text, next);
  if (yearEnd > 0) {
    setDate(into, "full", numberIn(text, next, yearEnd), month, into.day);
    return scanClock(text, text.charCodeAt(yearEnd) === COLON ? yearEnd + 1 : afterPart(text, yearEnd), into);
  }
  const clockEnd = next === dayEnd ? -1 : scanClock(text, next, into);
  return clockEnd < 0 ? -1 : yearBehindClock(text, clockEnd, hasDayName, into);
}

/** `… 10:00:00 2026`: behind a clock a year is one only where the date began with a weekday, or ends there. */
function yearBehindClock(text: string, clockEnd: number, hasDayName: boolean, into: TimeReading): number {
  const at = clockEnd + 1;
  if (!isBlank(text.charCodeAt(clockEnd))) return clockEnd;
  const end = yearEndAt(text, at);
  const next = text.charCodeAt(end);
  if (end < 0 || !(hasDayName || end === text.length || next === 0x5d || next === COLON)) return clockEnd;
  setDate(into, "full", numberIn(text, at, end), into.month, into.day);
  return Number.isNaN(into.offsetMinutes) ? scanZone(text, end, into) : end;
}

/** @param dayEnd end of the day's one or two digits at `at`: `23/Nov/2026`, `23 Nov 2026`, `23-Nov-26`, `23 Nov` */
export function scanDayFirst(text: string, at: number, dayEnd: number, into: TimeReading): number {
  const separator = text.charCodeAt(dayEnd);
  if (!isBlank(separator) && separator !== SLASH && separator !== HYPHEN && separator !== DOT) return -1;
  const monthEnd = lettersEnd(text, dayEnd + 1);
  const month = monthAt(text, dayEnd + 1, monthEnd);
  if (month === 0) return -1;
  setDate(into, "noYear", 0, month, numberIn(text, at, dayEnd));
  let next = afterPart(text, monthEnd);
  if (next === monthEnd && text.charCodeAt(monthEnd) === separator) next++;
  if (next === monthEnd) return -1;
  const yearEnd = yearEndAt(text, next);
  const shortEnd = yearEnd < 0 && text.charCodeAt(monthEnd) === separator ? shortYearEnd(text, next) : -1;
  const end = Math.max(yearEnd, shortEnd);
  if (end < 0) return scanClock(text, next, into);
  const year = numberIn(text, next, end);
  setDate(into, "full", yearEnd > 0 ? year : century(year), month, into.day);
  return scanClock(text, text.charCodeAt(end) === COLON ? end + 1 : afterPart(text, end), into);
}

function monthAt(text: string, at: number, end: number): number {
  return end - at < 3 || end - at > LONGEST_NAME ? 0 : (MONTH_OF.get(text.slice(at, end).toLowerCase()) ?? 0);
}

function afterPart(text: string, at: number): number {
  return skipBlanks(text, text.charCodeAt(at) === COMMA ? at + 1 : at);
}

/** Four digits from 1900 to 2199 that nothing goes on behind. */
function yearEndAt(text: string, at: number): number {
  if (digitsEnd(text, at) !== at + 4 || isLetter(text.charCodeAt(at + 4))) return -1;
  const year = numberIn(text, at, at + 4);
  return year >= 1900 && year < 2200 ? at + 4 : -1;
}

function shortYearEnd(text: string, at: number): number {
  return digitsEnd(text, at) === at + 2 && !isDigit(text.charCodeAt(at + 2)) && text.charCodeAt(at + 2) !== COLON
    ? at + 2
    : -1;
}
