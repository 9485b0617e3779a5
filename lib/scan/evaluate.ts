/**
 * One scan's effect on what is remembered, pure: new errors are counted, every alert lives through the minutes since the last scan, and
 * what people must hear of goes to the outbox of its route.
 */

import { type Alert, byUrgency } from "../alerts/alert.ts";
import { type Loads, learnLoad, loadAt } from "../alerts/groups/load.ts";
import {
  countFresh,
  forgetGroups,
  freshErrors,
  type Group,
  type Groups,
  groupKey,
  learnMinute,
} from "../alerts/groups/memory.ts";
import { leftBehind, underSuccessors } from "../alerts/groups/succession.ts";
import { mostToLearn } from "../alerts/groups/usual.ts";
import type { Notice } from "../alerts/notice.ts";
import { addNotices, EMPTY_OUTBOX } from "../alerts/outbox.ts";
import type { RuleReading } from "../alerts/signal.ts";
import type { AlertState } from "../alerts/state.ts";
import { ERROR_GROUPS, subjectKey } from "../alerts/subject.ts";
import { tell } from "../alerts/tell.ts";
import { DEFAULT_ROUTE } from "../config/alert-route.ts";
import { MINUTE_MS } from "../durations.ts";
import { PATTERN_VERSION } from "../patterns/pattern.ts";
import type { ErrorGroupCount } from "../ports.ts";
import { LONGEST_WINDOW_MINUTES } from "./group-signal.ts";
import { type Alerts, liveThrough, type Minute } from "./minute.ts";
import { minutesOf, pauseBefore } from "./minutes.ts";
import { policyOf, type ScanPolicies } from "./policies.ts";
import type { AlertSamples } from "./samples.ts";
import type { ScanWindow } from "./window.ts";

export interface Observation {
  readonly window: ScanWindow;
  readonly groups: readonly ErrorGroupCount[];
  /** Of minutes that are over. */
  readonly readings: readonly RuleReading[];
  /** Of groups without samples, by subjectKey. */
  readonly samples: ReadonlyMap<string, AlertSamples>;
}

export interface Evaluation {
  readonly state: AlertState;
  readonly newErrors: number;
  readonly fired: number;
  readonly resolved: number;
}

const KEEP_RESOLVED_MS = 24 * 60 * MINUTE_MS;
/** As many alerts keep their samples: a mail shows ten. */
const MOST_SAMPLED = 50;
const AFTERMATH_MS = 15 * MINUTE_MS;

export function evaluate(before: AlertState, observation: Observation, rules: ScanPolicies): Evaluation {
  const { window, samples } = observation;
  const state = window.restart ? withoutTime(before, window, rules) : before;
  // Under the patterns that this state knows: another run may have found more of them.
  const { successors = {} } = state.succession ?? {};
  const seen = underSuccessors(observation.groups, successors);
  const fresh = freshErrors(state.groups, seen, state.countedFromMinute ?? window.fromMs / MINUTE_MS);
  const pause = pauseBefore(state, window);
  const groups = countFresh(state.groups, fresh);
  const minutes = minutesOf(state, { ...observation, groups, fresh, pause });

  let alerts: Alerts = new Map(state.alerts.map((alert) => [subjectKey(alert), alert]));
  const known = new Set(state.groups.keys());
  const inSuccession = new Set(leftBehind(state.groups, PATTERN_VERSION).map(({ service }) => service));
  const notices: RoutedNotice[] = [];
  let loads = state.loads;
  for (const minute of minutes) {
    const lived = liveThrough(alerts, { ...minute, groups, loads, known, inSuccession, samples }, rules);
    const told = tellAll(withSamples(lived, samples), { ...minute, groups }, state, rules);
    alerts = told.alerts;
    notices.push(...told.notices);
    loads = learn(groups, loads, alerts, minute);
    for (const errors of minute.fresh) known.add(groupKey(errors));
  }

  const watermarkMs = Math.max(window.toMs, state.watermarkMs ?? window.toMs);
  const nowMinute = Math.floor(watermarkMs / MINUTE_MS);
  const countedFromMinute = Math.max(
    Math.floor((watermarkMs - rules.lookBackMs) / MINUTE_MS),
    state.countedFromMinute ?? window.fromMs / MINUTE_MS,
  );
  const keptFromMinute = Math.min(countedFromMinute, nowMinute - LONGEST_WINDOW_MINUTES);
  return {
    state: {
      ...state,
      alerts: kept([...alerts.values()], window.toMs),
      silences: state.silences.filter(({ untilMs }) => untilMs > window.toMs),
      outboxes: withNotices(state.outboxes, notices),
      groups: forgetGroups(groups, keptFromMinute, nowMinute),
      loads,
      watermarkMs,
      countedFromMinute,
      ...pause,
    },
    newErrors: fresh.reduce((sum, { errors }) => sum + errors, 0),
    fired: notices.filter(({ notice }) => notice.kind === "firing").length,
    resolved: notices.filter(({ notice }) => notice.kind === "resolved").length,
  };
}

/** Another run may have put the state right since the window was chosen: then there is nothing to forget. */
function withoutTime(state: AlertState, window: ScanWindow, rules: ScanPolicies): AlertState {
  if ((state.watermarkMs ?? 0) <= window.toMs + rules.lookBackMs) return state;
  const { watermarkMs: _, countedFromMinute: __, ...rest } = state;
  const groups = new Map([...state.groups].map(([key, group]) => [key, { ...group, counts: new Map() }]));
  return { ...rest, groups };
}

/** What was seen of a minute when it is over, and of earlier ones what shows up late. @param groups learn it */
function learn(
  groups: Map<string, Group>,
  known: Loads,
  alerts: Alerts,
  { minute, isOver, fresh, keys }: Minute,
): Loads {
  const byService = new Map<string, number>();

  function teach(key: string, errors: number): void {
    const group = groups.get(key);
    if (!group || errors <= 0) return;
    const { service } = group;
    const isTold = alerts.get(subjectKey({ rule: ERROR_GROUPS, ...group }))?.phase === "firing";
    const load = loadAt(known.get(service), minute);
    groups.set(key, learnMinute(group, { minute, errors, load, isTold }));
    // A single incident makes no hour of the day.
    const usual = Math.min(errors, load * mostToLearn(group.usual));
    byService.set(service, usual + (byService.get(service) ?? 0));
  }

  for (const errors of fresh) if (errors.minute < minute) teach(groupKey(errors), errors.errors);
  if (isOver) for (const key of keys) teach(key, groups.get(key)?.counts.get(minute) ?? 0);
  let loads = known;
  for (const [service, errors] of byService) loads = learnLoad(loads, service, minute, errors);
  return loads;
}

interface RoutedNotice {
  readonly route: string;
  readonly notice: Notice;
}

function tellAll(
  alerts: Alerts,
  { minute, atMs, groups }: Minute & { readonly groups: Groups },
  { silences }: AlertState,
  rules: ScanPolicies,
): { alerts: Alerts; notices: RoutedNotice[] } {
  // What a parent brought about may show for a while longer than the parent itself.
  const firing = [...alerts.values()].filter(
    ({ phase, resolvedMs = 0 }) => phase === "firing" || (phase === "resolved" && atMs - resolvedMs < AFTERMATH_MS),
  );
  const next = new Map(alerts);
  const notices: RoutedNotice[] = [];
  for (const [key, alert] of alerts) {
    const policy = policyOf(alert, rules);
    const told = tell(alert, {
      atMs,
      isMuted: () => rules.mutedBecause(alert, { atMs, firing, silences }) !== undefined,
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

function withNotices(outboxes: AlertState["outboxes"], notices: readonly RoutedNotice[]): AlertState["outboxes"] {
  const next = { ...outboxes };
  for (const { route, notice } of notices) next[route] = addNotices(next[route] ?? EMPTY_OUTBOX, [notice]);
  return next;
}

function withSamples(alerts: Alerts, samples: ReadonlyMap<string, AlertSamples>): Alerts {
  const next = new Map(alerts);
  for (const [key, found] of samples) {
    const alert = next.get(key);
    if (alert && alert.samples.length === 0) next.set(key, { ...alert, ...found });
  }
  return next;
}

function kept(alerts: readonly Alert[], atMs: number): Alert[] {
  const remembered = alerts.filter(
    ({ phase, resolvedMs, told }) =>
      phase !== "resolved" || told || resolvedMs === undefined || atMs - resolvedMs < KEEP_RESOLVED_MS,
  );
  const sampled = new Set(
    remembered
      .filter(({ phase }) => phase === "firing")
      .sort(byUrgency)
      .slice(0, MOST_SAMPLED),
  );
  return remembered.map((alert) =>
    sampled.has(alert) || alert.samples.length === 0 ? alert : { ...alert, samples: [] },
  );
}
