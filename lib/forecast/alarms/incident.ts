/** One incident of a series: how it begins, whether its last minutes are back to usual, and its figures. Pure. */
import { HOUR_MS, MINUTE_MS } from "../../durations.ts";
import type { Finding } from "./finding.ts";
import type { ReadMinute } from "./read.ts";

/** What has to be remembered of it. */
export interface Incident {
  readonly isAbove: boolean;
  readonly sinceMs: number;
  /** Deviation of a minute, before the incident taught it more. */
  readonly deviation: number;
  /** What was usual when it began: later the incident itself may have taught more. */
  readonly usual: number;
  /** The shortest window that showed it. */
  readonly windowRows: number;
  /** The most so far. */
  readonly deviations: number;
  readonly isPage: boolean;
}

const SHOWN_MINUTES = 15;
/** Of a normal distribution 99 % lie within so many deviations to either side: the interval's reach. */
const REACH = 2.576;
const STAYING_MINUTES = 3;
/** So many minutes say that it is over, by the window that showed that it began. */
const QUIET_MINUTES = [
  { windowRows: 1, minutes: 3 },
  { windowRows: 15, minutes: 5 },
  { windowRows: 60, minutes: SHOWN_MINUTES },
] as const;

export function beginIncident(minutes: readonly ReadMinute[], last: ReadMinute, isAbove: boolean): Incident {
  const within = minutes.slice(-Math.min(SHOWN_MINUTES, last.windowRows));
  const isBeyond = ({ actual, lower, upper }: ReadMinute) =>
    isAbove ? actual > (upper ?? Number.POSITIVE_INFINITY) : actual < (lower ?? 0);
  const first = within.find(isBeyond) ?? within[0] ?? last;
  const { lower = 0, upper = 0 } = first;
  return {
    isAbove,
    sinceMs: first.minuteMs,
    deviation: (upper - lower) / (2 * REACH),
    usual: usualOf(first) ?? first.actual,
    windowRows: last.windowRows,
    deviations: last.deviations,
    isPage: false,
  };
}

/** Long windows remember for long: what happens now tells whether it goes on. @param most deviations of the last minutes' mean */
export function isOff(
  minutes: readonly ReadMinute[],
  { isAbove, windowRows, sinceMs, deviation }: Incident,
  most: number,
): boolean {
  const needed = QUIET_MINUTES.find((entry) => windowRows <= entry.windowRows)?.minutes ?? SHOWN_MINUTES;
  const recent = minutes.slice(-needed).filter(({ minuteMs }) => minuteMs >= sinceMs);
  const off = mean(recent.map((minute) => minute.actual - (usualOf(minute) ?? minute.actual)));
  return (isAbove ? off : -off) > (most * deviation) / Math.sqrt(Math.max(1, recent.length));
}

/** The last minutes are still nearer to those of the incident than to what was usual before: it is over because it is usual. */
export function staysOff(minutes: readonly ReadMinute[], { isAbove, sinceMs, usual, deviation }: Incident): boolean {
  const during = minutes.slice(-SHOWN_MINUTES).filter(({ minuteMs }) => minuteMs >= sinceMs);
  const offBy = (some: readonly ReadMinute[]) => (isAbove ? 1 : -1) * (mean(some.map(({ actual }) => actual)) - usual);
  return offBy(during.slice(-STAYING_MINUTES)) > Math.max(offBy(during) / 2, deviation);
}

export function figuresOf(
  minutes: readonly ReadMinute[],
  { isAbove, sinceMs, deviation, deviations, isPage, usual }: Incident,
): Omit<Finding, "mostly" | "series" | "kind"> {
  const during = minutes.slice(-SHOWN_MINUTES).filter(({ minuteMs }) => minuteMs >= sinceMs);
  const lastMs = minutes.at(-1)?.minuteMs ?? sinceMs;
  const expected = lastMs - sinceMs < HOUR_MS ? usual : mean(during.map((minute) => usualOf(minute) ?? minute.actual));
  const limit = isAbove ? expected + REACH * deviation : Math.max(0, expected - REACH * deviation);
  return {
    sinceMs,
    minutes: Math.max(1, (lastMs - sinceMs) / MINUTE_MS + 1),
    expected: round(expected),
    actual: round(mean(during.map(({ actual }) => actual))),
    limit: round(limit),
    deviations: round(deviations),
    isPage,
    perMinute: minutes.slice(-SHOWN_MINUTES).map(({ actual }) => actual),
  };
}

export function usualOf({ usual, expected }: ReadMinute): number | undefined {
  return usual ?? expected;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** As people read it: three digits, or whole. */
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
