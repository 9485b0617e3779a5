/** Whom a minute gives something to tell, and by which route. */
import type { Alert } from "../alerts/alert.ts";
import { type Aside, addAsides } from "../alerts/aside.ts";
import { type Groups, groupKey } from "../alerts/groups/memory.ts";
import type { Notice } from "../alerts/notice.ts";
import { addNotices, EMPTY_OUTBOX } from "../alerts/outbox.ts";
import type { AlertState } from "../alerts/state.ts";
import { ERROR_GROUPS, subjectKey } from "../alerts/subject.ts";
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

export interface RoutedAside {
  readonly route: string;
  readonly aside: Aside;
}

export function tellAll(
  alerts: Alerts,
  { minute, atMs, groups, readings }: Minute & { readonly groups: Groups },
  { silences }: AlertState,
  policies: ScanPolicies,
): { alerts: Alerts; notices: RoutedNotice[] } {
  const firing = recentlyFiring(alerts, atMs);
  const signals = new Map(readings.flatMap((reading) => reading.signals).map((signal) => [subjectKey(signal), signal]));
  const next = new Map(alerts);
  const notices: RoutedNotice[] = [];
  for (const [key, alert] of alerts) {
    const policy = policyOf(alert, policies);
    const told = tell(alert, {
      atMs,
      isMuted: () => policies.mutedBecause(alert, { atMs, firing, silences }) !== undefined,
      perMinute: () => signals.get(key)?.perMinute ?? countsOf(groups, alert, minute),
      runbookUrl: policy?.runbookUrl,
    });
    next.set(key, told.alert);
    // A rule that is gone has no route of its own.
    if (told.notice) notices.push({ route: policy?.route ?? DEFAULT_ROUTE, notice: told.notice });
  }
  return { alerts: next, notices };
}

/** What a parent brought about may show for a while longer than the parent itself. */
function recentlyFiring(alerts: Alerts, atMs: number): Alert[] {
  return [...alerts.values()].filter(
    ({ phase, resolvedMs = 0 }) => phase === "firing" || (phase === "resolved" && atMs - resolvedMs < AFTERMATH_MS),
  );
}

function countsOf(groups: Groups, alert: Alert, minute: number): readonly number[] {
  const group = alert.rule === ERROR_GROUPS ? groups.get(groupKey(alert)) : undefined;
  if (!group) return [];
  const first = minute - LONGEST_WINDOW_MINUTES + 1;
  return Array.from({ length: LONGEST_WINDOW_MINUTES }, (_, index) => group.counts.get(first + index) ?? 0);
}

/** What waits for the next mail of its route; what is muted, or told by an alert, waits for none. */
export function asidesOf(
  alerts: Alerts,
  { readings, atMs }: Pick<Minute, "readings" | "atMs">,
  { silences }: Pick<AlertState, "silences">,
  policies: ScanPolicies,
): RoutedAside[] {
  const asides = readings.flatMap((reading) => reading.asides ?? []);
  if (asides.length === 0) return [];
  const firing = recentlyFiring(alerts, atMs);
  return asides.flatMap((aside) => {
    const isTold = firing.some((alert) => subjectKey(alert) === subjectKey(aside));
    if (isTold || policies.mutedBecause(aside, { atMs, firing, silences }) !== undefined) return [];
    return [{ route: policyOf(aside, policies)?.route ?? DEFAULT_ROUTE, aside }];
  });
}

export function withNotices(
  outboxes: AlertState["outboxes"],
  notices: readonly RoutedNotice[],
  asides: readonly RoutedAside[],
): AlertState["outboxes"] {
  const next = { ...outboxes };
  for (const { route, aside } of asides) {
    const outbox = next[route] ?? EMPTY_OUTBOX;
    next[route] = { ...outbox, asides: addAsides(outbox.asides ?? [], [aside]) };
  }
  for (const { route, notice } of notices) next[route] = addNotices(next[route] ?? EMPTY_OUTBOX, [notice]);
  return next;
}
