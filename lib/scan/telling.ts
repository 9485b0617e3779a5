/** Whom a minute gives something to tell, and by which route. */
import type { Alert } from "../alerts/alert.ts";
import { type Groups, groupKey } from "../alerts/groups/memory.ts";
import type { Notice } from "../alerts/notice.ts";
import { addNotices, EMPTY_OUTBOX } from "../alerts/outbox.ts";
import type { AlertState } from "../alerts/state.ts";
import { ERROR_GROUPS } from "../alerts/subject.ts";
import { tell } from "../alerts/tell.ts";
import { DEFAULT_ROUTE } from "../config/alert-route.ts";
import { MINUTE_MS } from "../durations.ts";
import { LONGEST_WINDOW_MINUTES } from "./group-signal.ts";
import type { Alerts, Minute } from "./minute.ts";
import { policyOf, type ScanPolicies } from "./policies.ts";

const AFTERMATH_MS = 15 * MINUTE_MS;

export interface RoutedNotice {
  readonly route: string;
  readonly notice: Notice;
}

export function tellAll(
  alerts: Alerts,
  { minute, atMs, groups }: Minute & { readonly groups: Groups },
  { silences }: AlertState,
  policies: ScanPolicies,
): { alerts: Alerts; notices: RoutedNotice[] } {
  // What a parent brought about may show for a while longer than the parent itself.
  const firing = [...alerts.values()].filter(
    ({ phase, resolvedMs = 0 }) => phase === "firing" || (phase === "resolved" && atMs - resolvedMs < AFTERMATH_MS),
  );
  const next = new Map(alerts);
  const notices: RoutedNotice[] = [];
  for (const [key, alert] of alerts) {
    const policy = policyOf(alert, policies);
    const told = tell(alert, {
      atMs,
      isMuted: () => policies.mutedBecause(alert, { atMs, firing, silences }) !== undefined,
      perMinute: () => countsOf(groups, alert, minute),
      runbookUrl: policy?.runbookUrl,
    });
    next.set(key, told.alert);
    // A rule that is gone has no route of its own.
    if (told.notice) notices.push({ route: policy?.route ?? DEFAULT_ROUTE, notice: told.notice });
  }
  return { alerts: next, notices };
}

function countsOf(groups: Groups, alert: Alert, minute: number): readonly number[] {
  const group = alert.rule === ERROR_GROUPS ? groups.get(groupKey(alert)) : undefined;
  if (!group) return [];
  const first = minute - LONGEST_WINDOW_MINUTES + 1;
  return Array.from({ length: LONGEST_WINDOW_MINUTES }, (_, index) => group.counts.get(first + index) ?? 0);
}

export function withNotices(
  outboxes: AlertState["outboxes"],
  notices: readonly RoutedNotice[],
): AlertState["outboxes"] {
  const next = { ...outboxes };
  for (const { route, notice } of notices) next[route] = addNotices(next[route] ?? EMPTY_OUTBOX, [notice]);
  return next;
}
