/** What a scan asks of sluice.yml, as functions: the evaluation knows nothing of its keys. */

import type { Alert, Silence } from "../alerts/alert.ts";
import { mutedBecause } from "../alerts/mute.ts";
import { type GroupPolicy, groupPolicyOf, type RulePolicy, rulePolicyOf } from "../alerts/policy.ts";
import { ERROR_GROUPS } from "../alerts/subject.ts";
import type { Settings } from "../config/settings.ts";
import { MINUTE_MS } from "../durations.ts";

type Policy = GroupPolicy | RulePolicy;

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
  /** Undefined if there is no such rule any more. */
  readonly rulePolicy: (rule: string) => RulePolicy | undefined;
  /** Why nobody is told of this alert now; undefined: people are. */
  readonly mutedBecause: (alert: Alert, context: MuteContext) => string | undefined;
}

/** Undefined: the rule is gone. */
export function policyOf(
  { rule, service, template }: Pick<Alert, "rule" | "service" | "template">,
  rules: ScanPolicies,
): Policy | undefined {
  return rule === ERROR_GROUPS ? rules.groupPolicy({ service, template }) : rules.rulePolicy(rule);
}

/** Nothing fails here: sluice.yml was checked when it was read. */
export function scanPolicies(settings: Pick<Settings, "scan" | "alerts">): ScanPolicies {
  return {
    lookBackMs: settings.scan.lookBackMinutes * MINUTE_MS,
    resolveAfterMinutes: settings.scan.resolveAfterCleanScans,
    groupPolicy: (group) => groupPolicyOf(settings, group),
    rulePolicy: (rule) => rulePolicyOf(settings, rule),
    mutedBecause: (alert, context) => mutedBecause(alert, { ...context, settings }),
  };
}
