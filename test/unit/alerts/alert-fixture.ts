import type { Alert } from "../../../lib/alerts/alert.ts";
import { breach } from "../../../lib/alerts/life-cycle.ts";
import type { Signal } from "../../../lib/alerts/signal.ts";
import { MINUTE_MS } from "../../../lib/durations.ts";

export const RULES = { resolveAfterMinutes: 3 };

export function signalAt(minute: number, fields: Partial<Signal> = {}): Signal {
  return {
    rule: "errors",
    service: "checkout",
    pattern: "2-00",
    severity: "error",
    isBreaching: true,
    isUrgent: false,
    events: 1,
    inMinute: 1,
    firstMs: minute * MINUTE_MS,
    ...fields,
  };
}

export function firingAt(minute: number, fields: Partial<Signal> = {}): Alert {
  return breach(undefined, minute, signalAt(minute, { isUrgent: true, ...fields }), RULES);
}
