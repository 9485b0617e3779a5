/** `burst`: many times as many lines as usual, judged by the same query's own past. */

import { nounOf } from "../../alerts/rule-summary.ts";
import type { AlertRuleOf } from "../../config/alert-rule.ts";
import { minutesText } from "../../duration.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { LogStore } from "../../ports.ts";
import { countLines, type Lines } from "./by-service.ts";
import { ALL_SERVICES, type Finding } from "./finding.ts";
import { historyWindow, quantile, readHistory, wasReceiving } from "./history.ts";
import { linesOf, type RuleWindow } from "./rule-window.ts";

type BurstRule = AlertRuleOf<"burst">;

/** Fewer do not say what is usual. */
const LEAST_WINDOWS = 8;
/** Jobs that run every hour are within it, and a twentieth of the past may be incidents. */
const HIGH = 0.95;
/** Standard deviations of a Poisson variable: beyond them a count is no chance, however small the usual one is. */
const DEVIATIONS = 3;

/** One query, unless there are lines enough to be a burst: then the past of each such service is read. */
export async function readBurst(store: LogStore, rule: BurstRule, window: RuleWindow): Promise<Finding[]> {
  const lines = await countLines(store, linesOf(rule, window), rule.by);
  const findings: Finding[] = [];
  for (const counted of lines) {
    if (counted.count >= rule.least) findings.push(await againstPast(store, rule, window, counted));
  }
  return findings;
}

async function againstPast(store: LogStore, rule: BurstRule, window: RuleWindow, lines: Lines): Promise<Finding> {
  const past = historyWindow(window);
  const filter = linesOf(rule, past);
  const own = lines.service === ALL_SERVICES ? filter : { ...filter, service: lines.service };
  const counts = fromFirst(await readHistory(store, own, past, window.minutes));
  if (counts.length >= LEAST_WINDOWS) return judgeBurst(rule, window, lines, counts);
  // Too young to tell, unless the store was there before and found nothing: then nothing is what is usual.
  const isQuietPast = await wasReceiving(store, window.fromMs - LEAST_WINDOWS * window.minutes * MINUTE_MS);
  return judgeBurst(rule, window, lines, isQuietPast ? [...new Array<number>(LEAST_WINDOWS).fill(0), ...counts] : []);
}

/** @param past lines of earlier windows; none: nobody knows what is usual */
export function judgeBurst(
  rule: Pick<BurstRule, "factor" | "least" | "errors">,
  { toMs, minutes }: RuleWindow,
  { service, count }: Lines,
  past: readonly number[],
): Finding {
  const usual = quantile(past, 0.5);
  const limit = burstLimit(rule, past);
  return {
    service,
    isBreaching: past.length > 0 && count >= limit,
    firstMs: toMs - MINUTE_MS,
    measured: { value: count, limit, unit: `${nounOf(rule)} in ${minutesText(minutes)}, usually ${usual}` },
  };
}

/** From so many on it is a burst. */
function burstLimit({ factor, least }: Pick<BurstRule, "factor" | "least">, past: readonly number[]): number {
  const high = quantile(past, HIGH);
  const byChance = high + DEVIATIONS * Math.sqrt(high + 1);
  return Math.ceil(Math.max(least, factor * quantile(past, 0.5), byChance));
}

/** Before its first line a service was not there. */
function fromFirst(counts: readonly number[]): readonly number[] {
  const first = counts.findIndex((count) => count > 0);
  return first < 0 ? [] : counts.slice(first);
}
