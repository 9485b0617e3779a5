/**
 * The life of an alert: firing from its first error, resolved after some clean scans, firing again as a new incident. One step per
 * scan, pure: what was, what the scan saw, what is now, and whether people must hear of it.
 */
import type { Alert, AlertPhase, AlertSeverity } from "./alert.ts";
import type { AlertGroup } from "./group.ts";

export interface LifeCycleRules {
  readonly resolveAfterCleanScans: number;
}

/** What one scan saw of one group. */
export interface Sighting {
  /** Of the scan. */
  readonly atMs: number;
  /** New errors: not counted by any scan before. */
  readonly errors: number;
  /** Some of them may be fatal. */
  readonly severity: AlertSeverity;
  /** Arrival minute of the first of them. */
  readonly firstMs: number;
}

/** `notify`: the alert entered the phase it is in, and a notice is due. */
export interface Turn {
  readonly alert: Alert;
  readonly notify: boolean;
}

/** The first error of a group that has no alert. */
export function openAlert(group: AlertGroup, sighting: Sighting): Turn {
  return { alert: newIncident({ ...group, template: "", samples: [] }, sighting), notify: true };
}

export function alertAfterErrors(alert: Alert, sighting: Sighting): Turn {
  switch (alert.phase) {
    case "firing": {
      const severity = alert.severity === "fatal" ? "fatal" : sighting.severity;
      const sinceMs = Math.min(alert.sinceMs, sighting.firstMs);
      const count = alert.count + sighting.errors;
      const seen = { ...alert, severity, sinceMs, count, lastSeenMs: sighting.atMs, cleanScans: 0 };
      return { alert: seen, notify: false };
    }
    case "resolved":
      return { alert: newIncident(alert, sighting), notify: true };
    default:
      return unknownPhase(alert.phase);
  }
}

export function alertAfterCleanScan(alert: Alert, atMs: number, rules: LifeCycleRules): Turn {
  switch (alert.phase) {
    case "firing": {
      const cleanScans = alert.cleanScans + 1;
      if (cleanScans < rules.resolveAfterCleanScans) return { alert: { ...alert, cleanScans }, notify: false };
      return { alert: { ...alert, phase: "resolved", cleanScans, resolvedMs: atMs }, notify: true };
    }
    case "resolved":
      return { alert, notify: false };
    default:
      return unknownPhase(alert.phase);
  }
}

function newIncident(known: AlertGroup & Pick<Alert, "template" | "samples">, sighting: Sighting): Alert {
  const { service, pattern, template, samples } = known;
  const { severity, firstMs, atMs, errors } = sighting;
  const incident = { severity, sinceMs: firstMs, lastSeenMs: atMs, count: errors, cleanScans: 0 };
  return { service, pattern, phase: "firing", template, samples, ...incident };
}

function unknownPhase(phase: never): never {
  throw new TypeError(`An alert cannot be ${String(phase satisfies AlertPhase)}`);
}
