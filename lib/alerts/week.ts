/**
 * Times of the week on the clock of a zone. What counts is what the clock on the wall shows: on the night when an hour comes twice a
 * span that has it lasts an hour longer, on the night when one is left out an hour less.
 */
import { type MuteHours, WEEKDAYS, type Weekday } from "../config/mute-hours.ts";
import { DAY_MS, MINUTE_MS } from "../durations.ts";
import { zoneOffsetMs } from "../normalize/zone.ts";

interface WallClock {
  readonly day: Weekday;
  /** Of the day, from 0. */
  readonly minute: number;
}

/** @param zone where the times name none */
export function isInWeek({ hours, days, ...times }: MuteHours, atMs: number, zone: string): boolean {
  const { day, minute } = wallClock(times.zone ?? zone, atMs);
  const isDay = (day: Weekday) => days === undefined || days.includes(day);
  if (hours === undefined) return days !== undefined && isDay(day);
  const { fromMinute, toMinute } = hours;
  if (fromMinute < toMinute) return fromMinute <= minute && minute < toMinute && isDay(day);
  return minute >= fromMinute ? isDay(day) : minute < toMinute && isDay(dayBefore(day));
}

function wallClock(zone: string, atMs: number): WallClock {
  const localMs = atMs + zoneOffsetMs(atMs, zone);
  const days = Math.floor(localMs / DAY_MS);
  // Day 0, the first of January 1970, was a Thursday.
  const day = WEEKDAYS[(((days + WEEKDAYS.indexOf("thu")) % 7) + 7) % 7];
  if (day === undefined) throw new TypeError("a week has seven days");
  return { day, minute: Math.floor((localMs - days * DAY_MS) / MINUTE_MS) };
}

function dayBefore(day: Weekday): Weekday {
  return WEEKDAYS.at(WEEKDAYS.indexOf(day) - 1) ?? day;
}
