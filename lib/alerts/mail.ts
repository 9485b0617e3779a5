/** Notices as one mail that fits SNS and a phone: the worst in the subject, the ten worst in the body, all of them for machines. */
import type { Notification } from "../ports.ts";
import type { Alert } from "./alert.ts";
import { alertEvent } from "./alert-event.ts";
import type { AlertEvent } from "./alert-message.ts";
import type { Aside } from "./aside.ts";
import { attributesOf } from "./attributes.ts";
import { numberText } from "./figures.ts";
import type { Places } from "./links.ts";
import { byUrgencyOfNotice, type Notice } from "./notice.ts";
import { asideLine, paragraph } from "./paragraph.ts";
import { type Subject, subjectKey } from "./subject.ts";
import { subjectLine } from "./subject-line.ts";
import { carriedText } from "./text.ts";

const MAX_GROUPS = 10;

export interface MailContent extends Places {
  /** In the order in which they fell due. */
  readonly notices: readonly Notice[];
  /** Further notices that were only counted. */
  readonly omitted: number;
  /** What is worth a line at the end. */
  readonly asides?: readonly Aside[];
  /** For samples. */
  readonly alerts: readonly (Subject & Pick<Alert, "samples">)[];
  readonly route: string;
  /** Times are told in it beside UTC. */
  readonly timeZone?: string | undefined;
}

export function composeMail(content: MailContent): Notification {
  const { omitted, asides = [], route, pageUrl, timeZone } = content;
  const stories = storiesOf(content);
  const shown = stories.slice(0, MAX_GROUPS);
  const subject = subjectLine(stories[0]?.newest, Math.max(0, stories.length - 1) + omitted);

  const parts = shown.map((story) => paragraph(story.newest, { ...story, timeZone }));
  const more = stories.length - shown.length + omitted;
  if (more > 0) parts.push(`And ${numberText(more)} more.`);
  if (asides.length > 0) {
    parts.push(
      ["Less unusual, worth no mail of its own:", ...asides.map((aside) => asideLine(aside, timeZone))].join("\n"),
    );
  }
  const firing = shown.find(({ newest }) => newest.kind !== "resolved");
  if (firing) parts.push(commandsFor(firing.event.id));
  if (pageUrl !== undefined) parts.push(`All alerts: ${pageUrl}`);
  return {
    subject,
    body: carriedText(`${parts.join("\n\n") || subject}\n`),
    attributes: attributesOf(
      stories.flatMap(({ notices }) => notices),
      route,
    ),
    message: { version: 1, route, subject, alerts: stories.flatMap(({ events }) => events), omitted },
  };
}

/** All that is to be told of one alert, oldest first. Where it waited for long, the newest says how things stand, and since when. */
interface Story {
  readonly notices: readonly Notice[];
  readonly events: readonly AlertEvent[];
  readonly newest: Notice;
  /** Of the newest. */
  readonly event: AlertEvent;
  /** That it began is told with this mail. */
  readonly isFirst: boolean;
}

/** The alert that matters most now comes first. */
function storiesOf({ notices, alerts, ...content }: MailContent): Story[] {
  const samples = new Map(alerts.map((alert) => [subjectKey(alert), alert.samples]));
  const stories = [...Map.groupBy(notices, subjectKey)].flatMap(([key, told]): Story[] => {
    const events = told.map((notice) => alertEvent(notice, samples.get(key) ?? [], content));
    const [newest, event] = [told.at(-1), events.at(-1)];
    if (!newest || !event) return [];
    return [{ notices: told, events, newest, event, isFirst: told.some(({ kind }) => kind === "firing") }];
  });
  return stories.sort((a, b) => byUrgencyOfNotice(a.newest, b.newest));
}

/** Exact words for the worst, to be changed for another. */
function commandsFor(id: string): string {
  return [
    "To say that you are at it (no more digests):",
    `sluice alerts ack ${id} --why "looking into it"`,
    "To mute it:",
    `sluice alerts silence ${id} --until 2h --why "known"`,
  ].join("\n");
}
