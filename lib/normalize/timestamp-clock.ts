/** The clock's part of a written time: `10:00`, `10:00:00,123`, `10.00.00.123456`, `100000`, `6:00:00 PM`, and the zone behind it. */
import {
  COLON,
  COMMA,
  DOT,
  digitsEnd,
  HYPHEN,
  isBlank,
  isDigit,
  isLetter,
  numberIn,
  OPEN_BRACKET,
  SPACE,
} from "./characters.ts";
import type { TimeReading } from "./timestamp-reading.ts";
import { scanZone } from "./timestamp-zone.ts";

/** @returns the end of clock and zone, or -1 if no clock stands at `at` */
export function scanClock(text: string, at: number, into: TimeReading): number {
  const hourEnd = digitsEnd(text, at);
  const digits = hourEnd - at;
  let end = digits === 6 ? compactClock(text, at, into) : digits === 1 || digits === 2 ? -2 : -1;
  if (end === -2) end = separatedClock(text, at, hourEnd, into);
  if (end < 0) return -1;
  end = halfOfDay(text, end, into);
  if (into.hour > 23 || into.minute > 59 || into.second > 60) return -1;
  end = scanZone(text, end, into);
  return text.charCodeAt(end) === OPEN_BRACKET ? afterZoneId(text, end) : end;
}

function compactClock(text: string, at: number, into: TimeReading): number {
  into.hour = numberIn(text, at, at + 2);
  into.minute = numberIn(text, at + 2, at + 4);
  into.second = numberIn(text, at + 4, at + 6);
  return fractionEnd(text, at + 6, into);
}

function separatedClock(text: string, at: number, hourEnd: number, into: TimeReading): number {
  const separator = text.charCodeAt(hourEnd);
  if (separator !== COLON && separator !== DOT) return -1;
  const minuteEnd = digitsEnd(text, hourEnd + 1);
  if (!isShort(minuteEnd - hourEnd - 1)) return -1;
  into.hour = numberIn(text, at, hourEnd);
  into.minute = numberIn(text, hourEnd + 1, minuteEnd);
  into.second = 0;
  into.millisecond = 0;
  const secondEnd = text.charCodeAt(minuteEnd) === separator ? digitsEnd(text, minuteEnd + 1) : -1;
  // Without seconds only `10:00` is a time of day: `10.5` is a number, and `1:2` anything.
  if (!isShort(secondEnd - minuteEnd - 1)) return separator === COLON && minuteEnd - hourEnd === 3 ? minuteEnd : -1;
  into.second = numberIn(text, minuteEnd + 1, secondEnd);
  return fractionEnd(text, secondEnd, into);
}

function isShort(digits: number): boolean {
  return digits === 1 || digits === 2;
}

/** A point or comma and up to nine digits, or a colon and the milliseconds as a number; cut, not rounded. */
function fractionEnd(text: string, at: number, into: TimeReading): number {
  into.millisecond = 0;
  const mark = text.charCodeAt(at);
  if (mark !== DOT && mark !== COMMA && mark !== COLON) return at;
  const end = digitsEnd(text, at + 1);
  const digits = end - at - 1;
  if (digits < 1 || digits > (mark === COLON ? 3 : 12)) return at;
  // Of `10:00:00:42: text` and `10:00:00:42.5` the number is something else.
  if (mark === COLON && (text.charCodeAt(end) === COLON || text.charCodeAt(end) === DOT)) return at;
  const shown = numberIn(text, at + 1, Math.min(end, at + 4));
  into.millisecond = mark === COLON || digits > 2 ? shown : shown * (digits === 2 ? 10 : 100);
  return end;
}

/** `PM`, `p.m.`: hour 13 has none, and is no time with one. */
function halfOfDay(text: string, end: number, into: TimeReading): number {
  const at = text.charCodeAt(end) === SPACE || text.charCodeAt(end) === 0x202f ? end + 1 : end;
  const letter = text.charCodeAt(at) | 0x20;
  if (letter !== 0x61 && letter !== 0x70) return end;
  let after = text.charCodeAt(at + 1) === DOT ? at + 2 : at + 1;
  if ((text.charCodeAt(after) | 0x20) !== 0x6d) return end;
  after += text.charCodeAt(after + 1) === DOT ? 2 : 1;
  if (isLetter(text.charCodeAt(after)) || isDigit(text.charCodeAt(after))) return end;
  if (into.hour < 1 || into.hour > 12) into.hour = 99;
  else into.hour = (into.hour % 12) + (letter === 0x70 ? 12 : 0);
  return after;
}

/** Java writes the zone's name behind its offset: `+01:00[Europe/Berlin]`. */
function afterZoneId(text: string, at: number): number {
  let end = at + 1;
  let slashes = 0;
  for (; end < at + 40; end++) {
    const code = text.charCodeAt(end);
    if (code === 0x2f) slashes++;
    else if (!isLetter(code) && code !== 0x5f) break;
  }
  return slashes > 0 && text.charCodeAt(end) === 0x5d ? end + 1 : at;
}

/** What may stand between date and clock: `T`, blanks, a comma, or a hyphen, underscore or colon alone. */
export function scanClockAfterDate(text: string, at: number, into: TimeReading): number {
  let from = at;
  const code = text.charCodeAt(from);
  if (code === COMMA) from++;
  else if (code === HYPHEN || code === COLON || code === 0x5f || (code | 0x20) === 0x74)
    return scanClock(text, from + 1, into);
  const blanks = from;
  while (isBlank(text.charCodeAt(from)) && from < blanks + 3) from++;
  return from === at ? -1 : scanClock(text, from, into);
}
