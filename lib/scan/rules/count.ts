/** `count` and `rate`: more lines in the window than a number, or fewer; for a rate the number is of lines a minute. */

import { nounOf } from "../../alerts/rule-summary.ts";
import type { AlertRuleOf } from "../../config/alert-rule.ts";
import { minutesText } from "../../duration.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { LogStore } from "../../ports.ts";
import { isBeyond, limitOf } from "./bound.ts";
import { countLines, dayBefore, type Lines, lookUpLines } from "./by-service.ts";
import type { Finding } from "./finding.ts";
import { linesOf, type RuleWindow } from "./rule-window.ts";

type CountRule = AlertRuleOf<"count"> | AlertRuleOf<"rate">;

export async function readCount(store: LogStore, rule: CountRule, window: RuleWindow): Promise<Finding[]> {
  const lines = await linesInWindow(store, rule, window);
  return lines.map((lines) => judgeCount(rule, window, lines));
}

export function judgeCount(rule: CountRule, { toMs, minutes }: RuleWindow, { service, count }: Lines): Finding {
  const value = rule.type === "rate" ? count / minutes : count;
  const unit = rule.type === "rate" ? `${nounOf(rule)} a minute over` : `${nounOf(rule)} in`;
  return {
    service,
    isBreaching: isBeyond(rule, value),
    firstMs: toMs - MINUTE_MS,
    measured: { value: Math.round(value * 100) / 100, limit: limitOf(rule), unit: `${unit} ${minutesText(minutes)}` },
  };
}

/** The busiest services have most lines. Fewest have those that are not there at all: they must be known from before. */
async function linesInWindow(store: LogStore, rule: CountRule, window: RuleWindow): Promise<Lines[]> {
  const filter = linesOf(rule, window);
  if (rule.by === undefined || rule.below === undefined) return countLines(store, filter, rule.by);
  const known = await countLines(store, linesOf(rule, dayBefore(window)), rule.by);
  const countOf = await lookUpLines(store, filter, rule.by);
  return known.map(({ service }) => ({ service, count: countOf(service) }));
}
