/** Times whose digits run together, and epochs. */
import { DOT, digitsEnd, numberIn, SPACE } from "./characters.ts";
import { scanClock, scanClockAfterDate } from "./timestamp-clock.ts";
import { century, setDate, type TimeReading } from "./timestamp-reading.ts";

/** `081109 203615`, `261123 10:00:00`. */
export function scanCompactShort(text: string, at: number, into: TimeReading): number {
  if (text.charCodeAt(at + 6) !== SPACE) return -1;
  setDate(
    into,
    "full",
    century(numberIn(text, at, at + 2)),
    numberIn(text, at + 2, at + 4),
    numberIn(text, at + 4, at + 6),
  );
  return isDate(into) ? scanClock(text, text.charCodeAt(at + 7) === SPACE ? at + 8 : at + 7, into) : -1;
}

/** `20261123-10:00:00:123`, `20261123T100000Z`, `20261123 10:00:00`, `20261123100000`. */
export function scanCompact(text: string, at: number, end: number, into: TimeReading): number {
  setDate(into, "full", numberIn(text, at, at + 4), numberIn(text, at + 4, at + 6), numberIn(text, at + 6, at + 8));
  if (into.year < 1970 || into.year > 2100 || !isDate(into)) return -1;
  if (end === at + 8) return scanClockAfterDate(text, end, into);
  into.hour = numberIn(text, at + 8, at + 10);
  into.minute = numberIn(text, at + 10, at + 12);
  into.second = numberIn(text, at + 12, at + 14);
  into.millisecond = 0;
  into.offsetMinutes = Number.NaN;
  return into.hour < 24 && into.minute < 60 && into.second < 61 ? end : -1;
}

/** Seconds (also with a fraction), milliseconds, microseconds or nanoseconds: as many digits as this century's have. */
export function scanEpoch(text: string, at: number, end: number, into: TimeReading): number {
  const digits = end - at;
  if (digits !== 10 && digits !== 13 && digits !== 16 && digits !== 19) return -1;
  const millis = digits === 10 ? numberIn(text, at, end) * 1000 : numberIn(text, at, at + 13);
  if (millis < 946_684_800_000 || millis > 4_102_444_800_000) return -1;
  // The reading is that of the line before: an epoch leaves nothing open.
  into.shape = "full";
  into.epochMs = millis;
  if (digits !== 10 || text.charCodeAt(end) !== DOT) return end;
  const fractionEnd = digitsEnd(text, end + 1);
  if (fractionEnd === end + 1) return end;
  into.epochMs += numberIn(`${text.slice(end + 1, Math.min(fractionEnd, end + 4))}00`, 0, 3);
  return fractionEnd;
}

function isDate({ month, day }: TimeReading): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
