/** What a minute teaches of what is usual, once it is settled whether it was part of an incident. */
import type { Alert } from "../alerts/alert.ts";
import { type Loads, learnLoad, loadAt } from "../alerts/groups/load.ts";
import { type Group, learnMinute } from "../alerts/groups/memory.ts";
import { learnedErrors } from "../alerts/groups/usual.ts";
import { ERROR_GROUPS, subjectKey } from "../alerts/subject.ts";
import { MINUTE_MS } from "../durations.ts";
import type { Alerts } from "./minute.ts";

/** @param keys of the groups with errors in that minute @param groups learn it */
export function learn(
  groups: Map<string, Group>,
  known: Loads,
  alerts: Alerts,
  { minute, keys }: { readonly minute: number; readonly keys: readonly string[] },
): Loads {
  const byService = new Map<string, number>();
  for (const key of keys) {
    const group = groups.get(key);
    if (!group) continue;
    const { service } = group;
    const errors = group.counts.get(minute) ?? 0;
    const load = loadAt(known.get(service), minute);
    const incidentMinutes = minutesIntoIncident(alerts.get(subjectKey({ rule: ERROR_GROUPS, ...group })), minute);
    groups.set(key, learnMinute(group, { minute, errors, load, incidentMinutes }));
    // A single incident makes no hour of the day.
    const usual = learnedErrors(group.usual, { errors, load, incidentMinutes });
    byService.set(service, usual + (byService.get(service) ?? 0));
  }
  let loads = known;
  for (const [service, errors] of byService) loads = learnLoad(loads, service, minute, errors);
  return loads;
}

/** What is over by itself in so short a time, quiet minutes included, is the way of a group rather than an incident. */
const SHORT_MS = 8 * MINUTE_MS;

function minutesIntoIncident(alert: Alert | undefined, minute: number): number | undefined {
  if (!alert) return undefined;
  const timeMs = minute * MINUTE_MS;
  const incidents = [
    ...alert.earlier,
    { sinceMs: alert.sinceMs, resolvedMs: alert.resolvedMs ?? Number.POSITIVE_INFINITY },
  ];
  const incident = incidents.find(
    ({ sinceMs, resolvedMs }) => sinceMs <= timeMs && timeMs < resolvedMs && resolvedMs - sinceMs > SHORT_MS,
  );
  return incident && (timeMs - incident.sinceMs) / MINUTE_MS;
}
