/** Scans over error groups that are given, without a store. */
import type { Alert } from "../../../lib/alerts/alert.ts";
import type { RuleReading } from "../../../lib/alerts/signal.ts";
import type { AlertState } from "../../../lib/alerts/state.ts";
import type { ErrorGroupCount } from "../../../lib/ports.ts";
import { type Evaluation, evaluate } from "../../../lib/scan/evaluate.ts";
import type { ScanPolicies } from "../../../lib/scan/policies.ts";

export const MINUTE_MS = 60_000;

export const RULES: ScanPolicies = {
  lookBackMs: 15 * MINUTE_MS,
  resolveAfterMinutes: 3,
  groupPolicy: () => ({ route: "default", tell: "unusual" }),
  forecastPolicy: () => ({ route: "default", tell: "unusual", forMinutes: 3 }),
  rulePolicy: () => ({ route: "default", severity: "warn", forMinutes: 2, summary: "" }),
  mutedBecause: () => undefined,
};

/** @param minute may have a fraction: then the scan runs within a minute */
export function scanned(
  state: AlertState,
  minute: number,
  groups: readonly ErrorGroupCount[],
  { rules = RULES, readings = [] }: { rules?: ScanPolicies; readings?: readonly RuleReading[] } = {},
): Evaluation {
  const fromMs = Math.floor(minute - rules.lookBackMs / MINUTE_MS - 1) * MINUTE_MS;
  const window = { fromMs, toMs: minute * MINUTE_MS, isBehind: false, restart: false };
  return evaluate(state, { window, groups, readings, samples: new Map() }, rules);
}

export function errorsOf(minute: number, services: readonly string[], count = 1, fatalCount = 0): ErrorGroupCount[] {
  return services.map((service) => ({ service, pattern: "2-00", minuteMs: minute * MINUTE_MS, count, fatalCount }));
}

export function alertOf(state: AlertState, service: string): Alert | undefined {
  return state.alerts.find((alert) => alert.service === service);
}
