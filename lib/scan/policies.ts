/** What a scan asks of sluice.yml, as functions: the evaluation knows nothing of its keys. */

import type { Alert, Silence } from "../alerts/alert.ts";
import { type ForecastPolicy, forecastPolicyFor } from "../alerts/forecast-policy.ts";
import { mutedBecause } from "../alerts/mute.ts";
import { type GroupPolicy, groupPolicyOf, type RulePolicy, rulePolicyOf } from "../alerts/policy.ts";
import { ERROR_GROUPS, FORECAST, type Subject } from "../alerts/subject.ts";
import type { Settings } from "../config/settings.ts";
import { MINUTE_MS } from "../durations.ts";

type Policy = GroupPolicy | RulePolicy | ForecastPolicy;

interface MuteContext {
  readonly atMs: number;
  readonly firing: readonly Alert[];
  readonly silences: readonly Silence[];
}

export interface ScanPolicies {
  readonly lookBackMs: number;
  readonly resolveAfterMinutes: number;
  /** @param group its template is empty until a sample was read */
  readonly groupPolicy: (group: { readonly service: string; readonly template: string }) => GroupPolicy;
  /** Undefined if nobody is to be told of that series, or it is none. */
  readonly forecastPolicy: (subject: Pick<Subject, "service" | "pattern">) => ForecastPolicy | undefined;
  /** Undefined if there is no such rule any more. */
  readonly rulePolicy: (rule: string) => RulePolicy | undefined;
  /** Why nobody is told of this alert now; undefined: people are. */
  readonly mutedBecause: (alert: Subject & Pick<Alert, "template">, context: MuteContext) => string | undefined;
}

/** Undefined: the rule is gone. */
export function policyOf(
  { rule, service, pattern, template }: Pick<Alert, "rule" | "service" | "pattern" | "template">,
  rules: ScanPolicies,
): Policy | undefined {
  if (rule === FORECAST) return rules.forecastPolicy({ service, pattern });
  return rule === ERROR_GROUPS ? rules.groupPolicy({ service, template }) : rules.rulePolicy(rule);
}

/** Nothing fails here: sluice.yml was checked when it was read. */
export function scanPolicies(settings: Pick<Settings, "scan" | "alerts">): ScanPolicies {
  return {
    lookBackMs: settings.scan.lookBackMinutes * MINUTE_MS,
    resolveAfterMinutes: settings.scan.resolveAfterCleanScans,
    groupPolicy: (group) => groupPolicyOf(settings, group),
    forecastPolicy: (subject) => forecastPolicyFor(settings, subject),
    rulePolicy: (rule) => rulePolicyOf(settings, rule),
    mutedBecause: (alert, context) => mutedBecause(alert, { ...context, settings }),
  };
}
