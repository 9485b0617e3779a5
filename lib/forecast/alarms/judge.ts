/**
 * From a series' minutes to what is unusual about it now, if anything. Too much is seen at once, for records that come late only add to
 * it; too little, and silence, only of minutes that are settled. Pure.
 */
import { DAY_MS, HOUR_MS } from "../../durations.ts";
import { DIGEST_DEVIATIONS, PAGE_DEVIATIONS } from "../forecaster.ts";
import type { SeriesId } from "../series-id.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { beginIncident, figuresOf, type Incident, isOff, staysOff, usualOf } from "./incident.ts";
import type { ReadMinute } from "./read.ts";

export interface Judged {
  readonly finding?: Omit<Finding, "mostly">;
  /** That goes on. */
  readonly open?: Incident;
  /** The last one, for as long as windows remember it. */
  readonly ended?: Ended;
  /** The first minute of the zeros that the series ends with, if there are some: they may be more than are read. */
  readonly quietSinceMs?: number;
}

interface Ended {
  readonly atMs: number;
  readonly incident: Incident;
  /** It went on, and the model takes it for usual by now. */
  readonly isUsual: boolean;
}

type Remembered = Omit<Judged, "finding">;

export interface JudgeOptions {
  readonly series: SeriesId;
  /** Ascending, without gaps. */
  readonly minutes: readonly ReadMinute[];
  /** Of a model that is of no use only silence wakes anybody. */
  readonly isWorse?: boolean;
  /** From settle.ts. */
  readonly settledAge: number;
  readonly before?: Remembered | undefined;
}

/** What goes on lies so many deviations of its last minutes off; what begins lies further off. */
const GOES_ON_DEVIATIONS = 2;
const BEGIN_DEVIATIONS = 3;
/** After an incident long windows make much of a single minute. */
const LEAST_AGAIN_MINUTES = 3;
const LONGEST_WINDOW_MS = HOUR_MS;
/** Fewer zeros are not worth remembering. */
const LEAST_QUIET_MINUTES = 5;
/** Who is silent for so long is gone. */
const GONE_AFTER_MS = DAY_MS;

export function judge({ series, minutes, isWorse = false, settledAge, before = {} }: JudgeOptions): Judged {
  const settled = minutes.slice(0, Math.max(0, minutes.length - settledAge + 1));
  // A service that said something since is not silent any more.
  const isSilent =
    settled.at(-1)?.isSilent === true && minutes.slice(settled.length).every(({ actual }) => actual === 0);
  const upTo = readSoFar(minutes, settledAge);
  const above = isSilent ? undefined : goesOnOrBegins(upTo, { isAbove: true, isSilent: false, isWorse }, before);
  const found = above ?? goesOnOrBegins(settled, { isAbove: false, isSilent, isWorse }, before);
  const seen = above ? upTo : settled;

  const quietSinceMs = quietSince(minutes, before.quietSinceMs);
  const ended = endedBy(before.open?.isAbove ? upTo : settled, found, before);
  const kept = { ...(ended && { ended }), ...(quietSinceMs !== undefined && { quietSinceMs }) };
  const kindOf = ({ isAbove }: Incident): FindingKind => (isAbove ? "above" : isSilent ? "silent" : "below");
  if (!found) {
    if (!ended?.isUsual) return kept;
    const finding = { series, kind: kindOf(ended.incident), ...figuresOf(minutes, ended.incident), isUsual: true };
    return { finding, ...kept };
  }
  const sinceMs = isSilent ? Math.min(found.sinceMs, quietSinceMs ?? found.sinceMs) : found.sinceMs;
  const open = { ...found, sinceMs };
  const isGone = isSilent && (seen.at(-1)?.minuteMs ?? 0) - sinceMs >= GONE_AFTER_MS;
  const finding = { series, kind: kindOf(open), ...figuresOf(seen, open), ...(isGone && { isUsual: true }) };
  return { finding, open, ...kept };
}

/** Without the newest minutes whose records are visibly still coming. */
function readSoFar(minutes: readonly ReadMinute[], settledAge: number): readonly ReadMinute[] {
  const least = minutes.length - settledAge;
  const end = minutes.findLastIndex(({ actual, lower }, index) => index <= least || actual >= (lower ?? 0));
  return minutes.slice(0, end + 1);
}

function goesOnOrBegins(
  minutes: readonly ReadMinute[],
  { isAbove, isSilent, isWorse }: { readonly isAbove: boolean; readonly isSilent: boolean; readonly isWorse: boolean },
  { open, ended }: Remembered,
): Incident | undefined {
  const last = minutes.at(-1);
  if (!last || usualOf(last) === undefined) return undefined;
  const deviations = isAbove ? last.deviations : -last.deviations;
  if (deviations < DIGEST_DEVIATIONS && !isSilent) return undefined;
  const known = open?.isAbove === isAbove ? open : undefined;
  const since = ended ? minutes.filter(({ minuteMs }) => minuteMs >= ended.atMs) : minutes;
  if (!known && !isSilent && ended && since.length < LEAST_AGAIN_MINUTES) return undefined;
  const incident = known ?? beginIncident(since, last, isAbove);
  if (!isSilent && !isOff(minutes, incident, known ? GOES_ON_DEVIATIONS : BEGIN_DEVIATIONS)) return undefined;
  return {
    ...incident,
    windowRows: Math.min(incident.windowRows, last.windowRows),
    deviations: Math.abs(last.deviations) > Math.abs(incident.deviations) ? last.deviations : incident.deviations,
    isPage: incident.isPage || isSilent || (deviations >= PAGE_DEVIATIONS && !isWorse),
  };
}

function endedBy(
  minutes: readonly ReadMinute[],
  found: Incident | undefined,
  { open, ended }: Remembered,
): Ended | undefined {
  const last = minutes.at(-1);
  if (!last) return ended;
  if (open && open.isAbove !== found?.isAbove) {
    return { atMs: last.minuteMs, incident: open, isUsual: staysOff(minutes, open) };
  }
  return ended && last.minuteMs - ended.atMs < LONGEST_WINDOW_MS ? ended : undefined;
}

function quietSince(minutes: readonly ReadMinute[], knownMs: number | undefined): number | undefined {
  const lastHeard = minutes.findLastIndex(({ actual }) => actual !== 0);
  const first = minutes[lastHeard + 1];
  if (!first || minutes.length - lastHeard - 1 < LEAST_QUIET_MINUTES) return undefined;
  return lastHeard < 0 ? Math.min(first.minuteMs, knownMs ?? first.minuteMs) : first.minuteMs;
}
