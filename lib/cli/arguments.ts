/** What options take: parsers for commander that say what was expected. */
import { InvalidArgumentError } from "commander";
import { durationMs } from "../duration.ts";

const HAS_ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** `90s`, `15m`, `24h`, `7d`, `2w` → milliseconds. */
export function parseDuration(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new InvalidArgumentError("Expected a duration such as 90s, 15m, 24h or 7d.");
  return ms;
}

/** As above, of whole minutes. */
export function wholeMinutes(text: string): number {
  const ms = durationMs(text) ?? 0;
  if (ms < 60_000 || ms % 60_000 !== 0) throw new InvalidArgumentError("Expected whole minutes such as 1m or 5m.");
  return ms;
}

/** A time, or how long ago: what it is depends on the time that stands for now. */
export type TimeArgument = (nowMs: number) => number;

/** An ISO time (UTC where it names no zone), a date, `now`, or how long ago it was: `15m`, `2h`, `1d`. */
export function parseTime(text: string): TimeArgument {
  if (text === "now") return (nowMs) => nowMs;
  const agoMs = durationMs(text);
  if (agoMs !== undefined) return (nowMs) => nowMs - agoMs;
  const timeMs = isoMs(text);
  if (timeMs === undefined) {
    throw new InvalidArgumentError("Expected a time such as 2026-11-23T10:00:00Z, or how long ago: 15m, 2h, 1d.");
  }
  return () => timeMs;
}

/** An ISO time, or how long from now: `2h`. */
export function parseUntil(text: string): TimeArgument {
  const lastsMs = durationMs(text);
  if (lastsMs !== undefined) return (nowMs) => nowMs + lastsMs;
  const timeMs = isoMs(text);
  if (timeMs === undefined) {
    throw new InvalidArgumentError("Expected a time such as 2026-11-23T10:00:00Z, or how long: 30m, 2h, 1d.");
  }
  return () => timeMs;
}

export function parseInstant(text: string): number {
  const timeMs = isoMs(text);
  if (timeMs === undefined) throw new InvalidArgumentError("Expected a time such as 2026-11-23T10:00:00Z.");
  return timeMs;
}

/** @returns a parser of whole numbers from `least` */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError("Expected a number above 0.");
  return value;
}

export function smoothingFactor(text: string): number {
  const value = positiveNumber(text);
  if (value > 1) throw new InvalidArgumentError("Expected a number above 0, at most 1.");
  return value;
}

export function port(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 65_535) throw new InvalidArgumentError("Expected a port from 0 to 65535.");
  return value;
}

export function timeZone(text: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text;
  } catch {
    throw new InvalidArgumentError("Expected an IANA time zone such as Europe/Berlin, or an offset such as +09:00.");
  }
}

function isoMs(text: string): number | undefined {
  const iso = text.trim().replace(" ", "T");
  const date = iso.slice(0, 10);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !isDate(date)) return undefined;
  const timeMs = Date.parse(iso === date || HAS_ZONE.test(iso.slice(10)) ? iso : `${iso}Z`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** Date.parse takes February 30 for March 2. */
function isDate(date: string): boolean {
  const timeMs = Date.parse(date);
  return !Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(date);
}
