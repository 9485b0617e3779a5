/**
 * What a scan remembers of each group of errors: how many it counted, by minute of arrival, so that none is counted twice however late
 * the store shows it; when it was last seen, and what is usual.
 */
import { MINUTE_MS } from "../../durations.ts";
import type { ErrorGroupCount } from "../../ports.ts";
import { type Lesson, learn, NEVER, SPAN_MINUTES, type Usual } from "./usual.ts";

export interface Group {
  readonly service: string;
  readonly pattern: string;
  /** Of the last error. */
  readonly seenMinute: number;
  readonly usual: Usual;
  /** Errors counted by minute of arrival; minutes that are settled are left out. */
  readonly counts: ReadonlyMap<number, number>;
}

/** By groupKey. */
export type Groups = ReadonlyMap<string, Group>;

/** Errors that no scan counted before. */
export interface FreshErrors {
  readonly service: string;
  readonly pattern: string;
  readonly minute: number;
  readonly errors: number;
  readonly isFatal: boolean;
}

/** As many groups are remembered; those that were not seen for longest give way, and strangers before acquaintances. */
export const MOST_GROUPS = 10_000;
/** While their errors may be seen again, so many more: they would else be counted again. */
const MOST_COUNTED = 50_000;
const DAY_MINUTES = 24 * 60;
/** A pattern that was not seen for so long is new again. */
const MEMORY_MINUTES = 30 * 24 * 60;

/** A pattern has no blanks, so no two groups share a key. */
export function groupKey({ service, pattern }: { service: string; pattern: string }): string {
  return `${pattern} ${service}`;
}

/** What exceeds the memory, from `fromMinute` on. */
export function freshErrors(groups: Groups, seen: readonly ErrorGroupCount[], fromMinute: number): FreshErrors[] {
  const fresh: FreshErrors[] = [];
  for (const { service, pattern, minuteMs, count, fatalCount } of seen) {
    const minute = minuteMs / MINUTE_MS;
    if (minute < fromMinute) continue;
    const errors = count - (groups.get(groupKey({ service, pattern }))?.counts.get(minute) ?? 0);
    if (errors > 0) fresh.push({ service, pattern, minute, errors, isFatal: fatalCount > 0 });
  }
  return fresh;
}

/** The memory with the fresh errors counted. */
export function countFresh(groups: Groups, fresh: readonly FreshErrors[]): Map<string, Group> {
  const counted = new Map(groups);
  const touched = new Map<string, Map<number, number>>();
  for (const { service, pattern, minute, errors } of fresh) {
    const key = groupKey({ service, pattern });
    const group = counted.get(key) ?? { service, pattern, seenMinute: minute, usual: NEVER, counts: new Map() };
    const counts = touched.get(key) ?? new Map(group.counts);
    touched.set(key, counts);
    counts.set(minute, (counts.get(minute) ?? 0) + errors);
    counted.set(key, { ...group, counts, seenMinute: Math.max(group.seenMinute, minute) });
  }
  return counted;
}

export type SeenMinute = Omit<Lesson, "inQuarter">;

export function learnMinute(group: Group, seen: SeenMinute): Group {
  const inQuarter = errorsWithin(group, seen.minute - 1, seen.minute - 1 + SPAN_MINUTES.quarter);
  return { ...group, usual: learn(group.usual, { ...seen, inQuarter }) };
}

/** Without the counts of minutes before `fromMinute`, without what is forgotten, and no more than there is room for. */
export function forgetGroups(groups: Groups, fromMinute: number, nowMinute: number): Groups {
  const known = [...groups].filter(([, { seenMinute }]) => nowMinute - seenMinute < MEMORY_MINUTES);
  const kept = known.length > MOST_GROUPS ? worthMost(known, fromMinute) : known;
  return new Map(kept.map(([key, group]) => [key, withoutCountsBefore(group, fromMinute)]));
}

/** A flood of patterns that come once must not make news of all that is known. */
function worthMost(groups: [string, Group][], fromMinute: number): [string, Group][] {
  const lastFirst = groups.toSorted(([, a], [, b]) => b.seenMinute - a.seenMinute);
  const acquaintances = lastFirst.filter(([, group]) => isAcquaintance(group)).slice(0, MOST_GROUPS);
  const keys = new Set(acquaintances.map(([key]) => key));
  const others = lastFirst.filter(([key]) => !keys.has(key));
  const counted = others.filter(([, { seenMinute }]) => seenMinute >= fromMinute).length;
  const room = Math.max(MOST_GROUPS - acquaintances.length, Math.min(MOST_COUNTED, counted));
  return [...acquaintances, ...others.slice(0, room)];
}

function isAcquaintance({ usual }: Group): boolean {
  return usual.minute - usual.sinceMinute >= DAY_MINUTES;
}

function withoutCountsBefore(group: Group, fromMinute: number): Group {
  const counts = [...group.counts].filter(([minute]) => minute >= fromMinute);
  return counts.length === group.counts.size ? group : { ...group, counts: new Map(counts) };
}

/** Errors of the minutes after `afterMinute`, up to and with `lastMinute`. */
export function errorsWithin(group: Group, afterMinute: number, lastMinute: number): number {
  let sum = 0;
  for (const errors of countsWithin(group, afterMinute, lastMinute)) sum += errors;
  return sum;
}

/** How many of those minutes had errors. */
export function minutesWithErrors(group: Group, afterMinute: number, lastMinute: number): number {
  return countsWithin(group, afterMinute, lastMinute).length;
}

/** They are known, and what is usual of them is learned anew. */
export function withoutUsual(groups: Groups): Groups {
  return new Map([...groups].map(([key, group]) => [key, { ...group, usual: NEVER }]));
}

/** The way over the span or over all counts, whichever is shorter: after hours a group has hundreds of them. */
function countsWithin({ counts }: Group, afterMinute: number, lastMinute: number): number[] {
  const within: number[] = [];
  if (counts.size <= lastMinute - afterMinute) {
    for (const [minute, errors] of counts) if (minute > afterMinute && minute <= lastMinute) within.push(errors);
    return within;
  }
  for (let minute = Math.floor(afterMinute) + 1; minute <= lastMinute; minute++) {
    const errors = counts.get(minute);
    if (errors !== undefined) within.push(errors);
  }
  return within;
}
