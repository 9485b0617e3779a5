/** Numbers and times in the words of a mail. */
import { MINUTE_MS } from "../durations.ts";
import type { Notice } from "./notice.ts";
import { ERROR_GROUPS } from "./subject.ts";

const MAX_COUNT = 999_999_999;

const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

export function numberText(value: number): string {
  return value > MAX_COUNT ? `${number.format(MAX_COUNT)}+` : number.format(value);
}

/** `1,840 errors`, `5.2 % of 1,204 lines in 5 min`; empty where nothing is counted. */
export function countText({ rule, count, measured }: Notice): string {
  if (rule === ERROR_GROUPS) return `${numberText(count)} error${count === 1 ? "" : "s"}`;
  if (measured) return `${numberText(measured.value)} ${measured.unit}`.trim();
  return count === 0 ? "" : `${numberText(count)} event${count === 1 ? "" : "s"}`;
}

/** To the minute, for a phone's line is short: `2026-11-23 10:02 UTC (11:02 Europe/Berlin)`. */
export function momentText(timeMs: number, timeZone?: string): string {
  const utc = wallClock(timeMs, "UTC");
  const there = timeZone === undefined ? utc : wallClock(timeMs, timeZone);
  if (there === utc) return `${utc} UTC`;
  const isSameDay = there.slice(0, 10) === utc.slice(0, 10);
  return `${utc} UTC (${isSameDay ? there.slice(11) : there} ${timeZone})`;
}

/** `12 min`, `3 h 5 min`, `2 d 4 h` */
export function durationText(durationMs: number): string {
  const minutes = Math.max(0, Math.round(durationMs / MINUTE_MS));
  if (minutes < 1) return "under a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return parts([hours, "h"], [minutes % 60, "min"]);
  return parts([Math.floor(hours / 24), "d"], [hours % 24, "h"]);
}

function parts(...amounts: readonly (readonly [number, string])[]): string {
  return amounts.flatMap(([amount, unit]) => (amount === 0 ? [] : [`${amount} ${unit}`])).join(" ");
}

/** Sweden writes times as ISO 8601 does. */
function wallClock(timeMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(timeMs);
}
