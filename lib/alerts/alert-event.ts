/** What machines get of alerts: one JSON shape for SNS and EventBridge, described in docs/mail.md. Fields are added, never changed. */
import type { Alert } from "./alert.ts";
import { alertId, shortId } from "./alert-id.ts";
import { dashboardsLink, type Places, pageLink } from "./links.ts";
import type { Notice, NoticeKind } from "./notice.ts";
import type { Measured, Severity } from "./signal.ts";
import { type Subject, subjectKey } from "./subject.ts";
import { carriedText, cutText } from "./text.ts";

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

const MAX_SAMPLES = 3;
const SAMPLE_LENGTH = 500;
const TEXT_LENGTH = 300;

export function alertEvent(
  notice: Notice,
  samples: Alert["samples"],
  { route, ...places }: Places & { readonly route: string },
): AlertEvent {
  const { kind, severity, count, sinceMs, atMs, resolvedMs, measured, perMinute, acknowledgedBy, runbookUrl } = notice;
  const { pageUrl, dashboardsUrl } = places;
  return {
    version: 1,
    id: alertId(notice),
    noticeId: shortId(`${subjectKey(notice)} ${kind} ${atMs}`),
    state: kind,
    severity,
    route,
    rule: textOf(notice.rule),
    service: textOf(notice.service),
    pattern: textOf(notice.pattern),
    template: textOf(notice.template),
    samples: samples.slice(0, MAX_SAMPLES).map((sample) => cutText(carriedText(sample), SAMPLE_LENGTH)),
    count,
    since: new Date(sinceMs).toISOString(),
    at: new Date(atMs).toISOString(),
    ...(resolvedMs === undefined ? {} : { resolved: new Date(resolvedMs).toISOString() }),
    ...(measured && { measured }),
    ...(perMinute && { perMinute }),
    isFlapping: notice.isFlapping,
    goesOn: notice.goesOn,
    isWorse: notice.isWorse,
    ...(acknowledgedBy === undefined ? {} : { acknowledgedBy: textOf(acknowledgedBy) }),
    ...(runbookUrl === undefined ? {} : { runbookUrl }),
    ...(pageUrl === undefined ? {} : { pageUrl: pageLink(notice, pageUrl) }),
    ...(dashboardsUrl === undefined ? {} : { dashboardsUrl: dashboardsLink(notice, dashboardsUrl) }),
  };
}

/** As JSON of at most so many bytes: samples go first, then the last alerts, which are counted as omitted. */
export function fittedJson(message: AlertMessage, sizeBytes: number): string {
  let fitted = message;
  let json = JSON.stringify(fitted);
  if (Buffer.byteLength(json) > sizeBytes) {
    fitted = { ...message, alerts: message.alerts.map((alert) => ({ ...alert, samples: [] })) };
    json = JSON.stringify(fitted);
  }
  while (Buffer.byteLength(json) > sizeBytes && fitted.alerts.length > 0) {
    const kept = Math.floor(fitted.alerts.length / 2);
    fitted = { ...fitted, alerts: fitted.alerts.slice(0, kept), omitted: fitted.omitted + fitted.alerts.length - kept };
    json = JSON.stringify(fitted);
  }
  return json;
}

function textOf(text: string): string {
  return cutText(carriedText(text), TEXT_LENGTH);
}
