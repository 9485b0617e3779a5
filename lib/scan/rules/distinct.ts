/** `distinct`: how many different users, addresses, hosts … the lines are about. */

import type { AlertRuleOf } from "../../config/alert-rule.ts";
import { minutesText } from "../../duration.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { LogStore } from "../../ports.ts";
import { isBeyond, limitOf } from "./bound.ts";
import { ALL_SERVICES, type Finding } from "./finding.ts";
import { linesOf, type RuleWindow } from "./rule-window.ts";

type DistinctRule = AlertRuleOf<"distinct">;

export async function readDistinct(store: LogStore, rule: DistinctRule, window: RuleWindow): Promise<Finding[]> {
  return [judgeDistinct(rule, window, await store.distinct(linesOf(rule, window), rule.field))];
}

function judgeDistinct(rule: DistinctRule, { toMs, minutes }: RuleWindow, values: number): Finding {
  return {
    service: ALL_SERVICES,
    isBreaching: isBeyond(rule, values),
    firstMs: toMs - MINUTE_MS,
    measured: { value: values, limit: limitOf(rule), unit: `different ${rule.field} in ${minutesText(minutes)}` },
  };
}
