/**
 * What scans would have done: one after the other over stored logs, with a memory of their own that is empty when they begin. Nothing is
 * sent and nothing kept. A warm-up goes before, or all that was usual would be new.
 */
import type { Alert } from "../alerts/alert.ts";
import type { Places } from "../alerts/links.ts";
import { readAlertState } from "../alerts/state.ts";
import { subjectKey } from "../alerts/subject.ts";
import type { Settings } from "../config/settings.ts";
import type { LogStore, Notification, ObjectStore } from "../ports.ts";
import { type RuleFailure, scan } from "./run.ts";

export interface ReplayOptions {
  /** From replay-store.ts. */
  readonly store: LogStore;
  /** Empty, and not used for anything else. */
  readonly objects: ObjectStore;
  readonly settings: Pick<Settings, "scan" | "alerts" | "forecast">;
  /** Of the first scan that counts. */
  readonly fromMs: number;
  /** Of the last one. */
  readonly toMs: number;
  readonly everyMs: number;
  readonly warmUpMs: number;
  readonly places?: Places | undefined;
  /** Of each mail that would have been sent, in order. */
  readonly onMail: (mail: ReplayedMail) => void;
}

export interface ReplayedMail {
  readonly atMs: number;
  readonly route: string;
  readonly notification: Notification;
}

export interface Replay {
  readonly scans: number;
  readonly mails: number;
  /** People would have been told of so many, by rule. */
  readonly incidents: ReadonlyMap<string, number>;
  readonly failedRules: readonly RuleFailure[];
  /** After the last scan. */
  readonly alerts: readonly Alert[];
}

/** @throws SluiceError if the store fails */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const { store, objects, settings, fromMs, toMs, everyMs, warmUpMs, places, onMail } = options;
  const incidents = new Map<string, number>();
  const failures = new Map<string, RuleFailure>();
  let told = new Set<string>();
  let alerts: readonly Alert[] = [];
  let scans = 0;
  let mails = 0;

  const warmUpScans = Math.ceil(warmUpMs / everyMs);
  for (let nowMs = fromMs - warmUpScans * everyMs; nowMs <= toMs; nowMs += everyMs) {
    const counts = nowMs >= fromMs;
    const sent: ReplayedMail[] = [];
    const notifierOf = async (route: string) => ({
      send: async (notification: Notification) => ({ messageId: `${sent.push({ atMs: nowMs, route, notification })}` }),
    });
    const report = await scan({ store, objects, notifierOf, settings, nowMs, places });

    alerts = (await readAlertState(objects)).alerts;
    const knownNow = alerts.filter((alert) => alert.told !== undefined);
    if (counts) {
      scans++;
      mails += sent.length;
      for (const mail of sent) onMail(mail);
      for (const failure of report.failedRules) failures.set(failure.rule, failure);
      for (const alert of knownNow) {
        if (!told.has(subjectKey(alert))) incidents.set(alert.rule, (incidents.get(alert.rule) ?? 0) + 1);
      }
    }
    told = new Set(knownNow.map(subjectKey));
  }
  return { scans, mails, incidents, failedRules: [...failures.values()], alerts };
}
