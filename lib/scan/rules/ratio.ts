/** `ratio`: which share of the lines of one kind are of another kind as well. */

import { percent } from "../../alerts/rule-summary.ts";
import type { AlertRuleOf } from "../../config/alert-rule.ts";
import { minutesText } from "../../duration.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { LogFilter, LogStore } from "../../ports.ts";
import { parseQuery } from "../../query.ts";
import { isBeyond, limitOf } from "./bound.ts";
import { countLines, lookUpLines } from "./by-service.ts";
import type { Finding } from "./finding.ts";
import { linesOf, type RuleWindow } from "./rule-window.ts";

type RatioRule = AlertRuleOf<"ratio">;

export interface Share {
  readonly service: string;
  readonly part: number;
  readonly whole: number;
}

export async function readRatio(store: LogStore, rule: RatioRule, window: RuleWindow): Promise<Finding[]> {
  const wholes = await countLines(store, linesOf({ query: rule.of, errors: false }, window), rule.by);
  const judged = wholes.filter(({ count }) => count >= rule.least);
  if (judged.length === 0) return [];
  const partOf = await lookUpLines(store, partLines(rule, window), rule.by);
  return judged.map(({ service, count }) => judgeRatio(rule, window, { service, part: partOf(service), whole: count }));
}

export function judgeRatio(rule: RatioRule, { toMs, minutes }: RuleWindow, { service, part, whole }: Share): Finding {
  // What arrives between the two counts is only in the second one.
  const share = Math.min(1, part / whole);
  return {
    service,
    isBreaching: isBeyond(rule, share),
    firstMs: toMs - MINUTE_MS,
    measured: {
      value: percent(share),
      limit: percent(limitOf(rule)),
      unit: `% of ${whole} lines in ${minutesText(minutes)}`,
    },
  };
}

/** The lines that are counted as the part: all clauses of a query must hold, so those of two make one. */
export function partLines(rule: RatioRule, window: RuleWindow): LogFilter {
  const clauses = [...parseQuery(rule.of).clauses, ...parseQuery(rule.query).clauses];
  return { ...linesOf(rule, window), text: { clauses } };
}
