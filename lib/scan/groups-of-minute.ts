/** What one minute says of each group of errors. Pure. */
import type { Alert } from "../alerts/alert.ts";
import { loadAt } from "../alerts/groups/load.ts";
import { errorsWithin, type FreshErrors, type Group, groupKey, minutesWithErrors } from "../alerts/groups/memory.ts";
import type { Signal } from "../alerts/signal.ts";
import { ERROR_GROUPS, subjectKey } from "../alerts/subject.ts";
import { MINUTE_MS } from "../durations.ts";
import { type GroupEvaluation, groupSignal, LONGEST_WINDOW_MINUTES } from "./group-signal.ts";
import type { Alerts, MinuteContext } from "./minute.ts";
import type { ScanPolicies } from "./policies.ts";

/** Of all groups that had errors in this minute, or that show some late; the most errors first. */
export function groupSignals(alerts: Alerts, context: MinuteContext, policies: ScanPolicies): Signal[] {
  const { minute, heldUp, groups, loads, known, inSuccession, samples } = context;
  const fresh = Map.groupBy(context.fresh, groupKey);
  const signals: Signal[] = [];
  for (const key of context.keys) {
    const group = groups.get(key);
    if (!group) continue;
    const own = fresh.get(key) ?? [];
    const subject = subjectKey({ rule: ERROR_GROUPS, ...group });
    const alert = alerts.get(subject);
    const { tell, severity, forMinutes } = policies.groupPolicy({
      service: group.service,
      template: alert?.template || (samples.get(subject)?.template ?? ""),
    });
    const afterMinute = endOfIncidentBefore(alert);
    const isFatal = own.some((errors) => errors.isFatal);
    const isNew = !known.has(key) && !inSuccession.has(group.service);
    const signal = groupSignal({
      group,
      watchedGroups: groups.size,
      minute,
      heldUp,
      load: loadAt(loads.get(group.service), minute),
      afterMinute,
      ...((isOpen(alert) ? undefined : leadingUpTo(group, minute, afterMinute)) ?? newIn(own, minute)),
      isFatal,
      isNew,
      mustHold: forMinutes !== undefined,
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
