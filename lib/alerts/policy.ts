/** What sluice.yml says of an alert: how loud it is, where it goes, when nobody is told. */
import type { AlertGroupRule, ToldWhen } from "../config/alert-group.ts";
import { DEFAULT_ROUTE } from "../config/alert-route.ts";
import type { MuteHours } from "../config/mute-hours.ts";
import type { Settings } from "../config/settings.ts";
import { matchesGlob } from "../normalize/glob.ts";
import { forecastMuting } from "./forecast-policy.ts";
import { summaryOf } from "./rule-summary.ts";
import type { Severity } from "./signal.ts";
import { ERROR_GROUPS, FORECAST, type Subject } from "./subject.ts";

type AlertsOf = Pick<Settings, "alerts">;

export interface GroupPolicy {
  readonly tell: ToldWhen;
  /** Absent: that of the errors themselves. */
  readonly severity?: Severity;
  readonly route: string;
  readonly runbookUrl?: string;
  /** Absent: in 2 of 3 minutes. */
  readonly forMinutes?: number;
}

export interface RulePolicy {
  readonly severity: Severity;
  readonly route: string;
  readonly runbookUrl?: string;
  readonly forMinutes: number;
  /** What it says, for people. */
  readonly summary: string;
}

/** Of an alert of either kind: when nobody is told. */
export interface Muting {
  readonly mute: readonly MuteHours[];
  readonly mutedBy: readonly string[];
}

export function groupPolicyOf(settings: AlertsOf, group: { service: string; template: string }): GroupPolicy {
  const entry = groupEntry(settings, group);
  return {
    tell: entry?.when ?? "unusual",
    route: entry?.route ?? DEFAULT_ROUTE,
    ...(entry?.severity && { severity: entry.severity }),
    ...(entry?.runbook !== undefined && { runbookUrl: entry.runbook }),
    ...(entry?.for && { forMinutes: entry.for.minutes }),
  };
}

/** Undefined if sluice.yml has no such rule, or has it no more. */
export function rulePolicyOf(settings: AlertsOf, name: string): RulePolicy | undefined {
  const rule = settings.alerts.rules.find((rule) => rule.name === name);
  if (!rule) return undefined;
  const { severity, route = DEFAULT_ROUTE, runbook, summary = summaryOf(rule) } = rule;
  return {
    severity,
    route,
    ...(runbook !== undefined && { runbookUrl: runbook }),
    forMinutes: rule.for.minutes,
    summary,
  };
}

export function mutingOf(settings: AlertsOf, alert: Subject & { readonly template: string }): Muting {
  if (alert.rule === FORECAST) return forecastMuting(settings, alert);
  const entry =
    alert.rule === ERROR_GROUPS
      ? groupEntry(settings, alert)
      : settings.alerts.rules.find(({ name }) => name === alert.rule);
  return { mute: entry?.mute ?? [], mutedBy: entry?.mutedBy ?? [] };
}

function groupEntry(
  { alerts }: AlertsOf,
  { service, template }: { service: string; template: string },
): AlertGroupRule | undefined {
  return alerts.groups.find(
    ({ match }) => matchesGlob(match.service, service) && matchesGlob(match.template, template),
  );
}
