/** What the alert ledger keeps: one Alert per group, from its first error until it has been resolved for a while. */
import type { ObjectStore } from "../ports.ts";
import { readState } from "../state.ts";
import type { AlertGroup } from "./group.ts";
import { EMPTY_OUTBOX, type Outbox } from "./outbox.ts";

export type AlertPhase = "firing" | "resolved";
export type AlertSeverity = "error" | "fatal";

export interface Alert extends AlertGroup {
  readonly phase: AlertPhase;
  readonly severity: AlertSeverity;
  /** The message with its variable parts masked, for people; empty until a sample was read. */
  readonly template: string;
  /** Arrival minute of the first error of this incident. */
  readonly sinceMs: number;
  /** When the last scan that saw errors ran. */
  readonly lastSeenMs: number;
  readonly resolvedMs?: number;
  /** Errors of this incident so far. */
  readonly count: number;
  /** Up to 3 messages, each at most 500 characters. */
  readonly samples: readonly string[];
  /** Scans in a row that saw no new error. */
  readonly cleanScans: number;
}

/**
 * All that scans remember, in one object, so that one compare-and-set moves it as a whole: what was counted, what follows from it, and
 * the mail that must go out about it.
 */
export interface AlertLedger {
  readonly alerts: readonly Alert[];
  /** What arrived before was scanned. Absent before the first scan. */
  readonly watermarkMs?: number;
  /** The last scan that counted as an evaluation of all alerts. */
  readonly evaluatedMs?: number;
  readonly counted: CountedErrors;
  readonly outbox: Outbox;
}

export interface CountedErrors {
  /** Minutes of arrival before this one are settled: nothing in them counts any more. Absent before the first scan. */
  readonly fromMs?: number;
  /** Group → how many of its errors were counted in the minute of `fromMs`, the one after it, and so on. */
  readonly groups: Readonly<Record<string, readonly number[]>>;
}

export const ALERTS_KEY = "state/alerts.json";

export const EMPTY_LEDGER: AlertLedger = { alerts: [], counted: { groups: {} }, outbox: EMPTY_OUTBOX };

export async function readAlerts(objects: ObjectStore): Promise<readonly Alert[]> {
  return (await readState(objects, ALERTS_KEY, EMPTY_LEDGER)).alerts;
}

/** The more urgent first: firing, fatal, many, new. */
export function byUrgency(a: Urgency, b: Urgency): number {
  if (a.phase !== b.phase) return a.phase === "firing" ? -1 : 1;
  if (a.severity !== b.severity) return a.severity === "fatal" ? -1 : 1;
  return b.count - a.count || b.sinceMs - a.sinceMs;
}

type Urgency = Pick<Alert, "phase" | "severity" | "count" | "sinceMs">;
