/** How many alerts there may be, which give way to new ones, and what stands for those that found no room. */
import type { Alert } from "../alerts/alert.ts";
import { type FreshErrors, groupKey } from "../alerts/groups/memory.ts";
import type { Signal } from "../alerts/signal.ts";
import { ERROR_GROUPS } from "../alerts/subject.ts";

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

export interface Room {
  /** Whether there is a place for one more alert: then it is taken. */
  take(signal: Signal): boolean;
}

/** @param alerts lose what gives way */
export function roomAmong(alerts: Map<string, Alert>): Room {
  const groups = makeRoom(alerts, isOfOneGroup, MAX_ALERTS - 1);
  const rules = makeRoom(alerts, ({ rule }) => rule !== ERROR_GROUPS, MAX_RULE_ALERTS);
  return { take: ({ rule }) => (rule === ERROR_GROUPS ? groups : rules).take() };
}

/** Only what is new counts: a group without an alert of its own leaves no trace of what was counted before. */
export function furtherGroups(fresh: readonly FreshErrors[]): (signal: Signal) => Signal {
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
