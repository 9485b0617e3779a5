/** An alert for people who look at it now: without what only the life cycle needs, with who is at it and what mutes it. */
import type { AlertSummary } from "../dashboard/answers.ts";
import { acknowledgementOf } from "./acknowledge.ts";
import type { Alert, Silence } from "./alert.ts";
import { alertId } from "./alert-id.ts";
import { silenceOf } from "./silence.ts";

export function summarize(alert: Alert, silences: readonly Silence[], nowMs: number): AlertSummary {
  const { rule, service, pattern, phase, severity, template, samples, sinceMs, lastSeenMs, count } = alert;
  const { resolvedMs, measured } = alert;
  const acknowledged = acknowledgementOf(alert, nowMs);
  const silence = silenceOf(alert, silences, nowMs);
  return {
    id: alertId(alert),
    ...{ rule, service, pattern, phase, severity, template, samples, sinceMs, lastSeenMs, count },
    ...(resolvedMs === undefined ? {} : { resolvedMs }),
    ...(measured && { measured }),
    ...(acknowledged && { acknowledged }),
    ...(silence && { silence }),
  };
}
