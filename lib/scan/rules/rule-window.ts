/** The arrivals that a rule looks at: half-open, ending with a whole minute. */

import type { QuestionRule } from "../../config/alert-rule.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { LogFilter } from "../../ports.ts";
import { parseQuery } from "../../query.ts";

export interface RuleWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly minutes: number;
}

/** @param minuteMs the minute that ended */
export function ruleWindow(rule: Pick<QuestionRule, "window">, minuteMs: number): RuleWindow {
  return lastMinutes(rule.window.minutes, minuteMs + MINUTE_MS);
}

export function lastMinutes(minutes: number, toMs: number): RuleWindow {
  return { fromMs: toMs - minutes * MINUTE_MS, toMs, minutes };
}

export function linesOf(rule: Pick<QuestionRule, "query" | "errors">, { fromMs, toMs }: RuleWindow): LogFilter {
  return {
    ingestedFromMs: fromMs,
    ingestedToMs: toMs,
    text: parseQuery(rule.query),
    ...(rule.errors && { errorsOnly: true }),
  };
}
