/** Whether a series will pass a limit within some hours, when, and how sure that is. Pure. */
import { MINUTE_MS } from "../../durations.ts";
import type { Expectation } from "../forecaster.ts";
import { normalShare } from "../normal.ts";

export interface Limit {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly withinMs: number;
}

export interface Outlook {
  /** When what is expected passes the limit for the first time. */
  readonly passesMs: number;
  /** What is expected at its furthest beyond the limit. */
  readonly expected: number;
  /** The chance that a minute around then lies beyond the limit, from 0 to 1. */
  readonly sure: number;
  /** Since when runs say so. */
  readonly sinceMs: number;
}

/** As far apart as the season's slots. */
const STEP_MS = 5 * MINUTE_MS;
/** What was told stays until it has become this unlikely: an expectation that wavers about the limit is one alert. */
const STAYS_FROM = 0.25;
/** 99 % of a normal distribution lie within so many deviations to either side. */
const REACH = 2.576;

/** The times that the outlook asks about. */
export function timesWithin(toMs: number, withinMs: number): number[] {
  return Array.from({ length: Math.floor(withinMs / STEP_MS) }, (_, n) => toMs + (n + 1) * STEP_MS);
}

/**
 * It begins when what is expected passes the limit: half of all minutes will then lie beyond it. Waiting until all do would come too late.
 * @param ahead expected at timesWithin(toMs, limit.withinMs)
 * @returns undefined if it will not pass, or nothing is known
 */
export function outlook(
  limit: Limit,
  ahead: readonly Expectation[],
  toMs: number,
  before: Outlook | undefined,
): Outlook | undefined {
  const times = timesWithin(toMs, limit.withinMs);
  const beyond = ahead.map(({ expected }) => beyondBy(limit, expected));
  const most = beyond.reduce((best, by, n) => (by > (beyond[best] ?? Number.NEGATIVE_INFINITY) ? n : best), 0);
  const furthest = ahead[most];
  if (!furthest) return undefined;
  const sure = chanceBeyond(limit, furthest);
  if ((beyond[most] ?? 0) <= 0 && !(before && sure >= STAYS_FROM)) return undefined;
  const first = beyond.findIndex((by) => by > 0);
  return {
    passesMs: times[first] ?? before?.passesMs ?? toMs,
    expected: furthest.expected,
    sure: Math.round(100 * sure) / 100,
    sinceMs: before?.sinceMs ?? toMs,
  };
}

function beyondBy({ above, below }: Limit, expected: number): number {
  return above === undefined ? (below ?? Number.NEGATIVE_INFINITY) - expected : expected - above;
}

function chanceBeyond(limit: Limit, { expected, lower = expected, upper = expected }: Expectation): number {
  const deviation = Math.max(Number.MIN_VALUE, (upper - lower) / (2 * REACH));
  return normalShare(beyondBy(limit, expected) / deviation);
}
