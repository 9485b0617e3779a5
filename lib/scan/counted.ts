/**
 * The ledger of counted errors: per group and minute of arrival, how many were counted. A store shows records late, and scans
 * overlap or run twice; whatever a scan sees, only what exceeds the ledger is new.
 */
import type { AlertSeverity, CountedErrors } from "../alerts/alert.ts";
import { type AlertGroup, groupKey } from "../alerts/group.ts";
import type { ErrorGroupCount } from "../ports.ts";
import { MINUTE_MS } from "./window.ts";

export interface NewErrors extends AlertGroup {
  readonly errors: number;
  readonly severity: AlertSeverity;
  readonly firstMs: number;
}

/** What exceeds the ledger, one entry per group. */
export function newErrors(counted: CountedErrors, seen: readonly ErrorGroupCount[]): NewErrors[] {
  const groups = new Map<string, NewErrors>();
  for (const { service, pattern, minuteMs, count, fatalCount } of seen) {
    const minute = (minuteMs - (counted.fromMs ?? minuteMs)) / MINUTE_MS;
    if (minute < 0) continue;
    const key = groupKey({ service, pattern });
    const errors = count - (counted.groups[key]?.[minute] ?? 0);
    if (errors <= 0) continue;
    const known = groups.get(key);
    groups.set(key, {
      service,
      pattern,
      errors: errors + (known?.errors ?? 0),
      severity: fatalCount > 0 ? "fatal" : (known?.severity ?? "error"),
      firstMs: Math.min(minuteMs, known?.firstMs ?? minuteMs),
    });
  }
  return [...groups.values()];
}

/** The ledger with what was seen, without the minutes before `fromMs`: no later scan looks there. */
export function countErrors(counted: CountedErrors, seen: readonly ErrorGroupCount[], fromMs: number): CountedErrors {
  const keptFromMs = Math.max(fromMs, counted.fromMs ?? fromMs);
  const settledMinutes = (keptFromMs - (counted.fromMs ?? keptFromMs)) / MINUTE_MS;
  const groups: Record<string, number[]> = {};
  for (const [key, counts] of Object.entries(counted.groups)) {
    const kept = counts.slice(settledMinutes);
    if (kept.length > 0) groups[key] = kept;
  }
  for (const { service, pattern, minuteMs, count } of seen) {
    const minute = (minuteMs - keptFromMs) / MINUTE_MS;
    if (minute < 0) continue;
    const key = groupKey({ service, pattern });
    groups[key] ??= [];
    const counts = groups[key];
    while (counts.length <= minute) counts.push(0);
    counts[minute] = Math.max(count, counts[minute] ?? 0);
  }
  return { fromMs: keptFromMs, groups };
}
