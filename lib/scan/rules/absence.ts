/** `absence`: a line that is expected at least once in a window is not there, be it that it never was. */
import { nounOf } from "../../alerts/rule-summary.ts";
import type { AlertRuleOf } from "../../config/alert-rule.ts";
import { minutesText } from "../../duration.ts";
import type { LogStore } from "../../ports.ts";
import { ALL_SERVICES, type Finding } from "./finding.ts";
import { wasReceiving } from "./history.ts";
import { linesOf, type RuleWindow } from "./rule-window.ts";

type AbsenceRule = AlertRuleOf<"absence">;

export async function readAbsence(store: LogStore, rule: AbsenceRule, window: RuleWindow): Promise<Finding[]> {
  const count = await store.count(linesOf(rule, window));
  // A store that is younger than the window cannot have seen all of it.
  const isOldEnough = count > 0 || (await wasReceiving(store, window.fromMs));
  return [judgeAbsence(rule, window, { count, isOldEnough })];
}

function judgeAbsence(
  rule: AbsenceRule,
  { fromMs, minutes }: RuleWindow,
  { count, isOldEnough }: { count: number; isOldEnough: boolean },
): Finding {
  return {
    service: ALL_SERVICES,
    isBreaching: count === 0 && isOldEnough,
    firstMs: fromMs,
    measured: { value: count, limit: 1, unit: `${nounOf(rule)} in ${minutesText(minutes)}` },
  };
}
