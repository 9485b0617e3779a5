/** What a rule says, as one line for people who did not write it. */
import type { AlertRule, AlertRuleOf, QuestionRule } from "../config/alert-rule.ts";
import { minutesText } from "../duration.ts";

export function summaryOf(rule: AlertRule): string {
  if (rule.type === "forecast") return `${boundText(rule)} ${unitOf(rule)} within ${minutesText(rule.within.minutes)}`;
  const within = `in ${minutesText(rule.window.minutes)}`;
  const lines = linesOf(rule);
  switch (rule.type) {
    case "count":
      return `${boundText(rule)} ${lines} ${within}`;
    case "rate":
      return `${boundText(rule)} ${lines} a minute`;
    case "ratio":
      return `${boundText(rule, (share) => `${percent(share)} %`)} of ${matching("lines", rule.of)} are ${lines}`;
    case "distinct":
      return `More than ${rule.above} different ${rule.field} among ${lines} ${within}`;
    case "burst":
      return `At least ${rule.factor} times the usual ${lines} ${within}`;
    case "silence":
      return `No ${lines} for ${minutesText(rule.window.minutes)}`;
    case "absence":
      return `No ${lines} ${within}`;
    default:
      return unknownType(rule);
  }
}

/** Whole percents have no point, others at most two digits behind it. */
export function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}

/** What a rule counts. */
export function nounOf({ errors }: Pick<QuestionRule, "errors">): "errors" | "lines" {
  return errors ? "errors" : "lines";
}

/** What a series of the forecast counts. */
export function unitOf({ series }: AlertRuleOf<"forecast">): string {
  if ("query" in series) return `of ${series.query} a minute`;
  return series.level === undefined ? "lines a minute" : `${series.level} lines a minute`;
}

function linesOf(rule: Pick<QuestionRule, "errors" | "query">): string {
  return matching(nounOf(rule), rule.query);
}

function matching(noun: string, query: string): string {
  return query.trim() === "" || query.trim() === "*" ? noun : `${noun} with ${query.trim()}`;
}

function boundText(
  { above, below }: { above?: number | undefined; below?: number | undefined },
  text: (limit: number) => string = String,
): string {
  return above === undefined ? `Fewer than ${text(below ?? 0)}` : `More than ${text(above)}`;
}

function unknownType(rule: never): never {
  throw new TypeError(`There is no such rule: ${JSON.stringify(rule)}`);
}
