/**
 * One scan's effect on what is remembered, pure: new errors are counted, every alert lives through the minutes since the last scan, and
 * what people must hear of goes to the outbox of its route.
 */

import { type Alert, byUrgency } from "../alerts/alert.ts";
import { countFresh, forgetGroups, freshErrors, groupKey } from "../alerts/groups/memory.ts";
import { leftBehind, underSuccessors } from "../alerts/groups/succession.ts";
import type { RuleReading } from "../alerts/signal.ts";
import type { AlertState } from "../alerts/state.ts";
import { subjectKey } from "../alerts/subject.ts";
import { MINUTE_MS } from "../durations.ts";
import { PATTERN_VERSION } from "../patterns/pattern.ts";
import type { ErrorGroupCount } from "../ports.ts";
import { LONGEST_WINDOW_MINUTES } from "./group-signal.ts";
import { learn } from "./learning.ts";
import { type Alerts, liveThrough } from "./minute.ts";
import { minutesOf, pauseBefore } from "./minutes.ts";
import type { ScanPolicies } from "./policies.ts";
import type { AlertSamples } from "./samples.ts";
import { asidesOf, type RoutedAside, type RoutedNotice, tellAll, withNotices } from "./telling.ts";
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

export function evaluate(before: AlertState, observation: Observation, policies: ScanPolicies): Evaluation {
  const { window, samples } = observation;
  const state = window.restart ? withoutTime(before, window, policies) : before;
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
  const asides: RoutedAside[] = [];
  let loads = state.loads;
  for (const minute of minutes) {
    const lived = liveThrough(alerts, { ...minute, groups, loads, known, inSuccession, samples }, policies);
    const told = tellAll(withSamples(lived, samples), { ...minute, groups }, state, policies);
    alerts = told.alerts;
    notices.push(...told.notices);
    asides.push(...asidesOf(alerts, minute, state, policies));
    if (minute.isOver) loads = learn(groups, loads, alerts, minute.settled);
    for (const errors of minute.fresh) known.add(groupKey(errors));
  }

  const watermarkMs = Math.max(window.toMs, state.watermarkMs ?? window.toMs);
  const nowMinute = Math.floor(watermarkMs / MINUTE_MS);
  const countedFromMinute = Math.max(
    Math.floor((watermarkMs - policies.lookBackMs) / MINUTE_MS),
    state.countedFromMinute ?? window.fromMs / MINUTE_MS,
  );
  const keptFromMinute = Math.min(countedFromMinute, nowMinute - LONGEST_WINDOW_MINUTES);
  return {
    state: {
      ...state,
      alerts: kept([...alerts.values()], window.toMs),
      silences: state.silences.filter(({ untilMs }) => untilMs > window.toMs),
      outboxes: withNotices(state.outboxes, notices, asides),
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
function withoutTime(state: AlertState, window: ScanWindow, policies: ScanPolicies): AlertState {
  if ((state.watermarkMs ?? 0) <= window.toMs + policies.lookBackMs) return state;
  const { watermarkMs: _, countedFromMinute: __, ...rest } = state;
  const groups = new Map([...state.groups].map(([key, group]) => [key, { ...group, counts: new Map() }]));
  return { ...rest, groups };
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
