/** Notices in the shape that machines get. */
import type { Alert } from "./alert.ts";
import { alertId, shortId } from "./alert-id.ts";
import type { AlertEvent, AlertMessage } from "./alert-message.ts";
import { dashboardsLink, type Places, pageLink } from "./links.ts";
import type { Notice } from "./notice.ts";
import { subjectKey } from "./subject.ts";
import { carriedText, cutText } from "./text.ts";

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
