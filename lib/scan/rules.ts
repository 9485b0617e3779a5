/** What a scan asks of sluice.yml, as functions: the evaluation knows nothing of its keys. */
import type { Alert, Silence } from "../alerts/alert.ts";
import { MINUTE_MS } from "../alerts/groups/memory.ts";
import type { Severity } from "../alerts/signal.ts";
import { ERROR_GROUPS } from "../alerts/subject.ts";
import type { Settings } from "../config/settings.ts";
import type { GroupsToTell } from "./group-signal.ts";

export interface Policy {
  readonly route: string;
  /** How long it must breach before it fires; undefined: in 2 of 3 minutes. */
  readonly forMinutes?: number | undefined;
  readonly runbookUrl?: string | undefined;
}

export interface GroupPolicy extends Policy {
  readonly tell: GroupsToTell;
  /** Of errors; undefined: error, and fatal if one of them is. */
  readonly severity?: Severity | undefined;
}

export interface MuteContext {
  readonly atMs: number;
  readonly firing: readonly Alert[];
  readonly silences: readonly Silence[];
}

export interface ScanRules {
  readonly lookBackMs: number;
  readonly resolveAfterMinutes: number;
  /** @param group its template is empty until a sample was read */
  readonly groupPolicy: (group: { readonly service: string; readonly template: string }) => GroupPolicy;
  /** Undefined if there is no such rule any more. */
  readonly rulePolicy: (rule: string) => Policy | undefined;
  /** Why nobody is told of this alert now; undefined: people are. */
  readonly mutedBecause: (alert: Alert, context: MuteContext) => string | undefined;
}

/** Undefined: the rule is gone. */
export function policyOf(
  { rule, service, template }: Pick<Alert, "rule" | "service" | "template">,
  rules: ScanRules,
): Policy | undefined {
  return rule === ERROR_GROUPS ? rules.groupPolicy({ service, template }) : rules.rulePolicy(rule);
}

/** @throws nothing: sluice.yml was checked when it was read */
export function scanRules({ scan }: Pick<Settings, "scan">): ScanRules {
  return {
    lookBackMs: scan.lookBackMinutes * MINUTE_MS,
    resolveAfterMinutes: scan.resolveAfterCleanScans,
    groupPolicy: () => ({ route: "default", tell: "unusual" }),
    rulePolicy: () => undefined,
    mutedBecause: () => undefined,
  };
}
