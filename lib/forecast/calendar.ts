/** Which cell of the season a time falls into: one of 288 slots of five minutes, on a working day or on a day off. */
import { DAY_MS } from "../durations.ts";
import { zoneOffsetMs } from "../normalize/zone.ts";

const SLOT_MS = 5 * 60_000;
export const SLOTS = DAY_MS / SLOT_MS;
/** Working days, and Saturdays, Sundays and holidays. */
export const DAY_TYPES = 2;

/** week: working days and days off apart; day: all days alike; none: no time is like another. */
export type SeasonKind = "week" | "day" | "none";

export interface CalendarOptions {
  /** week if left out. */
  readonly season?: SeasonKind;
  /** An IANA name; UTC if left out. */
  readonly timeZone?: string;
  /** Days that are like Sundays, as YYYY-MM-DD in that zone. */
  readonly holidays?: readonly string[];
}

/** @returns from 0 to SLOTS · DAY_TYPES − 1, the working day's slots first; undefined without a season */
export type Calendar = (timeMs: number) => number | undefined;

export function createCalendar({ season = "week", timeZone = "UTC", holidays = [] }: CalendarOptions = {}): Calendar {
  if (season === "none") return () => undefined;
  const daysOff = new Set(holidays.map((date) => Date.parse(`${date}T00:00:00Z`) / DAY_MS));
  return (timeMs) => {
    const localMs = timeZone === "UTC" ? timeMs : timeMs + zoneOffsetMs(timeMs, timeZone);
    const day = Math.floor(localMs / DAY_MS);
    const slot = Math.floor((localMs - day * DAY_MS) / SLOT_MS);
    const isOff = season === "week" && (isWeekend(day) || daysOff.has(day));
    return isOff ? slot + SLOTS : slot;
  };
}

/** Day 0, the first of January 1970, was a Thursday. */
function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
