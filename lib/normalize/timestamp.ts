/**
 * A record's claim of time → epoch milliseconds. Taken are epochs in any unit, ISO 8601 and its everyday variants (blank for T,
 * comma for the point, no zone, a zone without colon), and the access logs' `23/Nov/2026:10:00:00 +0000`.
 */
import type { JsonValue } from "../record.ts";
import { instantOf } from "./zone.ts";

/** Earlier claims are clocks that were never set. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const MOST_AHEAD_MS = 24 * 3_600_000;

/** @returns whether a record that arrived at `deliveredMs` can have happened then */
export function isPlausible(timeMs: number, deliveredMs: number): boolean {
  return timeMs >= EARLIEST_MS && timeMs <= deliveredMs + MOST_AHEAD_MS;
}

/**
 * @param zone of times that carry none
 * @returns undefined for what is no time, February 30 included
 */
export function timestampOf(value: JsonValue | undefined, zone: string): number | undefined {
  if (typeof value === "number") return epochMs(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^\d{9,19}(\.\d+)?$/.test(text)) return epochMs(Number(text));
  return isoMs(text, zone) ?? clfMs(text);
}

/** Seconds, milliseconds, microseconds or nanoseconds, told apart by size: each spans the years 1973 to 5138 of the one before. */
function epochMs(value: number): number | undefined {
  if (!(value > 0)) return undefined;
  if (value < 1e11) return Math.floor(value * 1000 + 1e-6);
  if (value < 1e14) return Math.floor(value);
  if (value < 1e17) return Math.floor(value / 1e3);
  return value < 1e20 ? Math.floor(value / 1e6) : undefined;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

function isoMs(text: string, zone: string): number | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second = "0", fraction = "", offset] = found;
  const localMs = checkedUtc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (localMs === undefined) return undefined;
  const withFraction = localMs + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return offset === undefined ? instantOf(withFraction, zone) : withFraction - offsetMs(offset);
}

const CLF = /^\[?(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]?$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function clfMs(text: string): number | undefined {
  const found = CLF.exec(text);
  if (!found) return undefined;
  const [, day, monthName = "", year, hour, minute, second, offset = "+0000"] = found;
  const month = MONTHS.indexOf(monthName) + 1;
  const localMs = checkedUtc(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  return localMs === undefined ? undefined : localMs - offsetMs(offset);
}

/** Date.UTC without its rolling over: the 31st of November is no date. A leap second counts as the second before it. */
function checkedUtc(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59));
  const date = new Date(ms);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
  return isReal ? ms : undefined;
}

function offsetMs(offset: string): number {
  if (!/^[+-]/.test(offset)) return 0;
  const digits = offset.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}
