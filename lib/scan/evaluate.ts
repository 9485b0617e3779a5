/** One scan's effect on the ledger, pure: new errors are counted, every alert takes its turn, notices go to the outbox. */
import { type Alert, type AlertLedger, byUrgency } from "../alerts/alert.ts";
import { groupKey } from "../alerts/group.ts";
import {
  alertAfterCleanScan,
  alertAfterErrors,
  type LifeCycleRules,
  openAlert,
  type Turn,
} from "../alerts/life-cycle.ts";
import { addNotices, type Notice } from "../alerts/outbox.ts";
import type { ErrorGroupCount } from "../ports.ts";
import { countErrors, type NewErrors, newErrors } from "./counted.ts";
import type { AlertSamples } from "./samples.ts";
import { type ScanWindow, startOfMinute } from "./window.ts";

export interface ScanRules extends LifeCycleRules {
  readonly lookBackMs: number;
}

export interface Observation {
  readonly window: ScanWindow;
  readonly groups: readonly ErrorGroupCount[];
  /** Of groups without samples, by groupKey. */
  readonly samples: ReadonlyMap<string, AlertSamples>;
}

export interface Evaluation {
  readonly ledger: AlertLedger;
  readonly newErrors: number;
  readonly fired: number;
  readonly resolved: number;
}

/** Scans that meet (a wake-up and the schedule, a run delivered twice) are one evaluation: none is clean by being second. */
const EVALUATION_GAP_MS = 5_000;
const KEEP_RESOLVED_MS = 24 * 60 * 60_000;
export const MAX_ALERTS = 1_000;
/** Stands for all groups that found no room among the alerts. */
export const FURTHER_GROUPS = { service: "", pattern: "further-groups" } as const;

export function evaluate(before: AlertLedger, observation: Observation, rules: ScanRules): Evaluation {
  const { window, groups, samples } = observation;
  const ledger = window.restart ? withoutTime(before, window, rules) : before;
  const evaluatedMs = ledger.evaluatedMs ?? Number.NEGATIVE_INFINITY;
  const isEvaluation = window.toMs - evaluatedMs >= EVALUATION_GAP_MS;
  const fresh = newErrors(ledger.counted, groups).sort((a, b) => b.errors - a.errors);

  const turns = takeTurns(ledger.alerts, fresh, window.toMs, isEvaluation ? rules : undefined);
  const sampled = turns.map((turn) => ({ ...turn, alert: withSamples(turn.alert, samples) }));
  const notices = sampled.filter((turn) => turn.notify).map((turn) => noticeOf(turn.alert));
  const watermarkMs = Math.max(window.toMs, ledger.watermarkMs ?? window.toMs);

  return {
    ledger: {
      alerts: sampled.map((turn) => turn.alert).filter((alert) => isKept(alert, window.toMs)),
      watermarkMs,
      evaluatedMs: isEvaluation ? window.toMs : evaluatedMs,
      counted: countErrors(ledger.counted, groups, startOfMinute(watermarkMs - rules.lookBackMs)),
      outbox: addNotices(ledger.outbox, notices),
    },
    newErrors: fresh.reduce((sum, { errors }) => sum + errors, 0),
    fired: notices.filter(({ phase }) => phase === "firing").length,
    resolved: notices.filter(({ phase }) => phase === "resolved").length,
  };
}

/** Another run may have put the ledger right since the window was chosen: then there is nothing to forget. */
function withoutTime(ledger: AlertLedger, window: ScanWindow, rules: ScanRules): AlertLedger {
  if ((ledger.watermarkMs ?? 0) <= window.toMs + rules.lookBackMs) return ledger;
  return { alerts: ledger.alerts, outbox: ledger.outbox, counted: { groups: {} } };
}

/** @param rules undefined if alerts without errors do not take a turn */
function takeTurns(
  alerts: readonly Alert[],
  fresh: readonly NewErrors[],
  atMs: number,
  rules: LifeCycleRules | undefined,
): Turn[] {
  const turns = new Map<string, Turn>();
  const before = new Map(alerts.map((alert) => [groupKey(alert), alert]));
  const room = makeRoom(before, fresh);

  for (const errors of fresh) {
    const group = before.has(groupKey(errors)) || room.take() ? errors : FURTHER_GROUPS;
    const key = groupKey(group);
    const earlier = turns.get(key);
    const alert = earlier?.alert ?? before.get(key);
    const sighting = { ...errors, atMs };
    const { service, pattern } = group;
    const turn = alert ? alertAfterErrors(alert, sighting) : openAlert({ service, pattern }, sighting);
    turns.set(key, { alert: turn.alert, notify: turn.notify || earlier?.notify === true });
  }
  for (const [key, alert] of before) {
    if (turns.has(key)) continue;
    turns.set(key, rules ? alertAfterCleanScan(alert, atMs, rules) : { alert, notify: false });
  }
  return [...turns.values()];
}

/** Resolved alerts, the oldest first, make room for new groups; one place is kept for FURTHER_GROUPS. */
function makeRoom(alerts: Map<string, Alert>, fresh: readonly NewErrors[]): { take(): boolean } {
  const seen = new Set(fresh.map(groupKey));
  const removable = [...alerts]
    .filter(([key, { phase }]) => phase === "resolved" && !seen.has(key))
    .sort(([, a], [, b]) => (b.resolvedMs ?? 0) - (a.resolvedMs ?? 0));
  let places = MAX_ALERTS - 1 - alerts.size;
  return {
    take() {
      const oldest = places <= 0 ? removable.pop() : undefined;
      if (oldest) alerts.delete(oldest[0]);
      else places--;
      return oldest !== undefined || places >= 0;
    },
  };
}

function withSamples(alert: Alert, samples: ReadonlyMap<string, AlertSamples>): Alert {
  const found = alert.samples.length === 0 ? samples.get(groupKey(alert)) : undefined;
  return found ? { ...alert, ...found } : alert;
}

function noticeOf(alert: Alert): Notice {
  const { lastSeenMs: _, samples: __, cleanScans: ___, ...notice } = alert;
  return notice;
}

function isKept({ phase, resolvedMs }: Alert, atMs: number): boolean {
  return phase !== "resolved" || resolvedMs === undefined || atMs - resolvedMs < KEEP_RESOLVED_MS;
}

/** Firing alerts that lack samples, the most urgent first. */
export function alertsToSample({ alerts }: AlertLedger, limit: number): Alert[] {
  return alerts
    .filter(
      ({ phase, samples, pattern }) => phase === "firing" && samples.length === 0 && pattern !== FURTHER_GROUPS.pattern,
    )
    .sort(byUrgency)
    .slice(0, limit);
}
