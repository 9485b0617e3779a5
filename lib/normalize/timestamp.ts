/** A record's claim of time → epoch milliseconds: epochs in any unit, and what timestamp-scan.ts reads. */
import type { JsonValue } from "../record.ts";
import { isDigit } from "./characters.ts";
import { instantOfReading } from "./timestamp-instant.ts";
import { createReading } from "./timestamp-reading.ts";
import { scanTime } from "./timestamp-scan.ts";

/** Earlier claims are clocks that were never set. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const MOST_AHEAD_MS = 24 * 3_600_000;
/** Longer than any time is written; what is longer need not be looked at. */
const LONGEST_TEXT = 100;

const reading = createReading();

/** @returns whether a record that arrived at `deliveredMs` can have happened then */
export function isPlausible(timeMs: number, deliveredMs: number): boolean {
  return timeMs >= EARLIEST_MS && timeMs <= deliveredMs + MOST_AHEAD_MS;
}

/**
 * @param zone of times that carry none
 * @param deliveredMs tells the year where none is written
 * @returns undefined for what is no time, February 30 included
 */
export function timestampOf(value: JsonValue | undefined, zone: string, deliveredMs: number): number | undefined {
  if (typeof value === "number") return epochMs(value);
  if (typeof value !== "string" || value.length > LONGEST_TEXT) return undefined;
  const text = value.trim();
  if (scanTime(text, 0, reading) === text.length) return instantOfReading(reading, zone, deliveredMs);
  if (text.startsWith("[") && text.endsWith("]")) return timestampOf(text.slice(1, -1), zone, deliveredMs);
  return isNumber(text) ? epochMs(Number(text)) : undefined;
}

/** Digits, also with a fraction or an exponent: `1795428000.5`, `1.795428e9`. */
function isNumber(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && code !== 0x2e && (code | 0x20) !== 0x65 && code !== 0x2b) return false;
  }
  return text.length >= 9;
}

/** Seconds, milliseconds, microseconds or nanoseconds, told apart by size: each spans the years 1973 to 5138 of the one before. */
function epochMs(value: number): number | undefined {
  if (!(value > 0)) return undefined;
  if (value < 1e11) return Math.floor(value * 1000 + 1e-6);
  if (value < 1e14) return Math.floor(value);
  if (value < 1e17) return Math.floor(value / 1e3);
  return value < 1e20 ? Math.floor(value / 1e6) : undefined;
}
