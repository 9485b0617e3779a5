/** One minute in the life of all alerts: who breaches, who is quiet. Pure. */

import type { Alert } from "../alerts/alert.ts";
import type { Loads } from "../alerts/groups/load.ts";
import { errorsWithin, type FreshErrors, type Groups, groupKey } from "../alerts/groups/memory.ts";
import type { Spans } from "../alerts/groups/usual.ts";
import { breach, clear, countOn, type LifeCycleRules, resolve } from "../alerts/life-cycle.ts";
import type { RuleReading, Signal } from "../alerts/signal.ts";
import { ERROR_GROUPS, type Subject, subjectKey } from "../alerts/subject.ts";
import { MINUTE_MS } from "../durations.ts";
import { groupSignals } from "./groups-of-minute.ts";
import { policyOf, type ScanPolicies } from "./policies.ts";
import { furtherGroups, roomAmong } from "./room.ts";
import type { AlertSamples } from "./samples.ts";

/** By subjectKey. */
export type Alerts = ReadonlyMap<string, Alert>;

export interface Minute {
  readonly minute: number;
  readonly isOver: boolean;
  /** For so long the store could not be read: where what was held up arrives within the span that ends with this minute. Else 0. */
  readonly heldUp: Spans;
  /** Its end, or now. */
  readonly atMs: number;
  /** New errors of this minute, and of earlier ones what showed up late. */
  readonly fresh: readonly FreshErrors[];
  /** Of the groups with errors in this minute, or with some that show up late. */
  readonly keys: readonly string[];
  readonly readings: readonly RuleReading[];
  /** The minute that leaves the longest window with this one, and the groups that had errors in it. */
  readonly settled: { readonly minute: number; readonly keys: readonly string[] };
}

export interface MinuteContext extends Minute {
  /** With the fresh errors. */
  readonly groups: Groups;
  readonly loads: Loads;
  /** Keys of the groups that had errors before this minute: any other is new. */
  readonly known: ReadonlySet<string>;
  /** Services that have groups under patterns of an earlier masker: their new patterns may be old acquaintances. */
  readonly inSuccession: ReadonlySet<string>;
  readonly samples: ReadonlyMap<string, AlertSamples>;
}

export function liveThrough(before: Alerts, context: MinuteContext, policies: ScanPolicies): Alerts {
  const alerts = new Map(before);
  const room = roomAmong(alerts);
  const further = furtherGroups(context.fresh);
  const done = new Set<string>();

  for (const signal of signalsOf(alerts, context, policies)) {
    const own = subjectKey(signal);
    const hasRoom = alerts.has(own) || !signal.isBreaching || room.take(signal);
    const subject = hasRoom ? signal : further(signal);
    const key = subjectKey(subject);
    const alert = alerts.get(key);
    if (signal.isBreaching) {
      alerts.set(
        key,
        breach(alert, context.minute, subject, lifeCycleOf(subject, alert?.template ?? "", policies) ?? policies),
      );
      done.add(key);
    } else if (alert) {
      alerts.set(key, countOn(alert, signal.events));
    }
  }
  for (const [key, alert] of alerts) {
    if (done.has(key)) continue;
    const next = undisturbed(alert, context, policies);
    if (next) alerts.set(key, next);
    else alerts.delete(key);
  }
  return alerts;
}

function signalsOf(alerts: Alerts, context: MinuteContext, policies: ScanPolicies): Signal[] {
  const ofRules = context.readings.filter(({ isUnknown }) => !isUnknown).flatMap(({ signals }) => signals);
  return [...groupSignals(alerts, context, policies), ...ofRules];
}

/** Nothing breaches, as far as can be told. */
function undisturbed(alert: Alert, context: MinuteContext, policies: ScanPolicies): Alert | undefined {
  const own = lifeCycleOf(alert, alert.template, policies);
  if (!own) return resolve(alert, context.atMs);
  const isTold = alert.rule === ERROR_GROUPS || context.readings.some((r) => r.rule === alert.rule && !r.isUnknown);
  if (!context.isOver || !isTold || context.heldUp.minute > 0) return alert;
  const next = clear(alert, context.minute, own);
  if (alert.phase !== "firing" || next?.phase !== "resolved") return next;
  const group = context.groups.get(groupKey(alert));
  const goesOn = group !== undefined && errorsWithin(group, alert.lastSeenMs / MINUTE_MS - 1, context.minute) > 0;
  return goesOn || isSaidToGoOn(alert, context) ? { ...next, goesOn: true } : next;
}

function isSaidToGoOn(alert: Alert, { readings }: MinuteContext): boolean {
  const key = subjectKey(alert);
  return readings.some(({ signals }) => signals.some((signal) => signal.goesOn && subjectKey(signal) === key));
}

/** Undefined: its rule is gone. */
function lifeCycleOf(
  { rule, service, pattern }: Subject,
  template: string,
  policies: ScanPolicies,
): LifeCycleRules | undefined {
  const policy = policyOf({ rule, service, pattern, template }, policies);
  return policy && { resolveAfterMinutes: policies.resolveAfterMinutes, forMinutes: policy.forMinutes };
}
