/**
 * What is worth a line but no mail of its own: it waits in the outbox of its route, goes out at the end of the next mail, and is forgotten
 * after a day without one.
 */
import { DAY_MS } from "../durations.ts";
import type { Measured, Severity } from "./signal.ts";
import { type Subject, subjectKey } from "./subject.ts";

export interface Aside extends Subject {
  readonly severity: Severity;
  /** What it says, for people. */
  readonly template: string;
  readonly measured: Measured;
  readonly sinceMs: number;
  readonly atMs: number;
  /** A mail took it along: it is kept so that the next one does not say it again. */
  readonly isTold?: boolean;
}

const MOST_ASIDES = 20;

/** @param newer of the same subject takes the place of the older, and stays told if that was the same incident */
export function addAsides(older: readonly Aside[], newer: readonly Aside[]): readonly Aside[] {
  if (newer.length === 0) return older;
  const asides = new Map(older.map((aside) => [subjectKey(aside), aside]));
  for (const aside of newer) {
    const key = subjectKey(aside);
    const before = asides.get(key);
    asides.delete(key);
    const isTold = before?.isTold === true && aside.sinceMs <= before.atMs;
    asides.set(key, isTold ? { ...aside, isTold } : aside);
  }
  return [...asides.values()].slice(-MOST_ASIDES);
}

export function currentAsides(asides: readonly Aside[], nowMs: number): readonly Aside[] {
  const current = asides.filter(({ atMs }) => nowMs - atMs < DAY_MS);
  return current.length === asides.length ? asides : current;
}

/** Without what alerts tell themselves. */
export function withoutSubjects(asides: readonly Aside[], told: readonly Subject[]): readonly Aside[] {
  const keys = new Set(told.map(subjectKey));
  const others = asides.filter((aside) => !keys.has(subjectKey(aside)));
  return others.length === asides.length ? asides : others;
}
