/** One alert as a person reads it on a phone: what, how many, since when, whether it gets worse, and proof. */

import type { AlertEvent } from "./alert-message.ts";
import type { Aside } from "./aside.ts";
import { countText, durationText, momentText, numberText } from "./figures.ts";
import type { Notice } from "./notice.ts";
import { ERROR_GROUPS } from "./subject.ts";
import { nameOf } from "./subject-line.ts";
import { cutText } from "./text.ts";
import { direction, sparkline } from "./trend.ts";

const TEMPLATE_LENGTH = 300;
/** Of names and addresses that come from outside. */
const NAME_LENGTH = 200;
const LINK_LENGTH = 1_000;

const GONE = "It is still silent: after a day it counts as gone.";

export interface ParagraphContext {
  /** The same notice as machines get it: with its id, samples and links. */
  readonly event: AlertEvent;
  readonly timeZone: string | undefined;
  /** No mail told that it began: it waited for this one. */
  readonly isFirst: boolean;
}

export function paragraph(notice: Notice, { event, timeZone, isFirst }: ParagraphContext): string {
  const lines = [
    `${stateOf(notice)}: ${headOf(notice)} (${event.id})`,
    cutText(nameOf(notice), TEMPLATE_LENGTH),
    lasting(notice, timeZone),
    ...figures(notice),
    ...remarks(notice, isFirst),
  ];
  // Who reads that it is over needs no proof that it was.
  if (notice.kind !== "resolved") lines.push(...event.samples.map((text) => `> ${text.replaceAll("\n", "\n  ")}`));
  const { runbookUrl, pageUrl, dashboardsUrl } = event;
  if (runbookUrl !== undefined) lines.push(`Runbook: ${cutText(runbookUrl, LINK_LENGTH)}`);
  if (pageUrl !== undefined) lines.push(`Its lines: ${cutText(pageUrl, LINK_LENGTH)}`);
  if (dashboardsUrl !== undefined) lines.push(`In OpenSearch: ${cutText(dashboardsUrl, 2 * LINK_LENGTH)}`);
  return lines.join("\n");
}

function stateOf({ kind, isWorse }: Notice): string {
  if (kind === "digest") return isWorse ? "WORSE" : "STILL FIRING";
  return kind.toUpperCase();
}

function headOf({ severity, rule, service }: Notice): string {
  const where = service && ` in ${cutText(service.replace(/\s+/g, " "), NAME_LENGTH)}`;
  const which = rule === ERROR_GROUPS ? "" : `, rule ${cutText(rule, NAME_LENGTH)}`;
  return `${severity.toUpperCase()}${where}${which}`;
}

function lasting(notice: Notice, timeZone: string | undefined): string {
  const { rule, sinceMs, atMs, resolvedMs } = notice;
  const counted = rule === ERROR_GROUPS ? `${countText(notice)} ` : "";
  const since = momentText(sinceMs, timeZone);
  const text =
    resolvedMs === undefined
      ? `${counted}since ${since}, ${durationText(atMs - sinceMs)}`
      : `${counted}from ${since} to ${momentText(resolvedMs, timeZone)}, ${durationText(resolvedMs - sinceMs)}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What was worth no mail of its own. */
export function asideLine(aside: Aside, timeZone?: string): string {
  const { severity, service, measured, sinceMs, atMs } = aside;
  const where = service && ` in ${cutText(service.replace(/\s+/g, " "), NAME_LENGTH)}`;
  const what = `${cutText(nameOf(aside), TEMPLATE_LENGTH)}; ${numberText(measured.value)} ${cutText(measured.unit, NAME_LENGTH)}`;
  return `- ${severity.toUpperCase()}${where}: ${what} from ${momentText(sinceMs, timeZone)} on, for ${durationText(atMs - sinceMs)}`;
}

function figures({ measured, perMinute, kind }: Notice): string[] {
  const lines: string[] = [];
  if (measured) {
    const { value, unit, limit, expected } = measured;
    const percent = unit.startsWith("%") ? " %" : "";
    const saw = expected === undefined ? "Measured" : `Expected ${numberText(expected)}, saw`;
    // Of what is silent nothing is the limit.
    const beyond = expected !== undefined && limit === 0 ? "" : `, limit ${numberText(limit)}${percent}`;
    lines.push(`${saw} ${numberText(value)} ${cutText(unit, NAME_LENGTH)}${beyond}`);
  }
  if (perMinute && perMinute.length > 0 && kind !== "resolved") {
    const trend = direction(perMinute);
    const last = `${numberText(perMinute.at(-1) ?? 0)} in the last${trend === undefined ? "" : `, ${trend}`}`;
    lines.push(`Per minute ${sparkline(perMinute)} ${last}`);
  }
  return lines;
}

function isSilent(measured: Notice["measured"]): boolean {
  return measured?.expected !== undefined && measured.value === 0;
}

function remarks({ isFlapping, isWorse, goesOn, acknowledgedBy, kind, measured }: Notice, isFirst: boolean): string[] {
  return [
    ...(kind === "digest" && isWorse ? ["Worse than when it was told last."] : []),
    ...(isFirst && kind === "resolved" ? ["It was over before a mail told that it began."] : []),
    ...(goesOn && kind === "resolved" ? [isSilent(measured) ? GONE : "It goes on: so much is usual by now."] : []),
    ...(isFlapping && kind !== "resolved" ? ["It comes and goes: RESOLVED waits for a longer quiet."] : []),
    ...(acknowledgedBy === undefined ? [] : [`${cutText(acknowledgedBy, NAME_LENGTH)} is at it.`]),
  ];
}
