/** What a run of the forecast makes of the minutes it followed: which series are unusual now, and which of them say it. Pure. */
import { MINUTE_MS } from "../../durations.ts";
import { type SeriesId, seriesName, TOTAL } from "../series-id.ts";
import { elect } from "./echo.ts";
import type { Finding } from "./finding.ts";
import { type Judged, judge } from "./judge.ts";
import { mostlyOf, partsOf } from "./mostly.ts";
import { type Outlook, outlook } from "./outlook.ts";
import type { OutlookRule, ReadSeries } from "./read.ts";
import { MOST_AGE, type Settling, settledAge, watchArrivals } from "./settle.ts";

export interface AlarmState {
  readonly version: 1;
  /** What follows speaks of the minutes before; absent before the first run. */
  readonly toMs?: number;
  /** When runs last went on after a pause: for a while what was held up arrives. */
  readonly resumedMs?: number;
  /** Those that people may hear of, and the echoes. */
  readonly findings: readonly ToldFinding[];
  /** By seriesName, of all lines and of each service. */
  readonly settling: Readonly<Record<string, Settling>>;
  /** By seriesName: only of series about which there is something to remember. */
  readonly watched: Readonly<Record<string, Watched>>;
  /** By rule of type forecast: what lies ahead, if its series is followed. */
  readonly outlooks: Readonly<Record<string, { readonly outlook?: Outlook }>>;
}

export interface ToldFinding extends Finding {
  /** Another finding says it already, or nobody wants to hear of it. */
  readonly isEcho: boolean;
  /** So long it has been unusual without being an echo: who waits before telling counts from there. */
  readonly ownMinutes: number;
}

/** What has to be remembered of a series from run to run. */
interface Watched extends Omit<Judged, "finding"> {
  /** Of what is open: what made up most of it when it began. */
  readonly mostly?: string;
  /** When it was last an echo. */
  readonly echoAtMs?: number;
}

export const NOTHING_WATCHED: AlarmState = { version: 1, findings: [], settling: {}, watched: {}, outlooks: {} };

/** More between two runs is a pause. */
const LONGEST_PAUSE_MS = 3 * MINUTE_MS;
/** Clocks of two runs differ; one that was further ahead was wrong. */
const CLOCK_MS = 15 * MINUTE_MS;
/** A mail shows ten, and of rules there are at most 100 alerts. */
const MOST_FINDINGS = 300;
/** For so long another series may still say it better: nobody was told yet (`for` of alerts.forecast). */
const NAMELESS_MINUTES = 3;

export interface WatchOptions {
  readonly toMs: number;
  readonly rules?: readonly OutlookRule[];
  /** What sluice.yml makes of a finding; left out: what it is. What nobody hears of says nothing for others. */
  readonly hearingOf?: (finding: Finding) => Hearing;
}

/** A mail of its own, a line in another one, or nothing. */
export type Hearing = "alert" | "line" | "nothing";

const asFound = ({ isPage }: Finding): Hearing => (isPage ? "alert" : "line");

/**
 * @param read of each series what this run read again, with the minute before `toMs` as the last
 * @returns the very same for a run that reads no later minutes
 */
export function watch(
  before: AlarmState,
  read: readonly ReadSeries[],
  { toMs, rules = [], hearingOf = asFound }: WatchOptions,
): AlarmState {
  const passedMs = toMs - (before.toMs ?? toMs - MINUTE_MS);
  if (passedMs <= 0 && passedMs >= -CLOCK_MS) return before;
  const known = passedMs < 0 ? NOTHING_WATCHED : before;
  const resumedMs = passedMs < 0 || passedMs > LONGEST_PAUSE_MS ? toMs : known.resumedMs;

  const settling = settlingOf(known.settling, read, toMs);
  const parts = partsOf(read);
  const entries = read.map((each) => judgeOne(each, { known, parts, settling }));
  const candidates = entries.flatMap(({ finding, watched: { echoAtMs }, goesOn }) => {
    const isKnown = goesOn && echoAtMs !== known.toMs && (finding?.minutes ?? 0) > NAMELESS_MINUTES;
    if (!finding) return [];
    const hearing = hearingOf(finding);
    return [{ finding, isKnown, echoAtMs, isHeard: hearing !== "nothing", isPage: hearing === "alert" }];
  });
  const told = elect(candidates.filter(({ finding, isHeard }) => isHeard && !finding.isUsual));
  const isEcho = (finding: Finding | undefined) => finding !== undefined && !finding.isUsual && !told.has(finding);
  const watched = entries.map(({ key, finding, watched }): [string, Watched] => [
    key,
    isEcho(finding) ? { ...watched, echoAtMs: toMs } : watched,
  ]);
  return {
    version: 1,
    toMs,
    ...(resumedMs !== undefined && { resumedMs }),
    findings: candidates
      .map(({ finding, echoAtMs = 0 }) => ({
        ...finding,
        isEcho: isEcho(finding),
        ownMinutes: isEcho(finding) ? 0 : Math.min(finding.minutes, (toMs - echoAtMs) / MINUTE_MS),
      }))
      .sort(byWeight)
      .slice(0, MOST_FINDINGS),
    settling,
    watched: Object.fromEntries(watched.filter(([, kept]) => Object.keys(kept).length > 0)),
    outlooks: outlooksOf(known.outlooks, read, { toMs, rules }),
  };
}

/** What is told before its echoes, what wakes somebody before the rest, the most unusual first. */
function byWeight(a: ToldFinding, b: ToldFinding): number {
  return (
    Number(a.isUsual ?? false) - Number(b.isUsual ?? false) ||
    Number(a.isEcho) - Number(b.isEcho) ||
    Number(b.isPage) - Number(a.isPage) ||
    Math.abs(b.deviations) - Math.abs(a.deviations)
  );
}

function outlooksOf(
  known: AlarmState["outlooks"],
  read: readonly ReadSeries[],
  { toMs, rules }: { readonly toMs: number; readonly rules: readonly OutlookRule[] },
): AlarmState["outlooks"] {
  const byName = new Map(read.map((each) => [seriesName(each.series), each]));
  return Object.fromEntries(
    rules.flatMap((rule) => {
      const ahead = byName.get(seriesName(rule.series))?.ahead[rule.name] ?? [];
      if (ahead.length === 0) return [];
      const found = outlook(rule, ahead, toMs, known[rule.name]?.outlook);
      return [[rule.name, found ? { outlook: found } : {}]];
    }),
  );
}

interface Entry {
  readonly key: string;
  readonly finding: Finding | undefined;
  readonly watched: Watched;
  /** The run before found it too. */
  readonly goesOn: boolean;
}

interface Context {
  readonly known: AlarmState;
  readonly parts: ReturnType<typeof partsOf>;
  readonly settling: AlarmState["settling"];
}

function judgeOne({ series, minutes, isWorse = false }: ReadSeries, { known, parts, settling }: Context): Entry {
  const key = seriesName(series);
  const before = known.watched[key];
  const age = settledAge(settling[settlesAs(series)]);
  const { finding, ...kept } = judge({ series, minutes, isWorse, settledAge: age, before });
  if (!finding) return { key, finding, watched: kept, goesOn: false };
  const earlier = finding.isUsual ? (before?.open ?? before?.ended?.incident) : before?.open;
  const goesOn = before !== undefined && earlier?.isAbove === (finding.kind === "above");
  const mostly = goesOn ? before.mostly : mostlyOf(finding, parts);
  const named = mostly === undefined ? {} : { mostly };
  const echoAtMs = goesOn ? before.echoAtMs : undefined;
  const watched = { ...kept, ...named, ...(echoAtMs !== undefined && { echoAtMs }) };
  return { key, finding: { ...finding, ...named }, watched, goesOn };
}

/** Records of one service come alike, whatever their level. A name of its own would not do as a key: one may be `constructor`. */
function settlesAs({ service }: SeriesId): string {
  return seriesName(service === undefined ? TOTAL : { service });
}

function settlingOf(known: AlarmState["settling"], read: readonly ReadSeries[], toMs: number): AlarmState["settling"] {
  const whole = read.filter(({ series: { level, query } }) => level === undefined && query === undefined);
  return Object.fromEntries(
    whole.map(({ series, minutes }) => {
      const counts = minutes
        .slice(-MOST_AGE)
        .map(({ actual }) => actual)
        .reverse();
      const name = settlesAs(series);
      return [name, watchArrivals(known[name], counts, toMs / MINUTE_MS)];
    }),
  );
}
