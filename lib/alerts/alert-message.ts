/** What machines get of alerts: one JSON shape for SNS and EventBridge, described in docs/mail.md. Fields are added, never changed. */
import type { NoticeKind } from "./notice.ts";
import type { Measured, Severity } from "./signal.ts";
import type { Subject } from "./subject.ts";

/** One notice. Times are ISO 8601 in UTC. */
export interface AlertEvent extends Subject {
  readonly version: 1;
  /** As commands take it: `sluice alerts ack ID`. The same for every incident of the subject. */
  readonly id: string;
  /** Of this notice: one that comes twice carries it twice. */
  readonly noticeId: string;
  readonly state: NoticeKind;
  readonly severity: Severity;
  readonly route: string;
  /** The message with its variable parts masked, or what the rule says. */
  readonly template: string;
  readonly samples: readonly string[];
  readonly count: number;
  readonly since: string;
  readonly at: string;
  readonly resolved?: string;
  readonly measured?: Measured;
  /** The newest last. */
  readonly perMinute?: readonly number[];
  readonly isFlapping: boolean;
  readonly goesOn: boolean;
  readonly isWorse: boolean;
  readonly acknowledgedBy?: string;
  readonly runbookUrl?: string;
  readonly pageUrl?: string;
  readonly dashboardsUrl?: string;
}

/** What one mail tells of. */
export interface AlertMessage {
  readonly version: 1;
  readonly route: string;
  /** The mail's own. */
  readonly subject: string;
  /** The worst first. */
  readonly alerts: readonly AlertEvent[];
  /** Further ones that are not listed. */
  readonly omitted: number;
}
