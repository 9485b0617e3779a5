/**
 * How many records the calendar month will have: those that came, and for the rest of its hours what hours of their kind had before, at the
 * level of the last days. How far off that may be is what it was off by on the days before. Pure.
 */
import { DAY_MS, HOUR_MS } from "../durations.ts";
import { instantOf, zoneOffsetMs } from "../normalize/zone.ts";
import type { HistogramBucket } from "../ports.ts";
import { type CalendarOptions, createCalendar, DAY_TYPES } from "./calendar.ts";

export interface MonthForecast {
  /** On the clock of the zone, half-open. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Hours before this one have been counted. */
  readonly atMs: number;
  readonly soFar: number;
  /** The first hour of them: later than the month if the store began later, or retention removed what was before. */
  readonly countedFromMs: number;
  /** At its end; nine times in ten it will be between lower and upper. */
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
}

/** In the currency of `perMillion`, to the cent. */
export type MonthCost = Pick<MonthForecast, "soFar" | "expected" | "lower" | "upper">;

/** @param perMillion what a million records cost */
export function costOf({ soFar, expected, lower, upper }: MonthCost, perMillion: number): MonthCost {
  const cost = (records: number) => Math.round((records / 1e6) * perMillion * 100) / 100;
  return { soFar: cost(soFar), expected: cost(expected), lower: cost(lower), upper: cost(upper) };
}

/** So many days before say what the rest of the month will be like. */
export const MONTH_LOOK_BACK_MS = 42 * DAY_MS;
/** A day on, an hour of the same kind weighs less by so much; the level, smoothed with α = 0.3 a day, follows faster. */
const KIND_DECAY = 0.97;
const LEVEL_DECAY = 0.7;
/** Of a normal variable 95 %: the level wanders, and a month is longer than what hindsight sees. */
const REACH = 2;
/** Hindsight looks so far ahead: a longer rest may be off by as large a share. */
const HINDSIGHT_MS = 7 * DAY_MS;
/** Of fewer forecasts in hindsight nothing is learned; then the rest may be off by half. */
const LEAST_HINDSIGHTS = 4;
const UNKNOWN_SHARE = 0.5;
const HOURS = 24;
const SLOTS_PER_HOUR = 12;

/** @param hours records per hour of the last MONTH_LOOK_BACK_MS, ascending @returns undefined before the first whole hour */
export function forecastMonth(
  hours: readonly HistogramBucket[],
  nowMs: number,
  options: Omit<CalendarOptions, "season"> = {},
): MonthForecast | undefined {
  const atMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const firstMs = hours[0]?.startMs;
  if (firstMs === undefined || firstMs >= atMs) return undefined;
  const { fromMs, toMs } = monthOf(atMs, options.timeZone ?? "UTC");
  const counts = new Map(hours.map(({ startMs, count }) => [startMs, count]));
  const countBetween: Between = (from, to) => sum(hoursBetween(from, to).map((hourMs) => counts.get(hourMs) ?? 0));
  const kindOf = hourKinds(options);
  const expectFrom = (endMs: number) => expectation({ firstMs, endMs, counts, kindOf });

  const spanMs = Math.min(HINDSIGHT_MS, Math.max(DAY_MS, toMs - atMs));
  const share = hindsight({ firstMs, atMs, spanMs }, expectFrom, countBetween);
  const soFar = countBetween(fromMs, atMs);
  const rest = expectFrom(atMs)(atMs, toMs);
  const reach = Math.min(1, REACH * share) * rest;
  const [expected, lower, upper] = [rest, rest - reach, rest + REACH * share * rest].map((more) =>
    Math.round(soFar + more),
  );
  const countedFromMs = Math.max(fromMs, firstMs);
  return {
    fromMs,
    toMs,
    atMs,
    soFar,
    countedFromMs,
    expected: expected ?? soFar,
    lower: lower ?? soFar,
    upper: upper ?? soFar,
  };
}

/** Records of the hours that begin in a half-open span. */
type Between = (fromMs: number, toMs: number) => number;

interface Past {
  readonly firstMs: number;
  /** What comes later is not looked at. */
  readonly endMs: number;
  readonly counts: ReadonlyMap<number, number>;
  readonly kindOf: (hourMs: number) => number;
}

function expectation({ firstMs, endMs, counts, kindOf }: Past): Between {
  const records = new Array<number>(DAY_TYPES * HOURS).fill(0);
  const weights = new Array<number>(DAY_TYPES * HOURS).fill(0);
  const past = hoursBetween(firstMs, endMs);
  for (const hourMs of past) {
    const kind = kindOf(hourMs);
    const weight = KIND_DECAY ** ((endMs - hourMs) / DAY_MS);
    records[kind] = (records[kind] ?? 0) + weight * (counts.get(hourMs) ?? 0);
    weights[kind] = (weights[kind] ?? 0) + weight;
  }
  const meanOf = (kind: number) => ((weights[kind] ?? 0) > 0 ? (records[kind] ?? 0) / (weights[kind] ?? 1) : undefined);
  // A kind of day that was not there yet is like the other one.
  const usual = (hourMs: number) => meanOf(kindOf(hourMs)) ?? meanOf((kindOf(hourMs) + HOURS) % (2 * HOURS)) ?? 0;
  let came = 0;
  let wasUsual = 0;
  for (const hourMs of past) {
    const weight = LEVEL_DECAY ** ((endMs - hourMs) / DAY_MS);
    came += weight * (counts.get(hourMs) ?? 0);
    wasUsual += weight * usual(hourMs);
  }
  const level = wasUsual > 0 ? came / wasUsual : 1;
  return (from, to) => level * sum(hoursBetween(from, to).map(usual));
}

/** What such forecasts were off by on earlier days, as a share: the root of the mean square. */
function hindsight(
  { firstMs, atMs, spanMs }: { readonly firstMs: number; readonly atMs: number; readonly spanMs: number },
  expectFrom: (endMs: number) => Between,
  countBetween: Between,
): number {
  const squares: number[] = [];
  for (let endMs = atMs - spanMs; endMs - spanMs >= firstMs; endMs -= DAY_MS) {
    const expected = expectFrom(endMs)(endMs, endMs + spanMs);
    if (expected > 0) squares.push((countBetween(endMs, endMs + spanMs) / expected - 1) ** 2);
  }
  return squares.length < LEAST_HINDSIGHTS ? UNKNOWN_SHARE : Math.sqrt(sum(squares) / squares.length);
}

/** Which of the 48 hours of a working day and a day off it is. */
function hourKinds(options: Omit<CalendarOptions, "season">): (hourMs: number) => number {
  const calendar = createCalendar(options);
  return (hourMs) => Math.floor((calendar(hourMs) ?? 0) / SLOTS_PER_HOUR);
}

function monthOf(timeMs: number, zone: string): { fromMs: number; toMs: number } {
  const local = new Date(timeMs + (zone === "UTC" ? 0 : zoneOffsetMs(timeMs, zone)));
  const startOf = (month: number) => instantOf(Date.UTC(local.getUTCFullYear(), month, 1), zone);
  return { fromMs: startOf(local.getUTCMonth()), toMs: startOf(local.getUTCMonth() + 1) };
}

/** In zones that are half an hour off a month begins within an hour: that counts to the month before. */
function hoursBetween(fromMs: number, toMs: number): number[] {
  const first = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  return Array.from({ length: Math.max(0, Math.ceil((toMs - first) / HOUR_MS)) }, (_, n) => first + n * HOUR_MS);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
