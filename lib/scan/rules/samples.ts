/** Lines that a rule counted, so that people see what it is about. */
import type { Alert } from "../../alerts/alert.ts";
import { parseSubject } from "../../alerts/forecast-subject.ts";
import type { QuestionRule } from "../../config/alert-rule.ts";
import type { LogStore } from "../../ports.ts";
import { LEVELS } from "../../record.ts";
import { sampleMessages } from "../samples.ts";
import { countedLines } from "./read.ts";
import { lastMinutes } from "./rule-window.ts";

/** Enough to find different ones among. */
const PICK_FROM = 50;

/** Of what the forecast found too many of. The lines of a query are not told: the mail names it. */
export async function readForecastSamples(store: LogStore, alert: Alert, toMs: number): Promise<readonly string[]> {
  const about = parseSubject(alert);
  if (!about || about.series.query !== undefined) return [];
  const level = about.series.level ?? LEVELS.find((each) => each === about.mostly);
  const { hits } = await store.search({
    fromMs: alert.sinceMs,
    toMs,
    ...(alert.service !== "" && { service: alert.service }),
    ...(level !== undefined && { levels: [level] }),
    limit: PICK_FROM,
  });
  return sampleMessages(hits.map(({ record }) => record.message));
}

/** The newest, of different templates. @param service empty: of all */
export async function readRuleSamples(
  store: LogStore,
  rule: QuestionRule,
  service: string,
  toMs: number,
): Promise<readonly string[]> {
  // The window ended with a minute that may be over for a minute.
  const lines = countedLines(rule, lastMinutes(rule.window.minutes + 1, toMs));
  const { hits } = await store.search({ ...lines, ...(service !== "" && { service }), limit: PICK_FROM });
  return sampleMessages(hits.map(({ record }) => record.message));
}
