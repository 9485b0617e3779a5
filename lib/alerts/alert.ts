/** What the alert ledger keeps: one Alert per group, from its first error until it has been resolved for a while. */
import type { ObjectStore } from "../ports.ts";
import { readState } from "../state.ts";

/** Errors of one service with one message template. */
export interface AlertGroup {
  /** Empty if the records name no service. */
  readonly service: string;
  /** Fingerprint of the message template; empty if the records carry none. */
  readonly pattern: string;
}

export type AlertPhase = "firing" | "resolved";

export interface Alert extends AlertGroup {
  readonly phase: AlertPhase;
  readonly severity: "error" | "fatal";
  /** The message with its variable parts masked, for people. */
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

export interface AlertLedger {
  readonly alerts: readonly Alert[];
}

export const ALERTS_KEY = "state/alerts.json";

export async function readAlerts(objects: ObjectStore): Promise<readonly Alert[]> {
  return (await readState<AlertLedger>(objects, ALERTS_KEY, { alerts: [] })).alerts;
}
