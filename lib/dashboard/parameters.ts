/** The query parameters of the routes: checked here, each problem told with what was expected. */
import { DAY_MS, MINUTE_MS } from "../durations.ts";
import type { LogFilter } from "../ports.ts";
import { parseQuery } from "../query.ts";
import { LEVELS, type Level } from "../record.ts";

/** A parameter that cannot be meant: the caller answers 400. */
export class BadParameter extends Error {}

/** What is asked to be changed is not there: the caller answers 404. */
export class NotThere extends Error {}

/** Half-open. */
export interface TimeWindow {
  readonly fromMs: number;
  /** Absent: whatever comes after, also what a clock that is ahead, or a wrong time zone, dated into the future. */
  readonly toMs?: number;
}

export type Parameters = Readonly<Record<string, string>>;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE_MS, h: 3_600_000, d: DAY_MS };
const DEFAULT_WINDOW_MS = 3_600_000;
/** One point per minute: 10,080 of them. */
const MAX_WINDOW_MS = 7 * DAY_MS;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/**
 * `from` and `to`; without `from` the hour before the end.
 * @throws BadParameter
 */
export function readWindow(parameters: Parameters, nowMs: number): TimeWindow {
  const toMs = readTime("to", parameters["to"], nowMs);
  const fromMs = readTime("from", parameters["from"], nowMs) ?? (toMs ?? nowMs) - DEFAULT_WINDOW_MS;
  if (toMs === undefined) return { fromMs };
  if (fromMs >= toMs) throw new BadParameter(`from (${iso(fromMs)}) must lie before to (${iso(toMs)})`);
  return { fromMs, toMs };
}

/** The window widened to whole minutes; without `to` it ends now. @throws BadParameter if it is too long for a chart of minutes */
export function readMinutes(parameters: Parameters, nowMs: number): Required<TimeWindow> {
  const { fromMs, toMs = Math.max(nowMs, fromMs + 1) } = readWindow(parameters, nowMs);
  if (toMs - fromMs > MAX_WINDOW_MS) {
    throw new BadParameter(`from and to are ${Math.round((toMs - fromMs) / DAY_MS)} days apart, expected at most 7`);
  }
  return { fromMs: Math.floor(fromMs / MINUTE_MS) * MINUTE_MS, toMs: Math.ceil(toMs / MINUTE_MS) * MINUTE_MS };
}

/** How far ahead: `horizon`, an hour if left out. @throws BadParameter */
export function readHorizon(parameters: Parameters): number {
  const text = parameters["horizon"];
  if (!text) return DEFAULT_WINDOW_MS;
  const horizonMs = readDuration(text);
  if (horizonMs === undefined || horizonMs > DAY_MS) {
    throw new BadParameter(
      `horizon is ${JSON.stringify(text)}, expected a time of at most a day, such as 30m, 6h or 1d`,
    );
  }
  return horizonMs;
}

/** `q`, `service` and `level` as a filter over the window. @throws BadParameter */
export function readFilter(parameters: Parameters, window: TimeWindow): LogFilter {
  const { q, service, level } = parameters;
  return {
    ...window,
    ...(q ? { text: parseQuery(q) } : {}),
    ...(service ? { service } : {}),
    ...(level ? { levels: level.split(",").map(readLevel) } : {}),
  };
}

/** @throws BadParameter */
export function readLimit(parameters: Parameters): number {
  const text = parameters["limit"];
  if (!text) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MAX_LIMIT) {
    throw new BadParameter(`limit is ${JSON.stringify(text)}, expected a whole number from 1 to ${MAX_LIMIT}`);
  }
  return limit;
}

/** A moment ahead, or how long from now: `2h`. @throws BadParameter */
export function readUntil(text: string, nowMs: number): number {
  const durationMs = readDuration(text);
  const timeMs = durationMs === undefined ? parseIso(text) : nowMs + durationMs;
  if (Number.isNaN(timeMs)) {
    throw new BadParameter(
      `until is ${JSON.stringify(text)}, expected a time such as 2026-11-23T12:00:00Z, or how long, such as 30m, 2h or 1d`,
    );
  }
  return timeMs;
}

/** A moment, or how long before now: pages whose clock is wrong still ask for the right hour. */
function readTime(name: string, text: string | undefined, nowMs: number): number | undefined {
  if (!text) return undefined;
  const agoMs = readDuration(text);
  if (agoMs !== undefined) return nowMs - agoMs;
  const timeMs = /^\d{9,14}$/.test(text) ? Number(text) : parseIso(text);
  if (Number.isNaN(timeMs)) {
    throw new BadParameter(
      `${name} is ${JSON.stringify(text)}, expected a time such as 2026-11-23T12:00:00Z, epoch milliseconds, ` +
        "or how long ago, such as 15m, 6h or 2d",
    );
  }
  return timeMs;
}

function readDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return amount === undefined || unit === undefined ? undefined : Number(amount) * (UNIT_MS[unit] ?? 0);
}

/** A time without a zone is UTC wherever this runs. NaN if it is no ISO 8601 date or time. */
function parseIso(text: string): number {
  const parts = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!parts) return Number.NaN;
  const [, time, zone] = parts;
  return Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text);
}

function readLevel(text: string): Level {
  const level = LEVELS.find((known) => known === text);
  if (!level) throw new BadParameter(`level is ${JSON.stringify(text)}, expected one or more of ${LEVELS.join(",")}`);
  return level;
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
