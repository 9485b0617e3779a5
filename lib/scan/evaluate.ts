/**
 * One scan's effect on what is remembered, pure: new errors are counted, every alert lives through the minutes since the last scan, and
 * what people must hear of goes to the outbox of its route.
 */
import { type Alert, byUrgency } from "../alerts/alert.ts";
import { learnLoad, loadAt } from "../alerts/groups/load.ts";
import {
  countFresh,
  type FreshErrors,
  forgetGroups,
  freshErrors,
  type Groups,
  groupKey,
  learnMinute,
  MINUTE_MS,
} from "../alerts/groups/memory.ts";
import { leftBehind } from "../alerts/groups/succession.ts";
import type { Notice } from "../alerts/notice.ts";
import { addNotices, EMPTY_OUTBOX } from "../alerts/outbox.ts";
import type { RuleReading } from "../alerts/signal.ts";
import type { AlertState } from "../alerts/state.ts";
import { ERROR_GROUPS, subjectKey } from "../alerts/subject.ts";
import { tell } from "../alerts/tell.ts";
import { PATTERN_VERSION } from "../patterns/pattern.ts";
import type { ErrorGroupCount } from "../ports.ts";
import { LONGEST_WINDOW_MINUTES } from "./group-signal.ts";
import { type Alerts, liveThrough, type Minute } from "./minute.ts";
import { policyOf, type ScanRules } from "./rules.ts";
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
/** More than this between two scans is an interruption: silence after it may be only the way back. */
const LONGEST_PAUSE_MINUTES = 3;
const AFTERMATH_MS = 15 * MINUTE_MS;
/** For so long after an interruption what was held up meanwhile arrives. */
const RESUMING_MINUTES = 15;

export function evaluate(before: AlertState, observation: Observation, rules: ScanRules): Evaluation {
  const { window, samples } = observation;
  const state = window.restart ? withoutTime(before, window, rules) : before;
  const fresh = freshErrors(state.groups, observation.groups, state.countedFromMinute ?? window.fromMs / MINUTE_MS);
  const pause = pauseBefore(state, window);
  const minutes = minutesOf(state, observation, fresh, pause);

  let groups: Groups = countFresh(state.groups, fresh);
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
    ({ groups, loads } = learned({ groups, loads }, alerts, minute));
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
      evaluatedMinute: Math.max(nowMinute - 1, state.evaluatedMinute ?? nowMinute - 1),
      ...pause,
    },
    newErrors: fresh.reduce((sum, { errors }) => sum + errors, 0),
    fired: notices.filter(({ notice }) => notice.kind === "firing").length,
    resolved: notices.filter(({ notice }) => notice.kind === "resolved").length,
  };
}

/** Another run may have put the state right since the window was chosen: then there is nothing to forget. */
function withoutTime(state: AlertState, window: ScanWindow, rules: ScanRules): AlertState {
  if ((state.watermarkMs ?? 0) <= window.toMs + rules.lookBackMs) return state;
  const { watermarkMs: _, countedFromMinute: __, evaluatedMinute: ___, ...rest } = state;
  const groups = new Map([...state.groups].map(([key, group]) => [key, { ...group, counts: new Map() }]));
  return { ...rest, groups };
}

type Pause = Pick<AlertState, "unreadSinceMs" | "resumedMs" | "unreadMinutes">;

/** The interruption that ends with this scan, or the last one before it. */
function pauseBefore(state: AlertState, { toMs }: ScanWindow): Pause {
  const { evaluatedMinute, unreadSinceMs, resumedMs, unreadMinutes } = state;
  const paused = Math.floor(toMs / MINUTE_MS) - 1 - (evaluatedMinute ?? Number.POSITIVE_INFINITY);
  const unread = unreadSinceMs === undefined ? 0 : Math.floor((toMs - unreadSinceMs) / MINUTE_MS);
  const ended = { unreadSinceMs: undefined };
  if (paused > LONGEST_PAUSE_MINUTES || unread > LONGEST_PAUSE_MINUTES) {
    return { ...ended, resumedMs: toMs, unreadMinutes: Math.max(0, unread) };
  }
  return {
    ...ended,
    ...(resumedMs !== undefined && { resumedMs }),
    ...(unreadMinutes !== undefined && { unreadMinutes }),
  };
}

/** Minutes that no scan has lived through, and the one that has just begun; errors that show up late belong to the first of them. */
function minutesOf(
  state: AlertState,
  { window, readings }: Observation,
  fresh: readonly FreshErrors[],
  { resumedMs = 0, unreadMinutes = 0 }: Pause,
): Minute[] {
  const nowMinute = Math.floor(window.toMs / MINUTE_MS);
  const first = (state.evaluatedMinute ?? window.fromMs / MINUTE_MS - 1) + 1;
  const minutes: Minute[] = [];
  for (let minute = first; minute <= nowMinute; minute++) {
    const isOver = minute < nowMinute;
    const atMs = isOver ? (minute + 1) * MINUTE_MS : window.toMs;
    const inMinute = fresh.filter((errors) => errors.minute === minute || (minute === first && errors.minute < first));
    const read = isOver ? readings.filter(({ minuteMs }) => minuteMs === minute * MINUTE_MS) : [];
    const sinceResumed = minute - Math.floor(resumedMs / MINUTE_MS);
    const isUnread = -unreadMinutes <= sinceResumed && sinceResumed < RESUMING_MINUTES;
    const heldUpMinutes = isUnread ? unreadMinutes : 0;
    minutes.push({ minute, isOver, heldUpMinutes, atMs, fresh: inMinute, readings: read });
  }
  return minutes;
}

/** What was seen of a minute when it is over, and of earlier ones what shows up late. */
function learned(known: Pick<AlertState, "groups" | "loads">, alerts: Alerts, { minute, isOver, fresh }: Minute) {
  const groups = new Map(known.groups);
  const byService = new Map<string, number>();

  function teach(key: string, errors: number): void {
    const group = groups.get(key);
    if (!group || errors <= 0) return;
    const { service } = group;
    const isTold = alerts.get(subjectKey({ rule: ERROR_GROUPS, ...group }))?.phase === "firing";
    const load = loadAt(known.loads.get(service), minute);
    groups.set(key, learnMinute(group, { minute, errors, load, isTold }));
    if (!isTold) byService.set(service, errors + (byService.get(service) ?? 0));
  }

  for (const errors of fresh) if (errors.minute < minute) teach(groupKey(errors), errors.errors);
  if (isOver) for (const [key, { counts }] of known.groups) teach(key, counts.get(minute) ?? 0);
  let { loads } = known;
  for (const [service, errors] of byService) loads = learnLoad(loads, service, minute, errors);
  return { groups, loads };
}

interface RoutedNotice {
  readonly route: string;
  readonly notice: Notice;
}

function tellAll(
  alerts: Alerts,
  { minute, atMs, groups }: Minute & { readonly groups: Groups },
  { silences }: AlertState,
  rules: ScanRules,
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
    if (told.notice) notices.push({ route: policy?.route ?? DEFAULT_ROUTE, notice: told.notice });
  }
  return { alerts: next, notices };
}

/** Of a rule that is gone. */
const DEFAULT_ROUTE = "default";

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
