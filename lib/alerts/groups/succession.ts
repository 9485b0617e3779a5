/**
 * When the masker of messages changes, known groups come back under new patterns. They are known all the same: what is remembered of the
 * old pattern, and its alert, pass to the new one, as soon as a record of the old group tells which that is. Until all are found, groups of
 * a service that has some left are not taken for new. Pure.
 */
import { MINUTE_MS } from "../../durations.ts";
import type { ErrorGroupCount } from "../../ports.ts";
import type { Alert } from "../alert.ts";
import type { AlertState } from "../state.ts";
import { ERROR_GROUPS, subjectKey } from "../subject.ts";
import { joinUsual } from "./join-usual.ts";
import { type Group, type Groups, groupKey } from "./memory.ts";

/** By groupKey under the old pattern: the new pattern. */
export type Successors = Readonly<Record<string, string>>;

export interface Succession {
  /** Of the last groups that were found. */
  readonly atMs: number;
  readonly successors: Successors;
}

/** The store has records under old patterns for so long that scans look at. */
const SUCCESSION_MS = 60 * MINUTE_MS;

/** Groups whose pattern is not of `masker`, which is what stands before the first hyphen of a pattern; the last seen first. */
export function leftBehind(groups: Groups, masker: string): Group[] {
  return [...groups.values()]
    .filter(({ pattern }) => pattern.includes("-") && !pattern.startsWith(`${masker}-`))
    .sort((a, b) => b.seenMinute - a.seenMinute);
}

/** The pattern if the template reads the same under both maskers. */
export function sameTemplate(pattern: string, masker: string): string {
  return `${masker}${pattern.slice(pattern.indexOf("-"))}`;
}

/** The state with everything under the new patterns. */
export function succeed(state: AlertState, found: Successors, atMs: number): AlertState {
  const isPast = state.succession !== undefined && atMs - state.succession.atMs > SUCCESSION_MS;
  if (Object.keys(found).length === 0) return isPast ? { ...state, succession: undefined } : state;
  const groups = new Map<string, Group>();
  for (const [oldKey, group] of state.groups) {
    const renamed = { ...group, pattern: found[oldKey] ?? group.pattern };
    const key = groupKey(renamed);
    const known = groups.get(key);
    groups.set(key, known ? joinGroups(known, renamed) : renamed);
  }
  const alerts = new Map<string, Alert>();
  for (const alert of state.alerts) {
    const successor = alert.rule === ERROR_GROUPS ? found[groupKey(alert)] : undefined;
    const renamed = successor === undefined ? alert : { ...alert, pattern: successor };
    const key = subjectKey(renamed);
    const known = alerts.get(key);
    if (!known || isLouder(renamed, known)) alerts.set(key, renamed);
  }
  const successors = { ...state.succession?.successors, ...found };
  return { ...state, groups, alerts: [...alerts.values()], succession: { atMs, successors } };
}

/** What the store still has under old patterns, counted under the new ones. */
export function underSuccessors(seen: readonly ErrorGroupCount[], successors: Successors): readonly ErrorGroupCount[] {
  if (Object.keys(successors).length === 0) return seen;
  const counts = new Map<string, ErrorGroupCount>();
  for (const entry of seen) {
    const pattern = successors[groupKey(entry)] ?? entry.pattern;
    const key = `${entry.minuteMs} ${groupKey({ ...entry, pattern })}`;
    const known = counts.get(key);
    const count = entry.count + (known?.count ?? 0);
    counts.set(key, { ...entry, pattern, count, fatalCount: entry.fatalCount + (known?.fatalCount ?? 0) });
  }
  return [...counts.values()];
}

function joinGroups(a: Group, b: Group): Group {
  const counts = new Map(a.counts);
  for (const [minute, errors] of b.counts) counts.set(minute, errors + (counts.get(minute) ?? 0));
  const newer = a.seenMinute >= b.seenMinute ? a : b;
  return { ...newer, pattern: a.pattern, counts, usual: joinUsual(a.usual, b.usual) };
}

function isLouder(a: Alert, b: Alert): boolean {
  return (a.phase === "firing") === (b.phase === "firing") ? a.count > b.count : a.phase === "firing";
}
