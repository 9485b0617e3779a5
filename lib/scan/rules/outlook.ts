/** `forecast`: what is expected of a series passes a limit within some hours. The forecast looked ahead; this says it in words. */
import { momentText } from "../../alerts/figures.ts";
import { summaryOf, unitOf } from "../../alerts/rule-summary.ts";
import type { RuleReading, Signal } from "../../alerts/signal.ts";
import { type AlertRuleOf, isQuestion } from "../../config/alert-rule.ts";
import type { Settings } from "../../config/settings.ts";
import { minutesText } from "../../duration.ts";
import type { Outlook } from "../../forecast/alarms/outlook.ts";
import type { AlarmState } from "../../forecast/alarms/watch.ts";
import { limitOf } from "./bound.ts";

type ForecastRule = AlertRuleOf<"forecast">;

/** Of a rule whose series the forecast does not follow, or not yet, nothing can be said. */
export function outlookReadings(
  { outlooks }: Pick<AlarmState, "outlooks">,
  { alerts }: Pick<Settings, "alerts">,
  { minuteMs }: { readonly minuteMs: number },
): RuleReading[] {
  return alerts.rules.flatMap((rule) => {
    if (isQuestion(rule)) return [];
    const known = outlooks[rule.name];
    const signals = known?.outlook ? [signalOf(rule, minuteMs, known.outlook, alerts.zone)] : [];
    return [{ rule: rule.name, minuteMs, isUnknown: known === undefined, signals }];
  });
}

function signalOf(rule: ForecastRule, minuteMs: number, outlook: Outlook, zone: string): Signal {
  const { name, severity, series, within } = rule;
  const { passesMs, expected, sure, sinceMs } = outlook;
  return {
    rule: name,
    service: "service" in series ? (series.service ?? "") : "",
    pattern: "",
    severity,
    template: `${rule.summary ?? summaryOf(rule)}: by ${momentText(passesMs, zone)}`,
    isBreaching: true,
    isUrgent: rule.for.minutes === 0,
    events: 0,
    firstMs: rule.for.minutes === 0 ? sinceMs : minuteMs,
    measured: {
      value: Math.round(expected * 100) / 100,
      limit: limitOf(rule),
      unit: `${unitOf(rule)} over the next ${minutesText(within.minutes)}, ${Math.round(100 * sure)} % sure`,
    },
  };
}
