/** One notice, and an alert of it, for tests to vary. */
import type { Alert } from "../../../lib/alerts/alert.ts";
import type { Notice } from "../../../lib/alerts/notice.ts";

export const SINCE_MS = Date.parse("2026-11-23T10:02:30Z");
export const MINUTE_MS = 60_000;

export const NOTICE: Notice = {
  kind: "firing",
  rule: "errors",
  severity: "error",
  service: "checkout",
  pattern: "1-0123456789abcdef",
  template: "connection refused to <ip>",
  sinceMs: SINCE_MS,
  atMs: SINCE_MS + 12 * MINUTE_MS,
  count: 1_840,
  isFlapping: false,
  goesOn: false,
  isWorse: false,
};

export const ALERT: Alert = {
  phase: "firing",
  rule: NOTICE.rule,
  severity: NOTICE.severity,
  service: NOTICE.service,
  pattern: NOTICE.pattern,
  template: NOTICE.template,
  samples: ["connection refused to 10.0.0.7"],
  sinceMs: SINCE_MS,
  lastSeenMs: NOTICE.atMs,
  count: NOTICE.count,
  breachedMinutes: [],
  peak: NOTICE.count,
  breaches: 1,
  earlier: [],
};
