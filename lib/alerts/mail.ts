/** Notices as one e-mail that fits SNS and a phone: the worst in the subject, the ten worst in the body. */
import type { Notification } from "../ports.ts";
import { type Alert, byUrgency } from "./alert.ts";
import type { Notice } from "./notice.ts";
import type { Batch } from "./outbox.ts";
import { subjectKey } from "./subject.ts";
import { asciiText, carriedText, cutText } from "./text.ts";

/** SNS takes less than 100 characters. */
const SUBJECT_LENGTH = 99;
const SERVICE_LENGTH = 30;
const MAX_GROUPS = 10;
const MAX_SAMPLES = 3;
const SAMPLE_LENGTH = 500;
const TEMPLATE_LENGTH = 300;
/** Of names and addresses that come from outside. */
const NAME_LENGTH = 200;

export interface MailContent {
  /** One notice at least. */
  readonly batch: Batch;
  /** For samples. */
  readonly alerts: readonly Alert[];
  /** Where people open the page. */
  readonly pageUrl?: string | undefined;
}

export function composeMail({ batch, alerts, pageUrl }: MailContent): Notification {
  const isPast = pastNotices(batch.notices);
  const notices = [...batch.notices].sort(
    (a, b) => Number(isPast(a)) - Number(isPast(b)) || byUrgency(urgency(a), urgency(b)),
  );
  const shown = notices.slice(0, MAX_GROUPS);
  const more = notices.length - shown.length + batch.omitted;
  const samples = new Map(alerts.map((alert) => [subjectKey(alert), alert.samples]));

  const parts = shown.map((notice) => describe(notice, samples.get(subjectKey(notice)) ?? []));
  if (more > 0) parts.push(`And ${more} more.`);
  if (pageUrl !== undefined) parts.push(`Logs and alerts: ${cutText(pageUrl, NAME_LENGTH)}`);
  const worst = shown[0];
  return {
    subject: subjectOf(worst, notices.length - 1 + batch.omitted),
    body: carriedText(`${parts.join("\n\n")}\n`),
    attributes: attributesOf(worst),
  };
}

/** Every part has its bound: at the longest, 5 characters are left for what the errors are. */
/** A mail that was held up may tell how an incident began and how it ended: the subject is about how things stand. */
function pastNotices(notices: readonly Notice[]): (notice: Notice) => boolean {
  const newest = new Map(notices.map((notice) => [subjectKey(notice), notice]));
  return (notice) => newest.get(subjectKey(notice)) !== notice;
}

function subjectOf(worst: Notice | undefined, others: number): string {
  const suffix = others > 0 ? ` (+${atMost(999_999, others)} more)` : "";
  if (!worst) return `[Sluice] Alerts${suffix}`;
  const service = asciiText(worst.service, SERVICE_LENGTH);
  const head = `[Sluice] ${worst.kind.toUpperCase()} ${errorCount(worst)}${service && ` in ${service}`}: `;
  return head + asciiText(nameOf(worst), SUBJECT_LENGTH - head.length - suffix.length) + suffix;
}

/** SNS takes no empty value. */
function attributesOf(worst: Notice | undefined): Record<string, string> {
  return {
    state: worst?.kind ?? "firing",
    severity: worst?.severity ?? "error",
    service: cutText(carriedText(worst?.service ?? ""), NAME_LENGTH) || "unknown",
  };
}

function describe(notice: Notice, samples: readonly string[]): string {
  const service = notice.service && ` in ${cutText(oneLine(notice.service), NAME_LENGTH)}`;
  const lines = [
    `${notice.kind.toUpperCase()}: ${errorCount(notice)}${service}`,
    cutText(nameOf(notice), TEMPLATE_LENGTH),
    notice.resolvedMs === undefined
      ? `Since ${utc(notice.sinceMs)}`
      : `From ${utc(notice.sinceMs)} to ${utc(notice.resolvedMs)}`,
  ];
  // Who reads that it is over needs no proof that it was.
  if (notice.kind === "resolved") return lines.join("\n");
  const quoted = samples
    .slice(0, MAX_SAMPLES)
    .map((sample) => `> ${cutText(sample, SAMPLE_LENGTH).replaceAll("\n", "\n  ")}`);
  return [...lines, ...quoted].join("\n");
}

function errorCount({ count, severity }: Notice): string {
  return `${atMost(999_999_999, count)} ${severity === "fatal" ? "fatal " : ""}error${count === 1 ? "" : "s"}`;
}

function atMost(limit: number, count: number): string {
  return count > limit ? `${limit}+` : String(count);
}

function nameOf({ template, pattern }: Notice): string {
  return oneLine(template) || (pattern ? `pattern ${pattern}` : "errors without a pattern");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** To the minute: a phone's line is short. */
function utc(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function urgency(notice: Notice) {
  return { ...notice, phase: notice.kind === "resolved" ? ("resolved" as const) : ("firing" as const) };
}
