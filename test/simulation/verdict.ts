/** What the mails of a run are worth: each incident's fate, the false alarms, and which promises were not kept. Pure. */
import { type AttributedNotice, attribute, isItself } from "./attribution.ts";
import { disturbancesIn } from "./disturbances.ts";
import type { Evidence } from "./evidence.ts";
import { type FalseAlarm, falseAlarmsOf, isCutOff } from "./false-alarms.ts";
import type { Mail } from "./mails.ts";
import { countedSpan, type SimulationOptions } from "./options.ts";
import type { RunFigures } from "./stage.ts";
import { HOUR_MS, isWithin, SECOND_MS } from "./time.ts";
import type { IncidentKind } from "./world/incidents.ts";
import type { Misfortune } from "./world/misfortune.ts";

export interface IncidentFate extends Evidence {
  /** Absent: nobody was told. */
  readonly toldMs?: number;
  /** That spoke of it, by its own group or by an echo. */
  readonly mails: number;
  readonly firings: number;
  readonly resolutions: number;
  /** What happened to Sluice between the first sign of it and the mail. */
  readonly disturbances: readonly string[];
}

export interface Verdict {
  readonly fates: readonly IncidentFate[];
  readonly falseAlarms: readonly FalseAlarm[];
  /** Services whose shipper was cut off for longer than their silence rule waits: silent, as far as anybody can tell. */
  readonly cutOff: readonly FalseAlarm[];
  readonly falsePerWeek: number;
  readonly mails: number;
  /** Of them, about nothing that was injected. */
  readonly falseMails: number;
  /** Sent once more, because a run died after it had sent them. */
  readonly repeats: number;
  /** Promises that were not kept. */
  readonly missed: readonly string[];
}

export interface Judged {
  readonly options: SimulationOptions;
  readonly evidence: readonly Evidence[];
  readonly misfortunes: readonly Misfortune[];
  readonly mails: readonly Mail[];
  readonly figures: Pick<RunFigures, "excessMails" | "lostRunsMs">;
}

/** Kinds that must be found, and fast. */
const SUDDEN: readonly IncidentKind[] = ["burst", "new pattern"];
const MAX_DELAY_MS = { woken: 15 * SECOND_MS, scheduled: 75 * SECOND_MS };
const MAX_MAILS = 4;
const MAX_FALSE_PER_WEEK = 1;
const FIRED_ALREADY = "alert fired already";

export function judge(judged: Judged): Verdict {
  const { options, evidence, mails, figures } = judged;
  const { fromMs } = countedSpan(options);
  const counted = mails.filter(({ atMs }) => atMs >= fromMs);
  const notices = attribute(
    mails,
    evidence.map(({ incident }) => incident),
  ).filter(({ mail }) => mail.atMs >= fromMs);
  const fates = evidence
    .map((seen) => fateOf(seen, notices, judged))
    .sort((a, b) => a.incident.startMs - b.incident.startMs);
  const alarms = falseAlarmsOf(notices, judged);
  const cutOff = alarms.filter((alarm) => isCutOff(alarm, judged.misfortunes));
  const falseAlarms = alarms.filter((alarm) => !cutOff.includes(alarm));
  const falsePerWeek = (falseAlarms.length * 7) / options.days;
  const missed = [
    ...fates.flatMap((fate) => missedBy(fate)),
    ...missedDelay(fates, options),
    ...(falsePerWeek > MAX_FALSE_PER_WEEK ? [`${falsePerWeek.toFixed(1)} false alarms a week`] : []),
    ...(figures.excessMails > 0 ? [`${figures.excessMails} mails beyond one per run`] : []),
  ];
  const meant = new Set(notices.filter(({ incident }) => incident !== undefined).map(({ mail }) => mail));
  const repeats = notices.filter(({ isRepeat }) => isRepeat).length;
  return {
    fates,
    falseAlarms,
    cutOff,
    falsePerWeek,
    mails: counted.length,
    falseMails: counted.length - meant.size,
    repeats,
    missed,
  };
}

function fateOf(seen: Evidence, notices: readonly AttributedNotice[], judged: Judged): IncidentFate {
  const own = notices.filter(({ incident }) => incident === seen.incident);
  const main = own.filter(({ isMain, isRepeat }) => isMain && !isRepeat);
  const firings = main.filter(({ opens }) => opens);
  const toldMs = firings[0]?.mail.atMs;
  return {
    ...seen,
    ...(toldMs !== undefined && { toldMs }),
    mails: new Set(own.filter(({ isRepeat }) => !isRepeat).map(({ mail }) => mail)).size,
    firings: firings.length,
    resolutions: main.filter(({ notice }) => notice.kind === "resolved").length,
    disturbances: [
      ...disturbancesIn(seen.firstMs, toldMs ?? seen.incident.endMs, judged),
      ...(notices.some((notice) => isOfAnother(notice, seen)) ? [FIRED_ALREADY] : []),
    ],
  };
}

/** Of the same alert, while the incident lasted, but about something before it. */
function isOfAnother({ notice, mail, incident }: AttributedNotice, seen: Evidence): boolean {
  return incident !== seen.incident && isWithin(seen.incident, mail.atMs) && isItself(notice, seen.incident);
}

function missedBy({ incident, toldMs, mails, firings, resolutions }: IncidentFate): string[] {
  const { kind, service, startMs, endMs } = incident;
  const name = `${kind} of ${service} at ${new Date(startMs).toISOString().slice(0, 16)}`;
  if (toldMs === undefined) return SUDDEN.includes(kind) ? [`${name} was not told of`] : [];
  return [
    ...(firings === 1 && resolutions === 1 ? [] : [`${name}: ${firings} × FIRING, ${resolutions} × RESOLVED`]),
    ...(mails > MAX_MAILS && endMs - startMs <= HOUR_MS ? [`${name}: ${mails} mails within an hour`] : []),
  ];
}

function missedDelay(fates: readonly IncidentFate[], { isWoken }: SimulationOptions): string[] {
  const delays = delaysOf(fates.filter(({ incident }) => SUDDEN.includes(incident.kind)));
  const p95Ms = percentile(delays, 0.95);
  const limitMs = isWoken ? MAX_DELAY_MS.woken : MAX_DELAY_MS.scheduled;
  return p95Ms > limitMs
    ? [`95 % of bursts and new patterns told after ${p95Ms / SECOND_MS} s, not ${limitMs / SECOND_MS}`]
    : [];
}

/** From when it was evident, of those that nothing came between; a mail that came earlier had no delay. */
export function delaysOf(fates: readonly IncidentFate[]): number[] {
  return fates.flatMap(({ toldMs, evidentMs, disturbances }) =>
    toldMs === undefined || evidentMs === undefined || disturbances.length > 0 ? [] : [Math.max(0, toldMs - evidentMs)],
  );
}

/** Nearest rank; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
