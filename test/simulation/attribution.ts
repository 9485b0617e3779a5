/** Which incident a notice is about; pure. What is about none is a false alarm. */
import type { Notice } from "../../lib/alerts/notice.ts";
import { ERROR_GROUPS, subjectKey } from "../../lib/alerts/subject.ts";
import type { Mail } from "./mails.ts";
import { silentServiceOf } from "./settings.ts";
import { MINUTE_MS } from "./time.ts";
import type { Incident } from "./world/incidents.ts";

export interface AttributedNotice {
  readonly notice: Notice;
  readonly mail: Mail;
  /** Absent: about nothing that was injected. */
  readonly incident?: Incident;
  /** What the incident itself is: its error group, or the silence of its service. Others are its echoes, such as a ratio. */
  readonly isMain: boolean;
  /** Told once more because the run that had told it died. */
  readonly isRepeat: boolean;
  /** It told of it first: as FIRING, or as worse than what the alert had fired for before. */
  readonly opens: boolean;
  /** Of a false alarm: the same for all notices of one alert. */
  readonly alarm: number;
}

/** A rule's window ends so long after what it speaks of; errors may become visible so late. */
const AFTERMATH_MS = 20 * MINUTE_MS;

export function attribute(mails: readonly Mail[], incidents: readonly Incident[]): AttributedNotice[] {
  const owners = new Map<string, { incident: Incident | undefined; alarm: number }>();
  const unsettled = new Set<string>();
  let alarms = 0;
  return mails.flatMap((mail) =>
    mail.notices.map((notice): AttributedNotice => {
      const key = subjectKey(notice);
      const same = `${key} ${notice.kind} ${notice.atMs}`;
      const isRepeat = unsettled.delete(same);
      if (mail.isUnsettled) unsettled.add(same);
      const known = owners.get(key);
      const opens = !isRepeat && opensFor(notice, mail.atMs, known?.incident, incidents);
      const owner = opens || !known ? { incident: ownerOf(notice, mail.atMs, incidents), alarm: alarms++ } : known;
      owners.set(key, owner);
      const { incident, alarm } = owner;
      const isMain = incident !== undefined && isItself(notice, incident);
      return { notice, mail, isMain, isRepeat, opens, alarm, ...(incident && { incident }) };
    }),
  );
}

function opensFor(notice: Notice, atMs: number, known: Incident | undefined, incidents: readonly Incident[]): boolean {
  if (notice.kind === "firing") return true;
  const owner = notice.isWorse ? ownerOf(notice, atMs, incidents) : undefined;
  return owner !== undefined && owner !== known && isItself(notice, owner);
}

/** The incident itself rather than an echo of another one that is near. */
function ownerOf(notice: Notice, atMs: number, incidents: readonly Incident[]): Incident | undefined {
  const near = incidents.filter(({ startMs, endMs }) => atMs >= startMs && atMs < endMs + AFTERMATH_MS);
  return near.find((incident) => isItself(notice, incident)) ?? near.find((incident) => isEcho(notice, incident));
}

export function isItself({ rule, service, pattern }: Notice, incident: Incident): boolean {
  if (incident.kind === "silence") return silentServiceOf(rule) === incident.service;
  return rule === ERROR_GROUPS && service === incident.service && pattern === incident.pattern;
}

function isEcho({ rule, service }: Notice, incident: Incident): boolean {
  const isOfRule = rule !== ERROR_GROUPS && silentServiceOf(rule) === undefined;
  return isOfRule && (service === "" || service === incident.service) && incident.kind !== "silence";
}
