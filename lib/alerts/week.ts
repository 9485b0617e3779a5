/**
 * Times of the week on the clock of a zone. What counts is what the clock on the wall shows: on the night when an hour comes twice a
 * span that has it lasts an hour longer, on the night when one is left out an hour less.
 */
import { type MuteHours, WEEKDAYS, type Weekday } from "../config/mute-hours.ts";

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
  const parts = clockOf(zone).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  const name = part("weekday").toLowerCase();
  const day = WEEKDAYS.find((weekday) => weekday === name);
  if (day === undefined) throw new TypeError(`${name} is no day of the week`);
  return { day, minute: Number(part("hour")) * 60 + Number(part("minute")) };
}

function dayBefore(day: Weekday): Weekday {
  return WEEKDAYS.at(WEEKDAYS.indexOf(day) - 1) ?? day;
}

/** Making one takes longer than a thousand uses; there are as many as sluice.yml names zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  return clock;
}
