/**
 * The scan: what errors arrived since the last one and which rules hold, what that changes of the alerts, and a mail about it.
 *
 * It may be run at any time, by several at once, and may die at any point: what it counted, what follows from it and the mail that is
 * due are written in one compare-and-set before the mail is sent, and taken off the outbox after. So every error is counted once
 * and every mail is sent at least once, and twice only if a run dies between sending and saying so.
 */
import { type Alert, byUrgency } from "../alerts/alert.ts";
import { groupKey } from "../alerts/groups/memory.ts";
import { leftBehind, type Successors, sameTemplate, succeed, underSuccessors } from "../alerts/groups/succession.ts";
import type { Places } from "../alerts/links.ts";
import { composeMail } from "../alerts/mail.ts";
import { type Claim, claimNotices, clearClaim, EMPTY_OUTBOX, type Outbox, releaseClaim } from "../alerts/outbox.ts";
import type { RuleReading } from "../alerts/signal.ts";
import { type AlertState, changeAlertState, readAlertState } from "../alerts/state.ts";
import { ERROR_GROUPS, subjectKey } from "../alerts/subject.ts";
import type { Settings } from "../config/settings.ts";
import { isSluiceError } from "../errors.ts";
import { lastArrivalMs } from "../ingest/arrival-mark.ts";
import { PATTERN_VERSION } from "../patterns/pattern.ts";
import type { LogStore, Notifier, ObjectStore } from "../ports.ts";
import { letSleep } from "./asleep.ts";
import { type Evaluation, evaluate, type Observation } from "./evaluate.ts";
import { FURTHER_GROUPS } from "./minute.ts";
import { type MinuteToRead, minutesToRead, readRules } from "./rules/read.ts";
import { scanRules } from "./rules.ts";
import { type AlertSamples, readPattern, readSamples } from "./samples.ts";
import { nextWindow, type ScanWindow } from "./window.ts";

export interface ScanOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  /** By the name of the route. */
  readonly notifierOf: (route: string) => Promise<Notifier>;
  readonly settings: Pick<Settings, "scan" | "alerts">;
  readonly nowMs: number;
  /** What the mail links to. */
  readonly places?: Places | undefined;
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

interface MailFailure {
  readonly route: string;
  readonly reason: string;
}

/** Three days of outage per run; the next run goes on. */
const MAX_STEPS = 12;
/** Groups by minutes in one window: some 50 MB. */
const MOST_GROUPS = 200_000;
/** Twice as many as a mail shows: rules about groups look at what a sample says. */
const MAX_SAMPLED_ALERTS = 20;
/** Each is a query: some seconds of a run at most. */
const MAX_SUCCESSORS = 100;

/** Of the 55 s that the function has. Rules that find no more time say so; errors are told in any case. */
const RULES_TIME_MS = 20_000;

/** @throws SluiceError if the store or the state fail; nothing is lost by that, the next run goes on */
export async function scan(options: ScanOptions): Promise<ScanReport> {
  const { nowMs } = options;
  const { last, steps } = await readAndEvaluate(options).catch(async (error: unknown) => {
    // What is held up meanwhile will come all at once, and nothing is quiet until then. If this fails too, it is only not known.
    if (isSluiceError(error, "unavailable")) await noteUnread(options).catch(() => undefined);
    throw error;
  });
  const { state } = last.evaluation;
  const failures: MailFailure[] = [];
  const missed: MailFailure[] = [];
  for (const [route, claim] of last.claims) {
    const delivery = await deliver(options, state, route, claim);
    if (delivery.failure !== undefined) failures.push({ route, reason: delivery.failure });
    if (delivery.missed !== undefined) missed.push({ route, reason: delivery.missed });
  }

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
  while (last.window.toMs < options.nowMs && steps.length < MAX_STEPS) {
    last = await scanStep(options, timeUp, steps.length === MAX_STEPS - 1);
    steps.push(last);
  }
  return { steps, last };
}

async function noteUnread({ objects, nowMs }: ScanOptions): Promise<void> {
  await changeAlertState(objects, (state) =>
    state.unreadSinceMs === undefined ? { ...state, unreadSinceMs: state.watermarkMs ?? nowMs } : state,
  );
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
  /** By route. */
  readonly claims: ReadonlyMap<string, Claim>;
}

/** One window: read, evaluate, store. The run's last step claims what waits to be mailed in the same write. */
async function scanStep(
  { objects, settings, nowMs, ...options }: ScanOptions,
  timeUp: AbortSignal,
  isLast: boolean,
): Promise<Step> {
  const store = letSleep(options.store, await lastArrivalMs(objects));
  const rules = scanRules(settings);
  const stored = await readAlertState(objects);
  const window = nextWindow(stored.watermarkMs, nowMs, rules.lookBackMs);
  const found = await findSuccessors(store, stored);
  const state = succeed(stored, found, nowMs);
  const { groups: seen, rest } = await store.errorGroups({
    ingestedFromMs: window.fromMs,
    ingestedToMs: window.toMs,
    most: MOST_GROUPS,
  });
  const groups = state.succession ? underSuccessors(seen, state.succession.successors) : seen;
  const readings = await readMinutes(store, settings, minutesToRead(state, window.toMs), timeUp);
  const unsampled = { window, groups, readings, samples: new Map<string, AlertSamples>() };
  const samples = await readMissingSamples(store, evaluate(state, unsampled, rules).state, window.toMs);
  const observation: Observation = { window, groups, readings, samples };
  const claims = isLast || window.toMs === nowMs;

  // Somebody else may store another state in between; then this runs again on theirs, and the last answer is the one that counts.
  let evaluation = evaluate(state, observation, rules);
  let claimed = new Map<string, Claim>();
  await changeAlertState(objects, (current) => {
    evaluation = evaluate(succeed(current, found, nowMs), observation, rules);
    claimed = new Map();
    return claims ? claimAll(evaluation.state, nowMs, claimed) : evaluation.state;
  });
  return { window, rest, readings, evaluation, claims: claimed };
}

async function readMinutes(
  store: LogStore,
  settings: Pick<Settings, "alerts">,
  minutes: readonly MinuteToRead[],
  timeUp: AbortSignal,
): Promise<RuleReading[]> {
  const readings: RuleReading[] = [];
  for (const minute of minutes) readings.push(...(await readRules(store, settings, minute, timeUp)));
  return readings;
}

/** After a change of the masker: what known groups are called now. A few in each run, until all are found. */
async function findSuccessors(store: LogStore, { groups }: AlertState): Promise<Successors> {
  const successors: Record<string, string> = {};
  for (const group of leftBehind(groups, PATTERN_VERSION).slice(0, MAX_SUCCESSORS)) {
    successors[groupKey(group)] = (await readPattern(store, group)) ?? sameTemplate(group.pattern, PATTERN_VERSION);
  }
  return successors;
}

/** @param claimed takes what there is to send, by route */
function claimAll(state: AlertState, nowMs: number, claimed: Map<string, Claim>): AlertState {
  const outboxes: Record<string, Outbox> = {};
  for (const [route, outbox] of Object.entries(state.outboxes)) {
    const taken = claimNotices(outbox, nowMs);
    outboxes[route] = taken.outbox;
    if (taken.claim) claimed.set(route, taken.claim);
  }
  return { ...state, outboxes };
}

async function readMissingSamples(
  store: LogStore,
  { alerts }: AlertState,
  toMs: number,
): Promise<ReadonlyMap<string, AlertSamples>> {
  const samples = new Map<string, AlertSamples>();
  for (const alert of alerts.filter(lacksSamples).sort(byUrgency).slice(0, MAX_SAMPLED_ALERTS)) {
    const found = await readSamples(store, alert, toMs);
    if (found) samples.set(subjectKey(alert), found);
  }
  return samples;
}

/** What came and went while no scan ran is to be told too. */
function lacksSamples({ phase, rule, pattern, template, samples }: Alert): boolean {
  if (rule !== ERROR_GROUPS || pattern === FURTHER_GROUPS.pattern) return false;
  return (phase === "firing" && samples.length === 0) || (phase === "resolved" && template === "");
}

interface Delivery {
  /** Why the mail could not be sent. */
  readonly failure?: string;
  /** Whom it did not reach, and why. */
  readonly missed?: string | undefined;
}

async function deliver(
  { objects, notifierOf, places, settings, nowMs }: ScanOptions,
  { alerts }: AlertState,
  route: string,
  claim: Claim,
): Promise<Delivery> {
  const settle = (settled: (outbox: Outbox) => Outbox) =>
    changeAlertState(objects, (state) => ({
      ...state,
      outboxes: { ...state.outboxes, [route]: settled(state.outboxes[route] ?? EMPTY_OUTBOX) },
    }));
  let missed: string | undefined;
  try {
    const notifier = await notifierOf(route);
    const { notices, omitted } = claim;
    ({ missed } = await notifier.send(
      composeMail({ notices, omitted, alerts, route, timeZone: settings.alerts.zone, ...places }),
    ));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // If this fails too, the claim expires, which is only later; the first failure is what people must hear of.
    await settle((outbox) => releaseClaim(outbox, claim.id, nowMs, reason)).catch(() => undefined);
    return { failure: reason };
  }
  await settle((outbox) => clearClaim(outbox, claim.id, nowMs));
  return { missed };
}
