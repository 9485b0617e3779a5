/** Alerts that were told of and are about nothing that was injected. */
import type { AttributedNotice } from "./attribution.ts";
import { disturbancesIn, type Past } from "./disturbances.ts";
import { SILENCE_WINDOW_MS, silentServiceOf } from "./settings.ts";
import { MINUTE_MS } from "./time.ts";
import type { Misfortune } from "./world/misfortune.ts";

export interface FalseAlarm {
  readonly atMs: number;
  readonly rule: string;
  readonly service: string;
  readonly what: string;
  readonly perMinute: readonly number[];
  readonly mails: number;
  /** What happened to Sluice shortly before. */
  readonly disturbances: readonly string[];
}

/** What an arrival or a run that went wrong may still do after so long: the look-back. */
const AFTERMATH_MS = 15 * MINUTE_MS;

export function falseAlarmsOf(notices: readonly AttributedNotice[], past: Past): FalseAlarm[] {
  const alarms = Map.groupBy(
    notices.filter(({ incident, isRepeat }) => incident === undefined && !isRepeat),
    ({ alarm }) => alarm,
  );
  return [...alarms.values()].flatMap((own) => {
    const first = own.find(({ notice }) => notice.kind === "firing");
    // What was told of in the warm-up is over now.
    if (!first) return [];
    const { rule, service, template, pattern, perMinute = [] } = first.notice;
    const { atMs } = first.mail;
    const mails = new Set(own.map(({ mail }) => mail)).size;
    const disturbances = disturbancesIn(atMs - AFTERMATH_MS, atMs, past);
    return [{ atMs, rule, service, what: template || pattern, perMinute, mails, disturbances }];
  });
}

/** Silent for longer than the rule waits, because its shipper was. */
export function isCutOff({ rule, atMs }: FalseAlarm, misfortunes: readonly Misfortune[]): boolean {
  const service = silentServiceOf(rule);
  const late = misfortunes.filter((one) => one.kind === "late delivery" && one.service === service);
  return late.some(({ startMs, endMs }) => atMs - startMs >= SILENCE_WINDOW_MS && atMs < endMs + 2 * MINUTE_MS);
}
