/** What the forecast found out, in one small object: each run writes it, scans read it. */
import { type AlertRule, type AlertRuleOf, isQuestion } from "../../config/alert-rule.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { ObjectStore } from "../../ports.ts";
import { readState, updateState } from "../../state.ts";
import type { SeriesId } from "../series-id.ts";
import type { OutlookRule, ReadSeries } from "./read.ts";
import { type AlarmState, NOTHING_WATCHED, type WatchOptions, watch } from "./watch.ts";

export const FINDINGS_KEY = "state/forecast-findings.json";

/** @throws SluiceError if the state fails; the next run goes on */
export function keepFindings(
  objects: ObjectStore,
  read: readonly ReadSeries[],
  options: WatchOptions,
): Promise<AlarmState> {
  return updateState(objects, FINDINGS_KEY, NOTHING_WATCHED, (stored) => watch(current(stored), read, options));
}

export async function readFindings(objects: Pick<ObjectStore, "get" | "url">): Promise<AlarmState> {
  return current(await readState(objects, FINDINGS_KEY, NOTHING_WATCHED));
}

/** What an earlier version watched is found out again in some minutes. */
function current(stored: AlarmState): AlarmState {
  return stored.version === NOTHING_WATCHED.version ? stored : NOTHING_WATCHED;
}

/** The rules of sluice.yml that ask what lies ahead. */
export function outlookRules(rules: readonly AlertRule[]): OutlookRule[] {
  return rules.flatMap((rule) => {
    if (isQuestion(rule)) return [];
    const { name, series, within, above, below } = rule;
    return [{ name, series: definedOf(series), withinMs: within.minutes * MINUTE_MS, above, below }];
  });
}

/** As sluice.yml has it, without what is not there. */
function definedOf(series: AlertRuleOf<"forecast">["series"]): SeriesId {
  if ("query" in series) return { query: series.query };
  const { service, level } = series;
  return { ...(service !== undefined && { service }), ...(level !== undefined && { level }) };
}
