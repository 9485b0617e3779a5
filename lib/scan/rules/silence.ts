/** `silence`: what used to send says nothing for a whole window. What was never there, or is only heard now and then, is not silent. */

import { nounOf } from "../../alerts/rule-summary.ts";
import type { AlertRuleOf } from "../../config/alert-rule.ts";
import { minutesText } from "../../duration.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { LogStore } from "../../ports.ts";
import { countLines, dayBefore, lookUpLines } from "./by-service.ts";
import { ALL_SERVICES, type Finding } from "./finding.ts";
import { countsPerWindow } from "./history.ts";
import { linesOf, type RuleWindow } from "./rule-window.ts";

type SilenceRule = AlertRuleOf<"silence">;

/** Between its first and its last line of the day, so many windows must have had lines. */
const STEADY_SHARE = 0.5;
/** Heard in fewer windows, nobody can say how often it speaks. */
const LEAST_WINDOWS = 3;

/** One query, two by service; the past is read only of who is silent. */
export async function readSilence(store: LogStore, rule: SilenceRule, window: RuleWindow): Promise<Finding[]> {
  const countOf = await lookUpLines(store, linesOf(rule, window), rule.by);
  const day = dayBefore(window);
  const known =
    rule.by === undefined ? [{ service: ALL_SERVICES }] : await countLines(store, linesOf(rule, day), rule.by);
  const findings: Finding[] = [];
  for (const { service } of known) {
    const count = countOf(service);
    const past = count > 0 ? undefined : await readPast(store, rule, day, service);
    findings.push(judgeSilence(rule, window, { service, count, past }));
  }
  return findings;
}

interface Past {
  /** Lines of earlier windows, the oldest first. */
  readonly counts: readonly number[];
  /** The minute of its last line; undefined: there was none. */
  readonly lastMinuteMs: number | undefined;
}

async function readPast(store: LogStore, rule: SilenceRule, day: RuleWindow, service: string): Promise<Past> {
  const filter = { ...linesOf(rule, day), ...(service !== ALL_SERVICES && { service }) };
  const buckets = await store.histogram(filter, MINUTE_MS, "event.ingested");
  const length = Math.min(rule.window.minutes, day.minutes / LEAST_WINDOWS);
  return { counts: countsPerWindow(buckets, day, length), lastMinuteMs: buckets.at(-1)?.startMs };
}

interface Heard {
  readonly service: string;
  readonly count: number;
  /** Needed only if nothing was heard. */
  readonly past: Past | undefined;
}

function judgeSilence(rule: SilenceRule, { fromMs, minutes }: RuleWindow, { service, count, past }: Heard): Finding {
  const lastMinuteMs = past?.lastMinuteMs;
  return {
    service,
    isBreaching: count === 0 && past !== undefined && isSteady(past.counts),
    firstMs: lastMinuteMs === undefined ? fromMs : lastMinuteMs + MINUTE_MS,
    measured: { value: count, limit: 1, unit: `${nounOf(rule)} in ${minutesText(minutes)}` },
  };
}

/** Counted up to its last line: a silence that goes on is no reason to expect less. */
export function isSteady(counts: readonly number[]): boolean {
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  const heard = counts.filter((count) => count > 0).length;
  return heard >= LEAST_WINDOWS && heard >= STEADY_SHARE * (last - first + 1);
}
