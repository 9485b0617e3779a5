/**
 * The scan: what errors arrived since the last one and which rules hold, what that changes of the alerts, and a mail about it.
 *
 * It may be run at any time, by several at once, and may die at any point: what it counted, what follows from it and the mail that is
 * due are written in one compare-and-set before the mail is sent, and taken off the outbox after. So every error is counted once
 * and every mail is sent at least once, and twice only if a run dies between sending and saying so.
 */
import { succeed } from "../alerts/groups/succession.ts";
import type { RuleReading } from "../alerts/signal.ts";
import { changeAlertState, readAlertState } from "../alerts/state.ts";
import type { Settings } from "../config/settings.ts";
import { isSluiceError } from "../errors.ts";
import { lastArrivalMs } from "../ingest/arrival-mark.ts";
import type { LogStore } from "../ports.ts";
import { letSleep } from "./asleep.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import { type Claims, claimAll, deliverAll, type MailFailure, type MailOptions } from "./mails.ts";
import { readMissingSamples } from "./missing-samples.ts";
import { findSuccessors, readErrors, readMinutes } from "./observe.ts";
import { scanPolicies } from "./policies.ts";
import type { AlertSamples } from "./samples.ts";
import { nextWindow, type ScanWindow } from "./window.ts";

export interface ScanOptions extends MailOptions {
  readonly store: LogStore;
  readonly settings: Pick<Settings, "scan" | "alerts" | "forecast">;
  /** A wake message asked for it: errors arrived, whatever the mark of arrivals says. */
  readonly isWoken?: boolean;
}

export interface ScanReport {
  /** The arrivals looked at, half-open. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Not yet scanned: 0, except after an outage so long that the next runs go on. */
  readonly behindMs: number;
  readonly newErrors: number;
  /** Errors of more groups than a scan reads: older ones, which the scans before have counted unless the storm is new. */
  readonly uncounted: number;
  /** Alerts that this run set firing, or resolved, and that people hear of. */
  readonly fired: number;
  readonly resolved: number;
  /** Alerts that are firing now. */
  readonly firing: number;
  readonly mails: number;
  /** Mails that could not be sent: their notices wait for the next run. */
  readonly failures: readonly MailFailure[];
  /** Mails that were sent, but did not reach all. */
  readonly missed: readonly MailFailure[];
  /** Rules that could not be read. */
  readonly failedRules: readonly RuleFailure[];
}

export interface RuleFailure {
  readonly rule: string;
  readonly reason: string;
}

/** Three days of outage per run; the next run goes on. */
const MAX_STEPS = 12;
/** Of the 55 s that the function has. Rules that find no more time say so; errors are told in any case. */
const RULES_TIME_MS = 20_000;

/** @throws SluiceError if the store or the state fail; nothing is lost by that, the next run goes on */
export async function scan(options: ScanOptions): Promise<ScanReport> {
  const { nowMs } = options;
  const { last, steps } = await readAndEvaluate(options).catch(async (error: unknown) => {
    // The first failure is what people must hear of.
    await withoutReading(options, isSluiceError(error, "unavailable")).catch(() => undefined);
    throw error;
  });
  const { state } = last.evaluation;
  const { failures, missed } = await deliverAll(options, state, last.claims);

  const sum = (count: "newErrors" | "fired" | "resolved") =>
    steps.reduce((total, { evaluation }) => total + evaluation[count], 0);
  return {
    fromMs: steps[0]?.window.fromMs ?? last.window.fromMs,
    toMs: last.window.toMs,
    behindMs: nowMs - last.window.toMs,
    newErrors: sum("newErrors"),
    uncounted: steps.reduce((total, { rest }) => total + rest, 0),
    fired: sum("fired"),
    resolved: sum("resolved"),
    firing: state.alerts.filter(({ phase }) => phase === "firing").length,
    mails: last.claims.size - failures.length,
    failures,
    missed,
    failedRules: failedRules(steps.flatMap(({ readings }) => readings)),
  };
}

/** As many windows as lead up to now, or as one run can do. */
async function readAndEvaluate(options: ScanOptions): Promise<{ steps: readonly Step[]; last: Step }> {
  const timeUp = AbortSignal.timeout(RULES_TIME_MS);
  let last = await scanStep(options, timeUp, false);
  const steps = [last];
  while (last.window.isBehind && steps.length < MAX_STEPS) {
    last = await scanStep(options, timeUp, steps.length === MAX_STEPS - 1);
    steps.push(last);
  }
  return { steps, last };
}

/**
 * Mail that waits does not wait for the store.
 * @param isUnread what is held up meanwhile will come all at once, and nothing is quiet until then
 */
async function withoutReading(options: ScanOptions, isUnread: boolean): Promise<void> {
  let claims: Claims = new Map();
  const state = await changeAlertState(options.objects, (current) => {
    const isNew = isUnread && current.unreadSinceMs === undefined;
    const noted = isNew ? { ...current, unreadSinceMs: current.watermarkMs ?? options.nowMs } : current;
    const taken = claimAll(noted, options);
    claims = taken.claims;
    return claims.size > 0 ? taken.state : noted;
  });
  await deliverAll(options, state, claims);
}

/** Each rule once, with its last reason. */
function failedRules(readings: readonly RuleReading[]): RuleFailure[] {
  const reasons = new Map<string, string>();
  for (const { rule, failed } of readings) if (failed !== undefined) reasons.set(rule, failed);
  return [...reasons].map(([rule, reason]) => ({ rule, reason }));
}

interface Step {
  readonly readings: readonly RuleReading[];
  readonly window: ScanWindow;
  readonly evaluation: Evaluation;
  readonly rest: number;
  readonly claims: Claims;
}

/** One window: read, evaluate, store. The run's last step claims what waits to be mailed in the same write. */
async function scanStep(
  { objects, settings, nowMs, isWoken, ...options }: ScanOptions,
  timeUp: AbortSignal,
  isLast: boolean,
): Promise<Step> {
  const store = isWoken ? options.store : letSleep(options.store, await lastArrivalMs(objects));
  const policies = scanPolicies(settings);
  const stored = await readAlertState(objects);
  const window = nextWindow(stored.watermarkMs, nowMs, policies.lookBackMs);
  const found = await findSuccessors(store, stored);
  const state = succeed(stored, found, nowMs);
  const { groups, rest } = await readErrors(store, window);
  const readings = await readMinutes({ store, objects }, settings, state, window, timeUp);
  const unsampled = { window, groups, readings, samples: new Map<string, AlertSamples>() };
  const samples = await readMissingSamples(store, settings, evaluate(state, unsampled, policies).state, window, timeUp);
  const observation = { window, groups, readings, samples };
  const isToMail = isLast || !window.isBehind;

  // Somebody else may store another state in between; then this runs again on theirs, and the last answer is the one that counts.
  let evaluation = evaluate(state, observation, policies);
  let claimed: Claims = new Map();
  await changeAlertState(objects, (current) => {
    evaluation = evaluate(succeed(current, found, nowMs), observation, policies);
    const taken = isToMail
      ? claimAll(evaluation.state, { settings, nowMs })
      : { state: evaluation.state, claims: new Map() };
    claimed = taken.claims;
    return taken.state;
  });
  return { window, rest, readings, evaluation, claims: claimed };
}
