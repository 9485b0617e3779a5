/** One minute in the life of all alerts: who breaches, who is quiet. Pure. */

import type { Alert } from "../alerts/alert.ts";
import { type Loads, loadAt } from "../alerts/groups/load.ts";
import {
  errorsWithin,
  type FreshErrors,
  type Group,
  type Groups,
  groupKey,
  minutesWithErrors,
} from "../alerts/groups/memory.ts";
import { breach, clear, countOn, type LifeCycleRules, resolve } from "../alerts/life-cycle.ts";
import type { RuleReading, Signal } from "../alerts/signal.ts";
import { ERROR_GROUPS, type Subject, subjectKey } from "../alerts/subject.ts";
import { MINUTE_MS } from "../durations.ts";
import { type GroupEvaluation, groupSignal, LONGEST_WINDOW_MINUTES } from "./group-signal.ts";
import { policyOf, type ScanPolicies } from "./policies.ts";
import type { AlertSamples } from "./samples.ts";

/** By subjectKey. */
export type Alerts = ReadonlyMap<string, Alert>;

export interface Minute {
  readonly minute: number;
  readonly isOver: boolean;
  /** The store could not be read for so long, and what was held up arrives now or just did: nothing is quiet. Else 0. */
  readonly heldUpMinutes: number;
  /** Its end, or now. */
  readonly atMs: number;
  /** New errors of this minute, and of earlier ones what showed up late. */
  readonly fresh: readonly FreshErrors[];
  /** Of the groups with errors in this minute, or with some that show up late. */
  readonly keys: readonly string[];
  readonly readings: readonly RuleReading[];
}

interface MinuteContext extends Minute {
  /** With the fresh errors. */
  readonly groups: Groups;
  readonly loads: Loads;
  /** Keys of the groups that had errors before this minute: any other is new. */
  readonly known: ReadonlySet<string>;
  /** Services that have groups under patterns of an earlier masker: their new patterns may be old acquaintances. */
  readonly inSuccession: ReadonlySet<string>;
  readonly samples: ReadonlyMap<string, AlertSamples>;
}

/** Of groups. */
export const MAX_ALERTS = 500;
/** A storm of groups takes no room from rules. */
const MAX_RULE_ALERTS = 100;
/** Stands for all groups that found no room among the alerts. */
export const FURTHER_GROUPS = {
  rule: ERROR_GROUPS,
  service: "",
  pattern: "further-groups",
  template: `Errors of further groups, beside ${MAX_ALERTS - 1} that have alerts of their own`,
} as const;

export function liveThrough(before: Alerts, context: MinuteContext, rules: ScanPolicies): Alerts {
  const alerts = new Map(before);
  const room = {
    groups: makeRoom(alerts, isOfOneGroup, MAX_ALERTS - 1),
    rules: makeRoom(alerts, ({ rule }) => rule !== ERROR_GROUPS, MAX_RULE_ALERTS),
  };
  const further = furtherGroups(context);
  const done = new Set<string>();

  for (const signal of signalsOf(alerts, context, rules)) {
    const own = subjectKey(signal);
    const ofKind = signal.rule === ERROR_GROUPS ? room.groups : room.rules;
    const hasRoom = alerts.has(own) || !signal.isBreaching || ofKind.take();
    const subject = hasRoom ? signal : further(signal);
    const key = subjectKey(subject);
    const alert = alerts.get(key);
    if (signal.isBreaching) {
      alerts.set(
        key,
        breach(alert, context.minute, subject, lifeCycleOf(subject, alert?.template ?? "", rules) ?? rules),
      );
      done.add(key);
    } else if (alert) {
      alerts.set(key, countOn(alert, signal.events));
    }
  }
  for (const [key, alert] of alerts) {
    if (done.has(key)) continue;
    const next = undisturbed(alert, context, rules);
    if (next) alerts.set(key, next);
    else alerts.delete(key);
  }
  return alerts;
}

/** Only what is new counts: a group without an alert of its own leaves no trace of what was counted before. */
function furtherGroups({ fresh }: MinuteContext): (signal: Signal) => Signal {
  let inMinute = 0;
  let news: Map<string, number> | undefined;
  return (signal) => {
    inMinute += signal.inMinute ?? 0;
    news ??= errorsByGroup(fresh);
    return { ...signal, ...FURTHER_GROUPS, events: news.get(groupKey(signal)) ?? 0, inMinute };
  };
}

function errorsByGroup(fresh: readonly FreshErrors[]): Map<string, number> {
  const errors = new Map<string, number>();
  for (const group of fresh) errors.set(groupKey(group), group.errors + (errors.get(groupKey(group)) ?? 0));
  return errors;
}

function signalsOf(alerts: Alerts, context: MinuteContext, rules: ScanPolicies): Signal[] {
  const ofRules = context.readings.filter(({ isUnknown }) => !isUnknown).flatMap(({ signals }) => signals);
  return [...groupSignals(alerts, context, rules), ...ofRules];
}

/** Of all groups that had errors in this minute, or that show some late; the most errors first. */
function groupSignals(alerts: Alerts, context: MinuteContext, rules: ScanPolicies): Signal[] {
  const { minute, heldUpMinutes, groups, loads, known, inSuccession, samples } = context;
  const fresh = Map.groupBy(context.fresh, groupKey);
  const signals: Signal[] = [];
  for (const key of context.keys) {
    const group = groups.get(key);
    if (!group) continue;
    const own = fresh.get(key) ?? [];
    const subject = subjectKey({ rule: ERROR_GROUPS, ...group });
    const alert = alerts.get(subject);
    const { tell, severity } = rules.groupPolicy({
      service: group.service,
      template: alert?.template || (samples.get(subject)?.template ?? ""),
    });
    const afterMinute = endOfIncidentBefore(alert);
    const signal = groupSignal({
      group,
      minute,
      heldUpMinutes,
      load: loadAt(loads.get(group.service), minute),
      afterMinute,
      ...((isOpen(alert) ? undefined : leadingUpTo(group, minute, afterMinute)) ?? newIn(own, minute)),
      isFatal: own.some(({ isFatal }) => isFatal),
      isNew: !known.has(key) && !inSuccession.has(group.service),
      isFiring: alert?.phase === "firing",
      tell,
    });
    signals.push(severity === undefined || signal.severity === "fatal" ? signal : { ...signal, severity });
  }
  return signals.sort((a, b) => b.events - a.events);
}

function isOpen(alert: Alert | undefined): boolean {
  return alert !== undefined && alert.phase !== "resolved";
}

/** What led to the incident before this one is told and done. */
function endOfIncidentBefore(alert: Alert | undefined): number {
  const endMs = isOpen(alert) ? alert?.earlier.at(-1)?.resolvedMs : alert?.resolvedMs;
  return (endMs ?? 0) / MINUTE_MS - 1;
}

type Events = Pick<GroupEvaluation, "events" | "minutes" | "firstMinute">;

function newIn(fresh: readonly FreshErrors[], minute: number): Events {
  return {
    events: fresh.reduce((sum, { errors }) => sum + errors, 0),
    minutes: 1,
    firstMinute: fresh.reduce((first, errors) => Math.min(first, errors.minute), minute),
  };
}

/** The errors before the one that made them unusual belong to the incident too. */
function leadingUpTo(group: Group, minute: number, afterMinute: number): Events | undefined {
  const after = Math.max(minute - LONGEST_WINDOW_MINUTES, afterMinute);
  const minutes = minutesWithErrors(group, after, minute);
  if (minutes === 0) return undefined;
  let firstMinute = Math.floor(after) + 1;
  while (!group.counts.has(firstMinute)) firstMinute++;
  return { events: errorsWithin(group, after, minute), minutes, firstMinute };
}

/** Nothing breaches, as far as can be told. */
function undisturbed(alert: Alert, context: MinuteContext, rules: ScanPolicies): Alert | undefined {
  const own = lifeCycleOf(alert, alert.template, rules);
  if (!own) return resolve(alert, context.atMs);
  const isTold = alert.rule === ERROR_GROUPS || context.readings.some((r) => r.rule === alert.rule && !r.isUnknown);
  if (!context.isOver || !isTold || context.heldUpMinutes > 0) return alert;
  const next = clear(alert, context.minute, own);
  if (alert.phase !== "firing" || next?.phase !== "resolved") return next;
  const group = context.groups.get(groupKey(alert));
  const goesOn = group !== undefined && errorsWithin(group, alert.lastSeenMs / MINUTE_MS - 1, context.minute) > 0;
  return goesOn ? { ...next, goesOn } : next;
}

/** Undefined: its rule is gone. */
function lifeCycleOf({ rule, service }: Subject, template: string, rules: ScanPolicies): LifeCycleRules | undefined {
  const policy = policyOf({ rule, service, template }, rules);
  return policy && { resolveAfterMinutes: rules.resolveAfterMinutes, forMinutes: policy.forMinutes };
}

/** Alerts of the kind that nobody needs to hear of, the oldest first, make room for new ones. @param most beside FURTHER_GROUPS */
function makeRoom(alerts: Map<string, Alert>, isOfKind: (alert: Alert) => boolean, most: number): { take(): boolean } {
  let places = most - [...alerts.values()].filter(isOfKind).length;
  let removable: [string, Alert][] | undefined;
  return {
    take() {
      if (places > 0) return places-- > 0;
      removable ??= [...alerts]
        .filter(([, alert]) => isOfKind(alert) && isRemovable(alert))
        .sort(([, a], [, b]) => b.lastSeenMs - a.lastSeenMs);
      // What has breached in this minute, since they were listed, is another one by now.
      let oldest = removable.pop();
      while (oldest && alerts.get(oldest[0]) !== oldest[1]) oldest = removable.pop();
      if (oldest) alerts.delete(oldest[0]);
      return oldest !== undefined;
    },
  };
}

function isOfOneGroup({ rule, pattern }: Alert): boolean {
  return rule === ERROR_GROUPS && pattern !== FURTHER_GROUPS.pattern;
}

function isRemovable({ phase, told }: Alert): boolean {
  return phase !== "firing" && !told;
}
