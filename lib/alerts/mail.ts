/** Notices as one mail that fits SNS and a phone: the worst in the subject, the ten worst in the body, all of them for machines. */
import type { Notification } from "../ports.ts";
import { type Alert, byUrgency } from "./alert.ts";
import { type AlertEvent, type AlertMessage, alertEvent } from "./alert-event.ts";
import { attributesOf } from "./attributes.ts";
import { numberText } from "./figures.ts";
import type { Places } from "./links.ts";
import type { Notice } from "./notice.ts";
import { paragraph } from "./paragraph.ts";
import { type Subject, subjectKey } from "./subject.ts";
import { subjectLine } from "./subject-line.ts";
import { carriedText } from "./text.ts";

const MAX_GROUPS = 10;

export interface MailContent extends Places {
  /** In the order in which they fell due. */
  readonly notices: readonly Notice[];
  /** Further notices that were only counted. */
  readonly omitted: number;
  /** For samples. */
  readonly alerts: readonly (Subject & Pick<Alert, "samples">)[];
  readonly route: string;
  /** Times are told in it beside UTC. */
  readonly timeZone?: string | undefined;
}

export function composeMail(content: MailContent): Notification {
  const { omitted, route, pageUrl, timeZone } = content;
  const samples = new Map(content.alerts.map((alert) => [subjectKey(alert), alert.samples]));
  const stories = storiesOf(content.notices);
  const events = new Map(
    stories.flat().map((notice) => [notice, alertEvent(notice, samples.get(subjectKey(notice)) ?? [], content)]),
  );

  // Where one waited for long, the newest of an alert says all: how things stand, and since when.
  const newest = stories.flatMap((story) => story.at(-1) ?? []);
  const shown = newest.slice(0, MAX_GROUPS);
  const others = Math.max(0, newest.length - 1) + omitted;
  const subject = subjectLine(newest[0], others);
  const parts = shown.map((notice) => paragraph(notice, eventOf(events, notice), timeZone));
  const more = newest.length - shown.length + omitted;
  if (more > 0) parts.push(`And ${numberText(more)} more.`);
  const firing = shown.find(({ kind }) => kind !== "resolved");
  if (firing) parts.push(commandsFor(eventOf(events, firing)));
  if (pageUrl !== undefined) parts.push(`All alerts: ${pageUrl}`);
  const message: AlertMessage = { version: 1, route, subject, alerts: [...events.values()], omitted };
  return {
    subject,
    body: carriedText(`${parts.join("\n\n") || subject}\n`),
    attributes: attributesOf(stories.flat(), route),
    message,
  };
}

/** The notices of each alert, oldest first; the alert that matters most now comes first. */
function storiesOf(notices: readonly Notice[]): Notice[][] {
  const stories = Map.groupBy(notices, subjectKey).values();
  return [...stories].sort((a, b) => byUrgency(urgencyOf(a), urgencyOf(b)));
}

function urgencyOf(story: readonly Notice[]): Parameters<typeof byUrgency>[0] {
  const newest = story.at(-1);
  if (!newest) throw new TypeError("A group has a member");
  return { ...newest, phase: newest.kind === "resolved" ? "resolved" : "firing" };
}

function eventOf(events: ReadonlyMap<Notice, AlertEvent>, notice: Notice): AlertEvent {
  const event = events.get(notice);
  if (!event) throw new TypeError("Every notice has its event");
  return event;
}

/** Exact words for the worst, to be changed for another. */
function commandsFor({ id }: AlertEvent): string {
  return [
    "To say that you are at it (no more digests):",
    `sluice alerts ack ${id} --why "looking into it"`,
    "To mute it:",
    `sluice alerts silence ${id} --until 2h --why "known"`,
  ].join("\n");
}
