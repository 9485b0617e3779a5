/** Numbers and times as the viewer's browser writes them, in the viewer's time zone. */

const number = new Intl.NumberFormat();
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const stamp = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

export function formatCount(count: number): string {
  return number.format(count);
}

export function formatShare(part: number, whole: number): string {
  return share.format(whole === 0 ? 0 : part / whole);
}

/** 14:05 */
export function formatClock(timeMs: number): string {
  return clock.format(timeMs);
}

/** 14:05; with the day where that is not today. */
export function formatMoment(timeMs: number): string {
  return isToday(timeMs) ? clock.format(timeMs) : `${day.format(timeMs)}, ${clock.format(timeMs)}`;
}

/** 14:05:09.123; with the day where that is not today. */
export function formatStamp(timeMs: number): string {
  return isToday(timeMs) ? stamp.format(timeMs) : `${day.format(timeMs)}, ${stamp.format(timeMs)}`;
}

export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function isToday(timeMs: number): boolean {
  return new Date(timeMs).toDateString() === new Date().toDateString();
}
