/**
 * The scan: what errors arrived since the last one, which alerts that changes, and one mail about it.
 *
 * It may be run at any time, by several at once, and may die at any point: what it counted, what follows from it and the mail that is
 * due are written in one compare-and-set before the mail is sent, and taken off the outbox after. So every error is counted once
 * and every mail is sent at least once, and twice only if a run dies between sending and saying so.
 */
import { ALERTS_KEY, type AlertLedger, EMPTY_LEDGER } from "../alerts/alert.ts";
import { groupKey } from "../alerts/group.ts";
import { composeMail } from "../alerts/mail.ts";
import { type Claim, claimNotices, clearClaim, releaseClaim } from "../alerts/outbox.ts";
import type { Settings } from "../config/settings.ts";
import type { LogStore, Notifier, ObjectStore } from "../ports.ts";
import { readState, updateState } from "../state.ts";
import { alertsToSample, type Evaluation, evaluate, type Observation, type ScanRules } from "./evaluate.ts";
import { type AlertSamples, readSamples } from "./samples.ts";
import { MINUTE_MS, nextWindow, type ScanWindow } from "./window.ts";

export interface ScanOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly notifier: Notifier;
  readonly settings: Pick<Settings, "scan">;
  readonly nowMs: number;
  /** Where people open the page; the mail links to it. */
  readonly pageUrl?: string | undefined;
}

export interface ScanReport {
  /** The arrivals looked at, half-open. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Not yet scanned: 0, except after an outage so long that the next runs go on. */
  readonly behindMs: number;
  readonly newErrors: number;
  /** Alerts that this run set firing, or resolved. */
  readonly fired: number;
  readonly resolved: number;
  /** Alerts that are firing now. */
  readonly firing: number;
  readonly mails: 0 | 1;
}

/** Three days of outage per run; the next run goes on. */
const MAX_STEPS = 12;
/** As many as a mail shows. */
const MAX_SAMPLED_ALERTS = 10;

/** @throws SluiceError if the store, the state or the notifier fail; nothing is lost by that, the next run goes on */
export async function scan(options: ScanOptions): Promise<ScanReport> {
  const { nowMs } = options;
  let last = await scanStep(options, false);
  const steps = [last];
  while (last.window.toMs < nowMs && steps.length < MAX_STEPS) {
    last = await scanStep(options, steps.length === MAX_STEPS - 1);
    steps.push(last);
  }
  if (last.claim) await deliver(options, last.evaluation.ledger, last.claim);

  const sum = (count: "newErrors" | "fired" | "resolved") =>
    steps.reduce((total, { evaluation }) => total + evaluation[count], 0);
  return {
    fromMs: steps[0]?.window.fromMs ?? last.window.fromMs,
    toMs: last.window.toMs,
    behindMs: nowMs - last.window.toMs,
    newErrors: sum("newErrors"),
    fired: sum("fired"),
    resolved: sum("resolved"),
    firing: last.evaluation.ledger.alerts.filter(({ phase }) => phase === "firing").length,
    mails: last.claim ? 1 : 0,
  };
}

interface Step {
  readonly window: ScanWindow;
  readonly evaluation: Evaluation;
  readonly claim: Claim | undefined;
}

/** One window: read, evaluate, store. The run's last step claims the outbox in the same write. */
async function scanStep({ store, objects, settings, nowMs }: ScanOptions, isLast: boolean): Promise<Step> {
  const rules: ScanRules = {
    lookBackMs: settings.scan.lookBackMinutes * MINUTE_MS,
    resolveAfterCleanScans: settings.scan.resolveAfterCleanScans,
  };
  const ledger = await readState(objects, ALERTS_KEY, EMPTY_LEDGER);
  const window = nextWindow(ledger.watermarkMs, nowMs, rules.lookBackMs);
  const groups = await store.errorGroups({ ingestedFromMs: window.fromMs, ingestedToMs: window.toMs });
  const unsampled = { window, groups, samples: new Map<string, AlertSamples>() };
  const samples = await readMissingSamples(store, evaluate(ledger, unsampled, rules).ledger, window.toMs);
  const observation: Observation = { window, groups, samples };
  const claims = isLast || window.toMs === nowMs;

  // Somebody else may store another ledger in between; then this runs again on theirs, and the last answer is the one that counts.
  let evaluation = evaluate(ledger, observation, rules);
  let claim: Claim | undefined;
  await updateState(objects, ALERTS_KEY, EMPTY_LEDGER, (current) => {
    evaluation = evaluate(current, observation, rules);
    const claimed = claims ? claimNotices(evaluation.ledger.outbox, nowMs) : { outbox: evaluation.ledger.outbox };
    claim = claimed.claim;
    return { ...evaluation.ledger, outbox: claimed.outbox };
  });
  return { window, evaluation, claim };
}

async function readMissingSamples(
  store: LogStore,
  ledger: AlertLedger,
  toMs: number,
): Promise<ReadonlyMap<string, AlertSamples>> {
  const samples = new Map<string, AlertSamples>();
  for (const alert of alertsToSample(ledger, MAX_SAMPLED_ALERTS)) {
    const found = await readSamples(store, alert, toMs);
    if (found) samples.set(groupKey(alert), found);
  }
  return samples;
}

async function deliver({ objects, notifier, pageUrl }: ScanOptions, ledger: AlertLedger, claim: Claim): Promise<void> {
  const settle = (settled: typeof clearClaim) =>
    updateState(objects, ALERTS_KEY, EMPTY_LEDGER, (current) => ({
      ...current,
      outbox: settled(current.outbox, claim.id),
    }));
  try {
    await notifier.send(composeMail({ batch: claim, alerts: ledger.alerts, pageUrl }));
  } catch (error) {
    // If this fails too, the claim expires, which is only later; the first failure is what people must hear of.
    await settle(releaseClaim).catch(() => undefined);
    throw error;
  }
  await settle(clearClaim);
}
