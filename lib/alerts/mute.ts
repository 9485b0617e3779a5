/** Whether nobody is told of an alert now, and why. The alert lives on all the same. */
import type { MaintenanceWindow } from "../config/maintenance-window.ts";
import type { Settings } from "../config/settings.ts";
import { matchesGlob } from "../normalize/glob.ts";
import type { Alert, Silence } from "./alert.ts";
import { mutingOf } from "./policy.ts";
import { silenceOf } from "./silence.ts";
import type { Subject } from "./subject.ts";
import { isInWeek } from "./week.ts";

export interface Situation {
  readonly atMs: number;
  readonly silences: readonly Silence[];
  readonly settings: Pick<Settings, "alerts">;
  /** All that fires now, muted or not; the alert itself may be among it. */
  readonly firing: readonly Subject[];
}

/** An alert, or what is worth a line. */
type Mutable = Pick<Alert, "rule" | "service" | "pattern" | "template">;

/** For people, e.g. `maintenance database-upgrade`; undefined: people are told. What people asked for comes first. */
export function mutedBecause(alert: Mutable, { atMs, silences, settings, firing }: Situation): string | undefined {
  const { zone, maintenance } = settings.alerts;
  const silence = silenceOf(alert, silences, atMs);
  if (silence) return `silenced by ${silence.by} until ${utc(silence.untilMs)}: ${silence.why}`;

  const work = maintenance.find((window) => isMaintained(window, alert) && isOpen(window, atMs, zone));
  if (work) return `maintenance ${work.name}`;

  const { mute, mutedBy } = mutingOf(settings, alert);
  if (mute.some((times) => isInWeek(times, atMs, zone))) return "mute hours";

  const parent = firing.find((other) => mutedBy.includes(other.rule) && isSameService(other, alert));
  return parent && `${parent.rule} fires${parent.service && ` for ${parent.service}`}`;
}

function isMaintained({ match }: MaintenanceWindow, { rule, service }: Mutable): boolean {
  return (match.rule === undefined || match.rule === rule) && matchesGlob(match.service, service);
}

/** Once from `from` until `until`, or every week. */
function isOpen(window: MaintenanceWindow, atMs: number, zone: string): boolean {
  const { from, until } = window;
  return from === undefined || until === undefined ? isInWeek(window, atMs, zone) : from <= atMs && atMs < until;
}

/** An alert about all services stands for each of them. */
function isSameService(a: Subject, b: Mutable): boolean {
  return a.service === "" || b.service === "" || a.service === b.service;
}

function utc(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
