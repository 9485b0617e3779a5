/** A time written at some place in a text: found by hand, character by character, since every line of every log passes here. */
import { COLON, DOT, digitsEnd, HYPHEN, isBlank, isDigit, isLetter, numberIn, SLASH } from "./characters.ts";
import { scanClock, scanClockAfterDate } from "./timestamp-clock.ts";
import { scanCompact, scanCompactShort, scanEpoch } from "./timestamp-compact.ts";
import { scanDayFirst, scanNamedDate } from "./timestamp-named.ts";
import { century, setDate, type TimeReading } from "./timestamp-reading.ts";

/** @returns the end of the time that begins at `at`, or -1 if none does; `into` is then of no meaning */
export function scanTime(text: string, at: number, into: TimeReading): number {
  const code = text.charCodeAt(at);
  into.epochMs = Number.NaN;
  if (isLetter(code)) return scanNamedDate(text, at, into);
  if (!isDigit(code)) return -1;
  const end = digitsEnd(text, at);
  switch (end - at) {
    case 1:
    case 2:
      return scanShort(text, at, end, into);
    case 4:
      return scanYearFirst(text, at, into);
    case 6:
      return scanCompactShort(text, at, into);
    case 8:
    case 14:
      return scanCompact(text, at, end, into);
    default:
      return scanEpoch(text, at, end, into);
  }
}

/** `2026-11-23`, `2026/11/23`, `2026.11.23`, `2026年11月23日`. */
function scanYearFirst(text: string, at: number, into: TimeReading): number {
  const separator = text.charCodeAt(at + 4);
  const isWritten = separator === 0x5e74;
  if (separator !== HYPHEN && separator !== SLASH && separator !== DOT && !isWritten) return -1;
  const monthEnd = digitsEnd(text, at + 5);
  if (monthEnd === at + 5 || monthEnd > at + 7) return -1;
  if (text.charCodeAt(monthEnd) !== (isWritten ? 0x6708 : separator)) return -1;
  const dayEnd = digitsEnd(text, monthEnd + 1);
  if (dayEnd === monthEnd + 1 || dayEnd > monthEnd + 3) return -1;
  if (isWritten && text.charCodeAt(dayEnd) !== 0x65e5) return -1;
  setDate(
    into,
    "full",
    numberIn(text, at, at + 4),
    numberIn(text, at + 5, monthEnd),
    numberIn(text, monthEnd + 1, dayEnd),
  );
  return scanClockAfterDate(text, isWritten ? dayEnd + 1 : dayEnd, into);
}

/** `23/Nov/2026`, `23 Nov`, `11/23/2026`, `17/06/09`, `23.11.2026`, `03-17`, or a clock without date. */
function scanShort(text: string, at: number, firstEnd: number, into: TimeReading): number {
  const separator = text.charCodeAt(firstEnd);
  if (separator === COLON) return scanBareClock(text, at, into);
  if (isLetter(text.charCodeAt(firstEnd + 1))) return scanDayFirst(text, at, firstEnd, into);
  if (separator !== SLASH && separator !== DOT && separator !== HYPHEN) return -1;
  const secondEnd = digitsEnd(text, firstEnd + 1);
  if (secondEnd === firstEnd + 1 || secondEnd > firstEnd + 3) return -1;
  const first = numberIn(text, at, firstEnd);
  const second = numberIn(text, firstEnd + 1, secondEnd);
  if (text.charCodeAt(secondEnd) !== separator) return scanMonthAndDay(text, secondEnd, first, second, separator, into);
  const thirdEnd = digitsEnd(text, secondEnd + 1);
  const third = numberIn(text, secondEnd + 1, thirdEnd);
  // The point is the European way, the day first; with the others it depends.
  const isEuropean = separator === DOT;
  if (thirdEnd === secondEnd + 5) {
    if (isEuropean) setDate(into, "full", third, second, first);
    else setDate(into, "dayOrMonthFirst", third, first, second);
  } else if (thirdEnd === secondEnd + 3) {
    if (isEuropean) setDate(into, "full", century(third), second, first);
    else setDate(into, "twoDigits", first, second, third);
  } else return -1;
  return scanClockAfterDate(text, thirdEnd, into);
}

/** `03-17 16:13:38`, `10.30 16:49:06`: two digits each, and a whole clock behind them, or anything would be a date. */
function scanMonthAndDay(
  text: string,
  end: number,
  first: number,
  second: number,
  separator: number,
  into: TimeReading,
) {
  if (text.charCodeAt(end - 3) !== separator || !isDigit(text.charCodeAt(end - 5)) || !isBlank(text.charCodeAt(end)))
    return -1;
  setDate(into, separator === HYPHEN ? "noYear" : "noYearEither", 0, first, second);
  const clock = end + 1;
  return text.charCodeAt(clock + 2) === COLON && text.charCodeAt(clock + 5) === COLON
    ? scanClock(text, clock, into)
    : -1;
}

function scanBareClock(text: string, at: number, into: TimeReading): number {
  if (text.charCodeAt(at + 2) !== COLON || text.charCodeAt(at + 5) !== COLON) return -1;
  setDate(into, "noDate", 0, 0, 0);
  return scanClock(text, at, into);
}
