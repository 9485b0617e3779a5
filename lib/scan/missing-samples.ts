/** Which alerts people are about to hear of, or look at, without having seen what happened; and what the store shows of them. */
import { type Alert, byUrgency } from "../alerts/alert.ts";
import { parseSubject } from "../alerts/forecast-subject.ts";
import type { AlertState } from "../alerts/state.ts";
import { ERROR_GROUPS, FORECAST, subjectKey } from "../alerts/subject.ts";
import { isQuestion, type QuestionRule } from "../config/alert-rule.ts";
import type { Settings } from "../config/settings.ts";
import type { LogStore } from "../ports.ts";
import { unlessItFails } from "./observe.ts";
import { FURTHER_GROUPS } from "./room.ts";
import { isAboutTooLittle } from "./rules/read.ts";
import { readForecastSamples, readRuleSamples } from "./rules/samples.ts";
import { unlessTimeIsUp } from "./rules/time-up.ts";
import { type AlertSamples, readSamples } from "./samples.ts";
import type { ScanWindow } from "./window.ts";

/** Twice as many as a mail shows: rules about groups look at what a sample says. */
const MAX_SAMPLED_ALERTS = 20;

/** @returns by subjectKey @param timeUp no rule is asked after it */
export async function readMissingSamples(
  store: LogStore,
  settings: Pick<Settings, "alerts">,
  { alerts }: AlertState,
  { toMs }: ScanWindow,
  timeUp: AbortSignal,
): Promise<ReadonlyMap<string, AlertSamples>> {
  const rules = new Map(settings.alerts.rules.filter(isQuestion).map((rule) => [rule.name, rule]));
  const samples = new Map<string, AlertSamples>();
  const lacking = alerts.filter((alert) => lacksSamples(alert, rules.get(alert.rule)));
  for (const alert of lacking.sort(byUrgency).slice(0, MAX_SAMPLED_ALERTS)) {
    const rule = rules.get(alert.rule);
    const found = await unlessItFails(
      alert.rule === ERROR_GROUPS
        ? readSamples(store, alert, toMs)
        : unlessTimeIsUp(timeUp, () => samplesOfRule(store, rule, alert, toMs)),
    );
    // One rule may ask for too much; where the store does not tell of groups, it is down.
    if (found.failed && alert.rule === ERROR_GROUPS) break;
    if (!found.failed && found.value) samples.set(subjectKey(alert), found.value);
  }
  return samples;
}

async function samplesOfRule(
  store: LogStore,
  rule: QuestionRule | undefined,
  alert: Alert,
  toMs: number,
): Promise<AlertSamples | undefined> {
  const samples = rule
    ? await readRuleSamples(store, rule, alert.service, toMs)
    : await readForecastSamples(store, alert, toMs);
  return samples.length === 0 ? undefined : { template: alert.template, samples };
}

/** What came and went while no scan ran is to be told too. Of lines that are missing there is nothing to show. */
function lacksSamples(alert: Alert, rule: QuestionRule | undefined): boolean {
  const { phase, pattern, template, samples, earlier } = alert;
  if (alert.rule === FORECAST) {
    return parseSubject(alert)?.isAbove === true && phase === "firing" && samples.length === 0;
  }
  if (alert.rule !== ERROR_GROUPS) {
    return rule !== undefined && !isAboutTooLittle(rule) && phase === "firing" && samples.length === 0;
  }
  if (pattern === FURTHER_GROUPS.pattern) return false;
  if (phase === "firing") return samples.length === 0;
  return template === "" && (phase === "resolved" || earlier.length > 0);
}
