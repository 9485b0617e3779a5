/**
 * The built-in rule `forecast` at the end of one minute: what the forecast's last run found unusual. It does not ask the store: a run that
 * is late, or failed because the store is down, leaves findings that are too old to say anything.
 */

import type { Aside } from "../../alerts/aside.ts";
import { type ForecastPolicy, forecastPolicyOf, hearingOf } from "../../alerts/forecast-policy.ts";
import { subjectOf } from "../../alerts/forecast-subject.ts";
import type { Measured, RuleReading, Severity, Signal } from "../../alerts/signal.ts";
import { FORECAST } from "../../alerts/subject.ts";
import { isQuestion } from "../../config/alert-rule.ts";
import type { Settings } from "../../config/settings.ts";
import { MINUTE_MS } from "../../durations.ts";
import type { Finding } from "../../forecast/alarms/finding.ts";
import { readFindings } from "../../forecast/alarms/keep.ts";
import type { AlarmState, ToldFinding } from "../../forecast/alarms/watch.ts";
import type { SeriesId } from "../../forecast/series-id.ts";
import type { ObjectStore } from "../../ports.ts";
import { outlookReadings } from "./outlook.ts";
import { unlessTimeIsUp } from "./time-up.ts";

/** Findings speak of minutes that were over for a minute when they were read; more than this says that runs are missing. */
const LONGEST_AGE_MS = 5 * MINUTE_MS;
/** After a pause what was held up arrives little by little. */
const CATCHING_UP_MS = 15 * MINUTE_MS;

type Settled = Pick<Settings, "alerts" | "forecast">;

interface Minute {
  /** The minute that ended. */
  readonly minuteMs: number;
  /** When scans last went on after a pause. */
  readonly resumedMs?: number | undefined;
}

/** The built-in rule's, and that of each rule of type forecast. Never throws. */
export async function readForecastRules(
  objects: Pick<ObjectStore, "get" | "url">,
  settings: Settled,
  minute: Minute,
  timeUp: AbortSignal,
): Promise<RuleReading[]> {
  try {
    const found = await unlessTimeIsUp(timeUp, () => readFindings(objects));
    if (!isToBeBelieved(found, minute)) return unknown(settings, minute, {});
    return [forecastReading(found, settings, minute), ...outlookReadings(found, settings, minute)];
  } catch (error) {
    return unknown(settings, minute, { failed: error instanceof Error ? error.message : String(error) });
  }
}

function unknown({ alerts }: Settled, { minuteMs }: Minute, reason: Pick<RuleReading, "failed">): RuleReading[] {
  const rules = [FORECAST, ...alerts.rules.filter((rule) => !isQuestion(rule)).map(({ name }) => name)];
  return rules.map((rule) => ({ rule, minuteMs, isUnknown: true, signals: [], ...reason }));
}

export function isToBeBelieved(
  { toMs = Number.NEGATIVE_INFINITY, resumedMs = 0 }: Pick<AlarmState, "toMs" | "resumedMs">,
  minute: Minute,
): boolean {
  const endMs = minute.minuteMs + MINUTE_MS;
  const isCatchingUp = Math.max(resumedMs, minute.resumedMs ?? 0) + CATCHING_UP_MS > endMs;
  return !isCatchingUp && Math.abs(endMs - toMs) <= LONGEST_AGE_MS;
}

export function forecastReading(
  { findings }: Pick<AlarmState, "findings">,
  settings: Settled,
  { minuteMs }: Minute,
): RuleReading {
  const signals: Signal[] = [];
  const asides: Aside[] = [];
  for (const finding of findings) {
    const policy = forecastPolicyOf(settings, finding.series);
    if (finding.isUsual) {
      signals.push({ ...signalOf(finding, policy, settings), isBreaching: false, isUrgent: false, goesOn: true });
      continue;
    }
    if (finding.isEcho || finding.ownMinutes < policy.forMinutes) continue;
    const hearing = hearingOf(policy, finding);
    if (hearing === "alert") signals.push(signalOf(finding, policy, settings));
    if (hearing === "line") asides.push(asideOf(finding, policy, settings, minuteMs + MINUTE_MS));
  }
  return { rule: FORECAST, minuteMs, isUnknown: false, signals, ...(asides.length > 0 && { asides }) };
}

function isSilent({ kind }: Finding): boolean {
  return kind === "silent";
}

function signalOf(finding: ToldFinding, policy: ForecastPolicy, settings: Settled): Signal {
  const { kind, sinceMs, actual, perMinute } = finding;
  return {
    ...subjectOf(finding),
    severity: severityOf(finding, policy),
    template: textOf(finding, settings),
    isBreaching: true,
    // That it has lasted long enough is known: the forecast saw it begin.
    isUrgent: true,
    events: 0,
    ...(kind === "above" && { inMinute: Math.round(actual) }),
    firstMs: sinceMs,
    measured: measuredOf(finding, settings),
    perMinute,
  };
}

function asideOf(finding: ToldFinding, policy: ForecastPolicy, settings: Settled, atMs: number): Aside {
  return {
    ...subjectOf(finding),
    severity: severityOf(finding, policy),
    template: textOf(finding, settings),
    measured: measuredOf(finding, settings),
    sinceMs: finding.sinceMs,
    atMs,
  };
}

function severityOf(finding: Finding, { severity }: ForecastPolicy): Severity {
  return severity ?? (isSilent(finding) ? "error" : "warn");
}

function measuredOf({ series, actual, expected, limit }: Finding, settings: Settled): Measured {
  return { value: actual, limit, unit: statisticOf(series, settings) ?? "lines a minute", expected };
}

/** What it says when it begins: the figures beside it go on. */
function textOf({ series, kind, expected, mostly }: Finding, settings: Settled): string {
  const { level, query } = series;
  const isStatistic = statisticOf(series, settings) !== undefined;
  const of = level === undefined ? (query === undefined ? "" : ` of ${query}`) : ` ${level} lines`;
  const [more, fewer] = isStatistic ? ["above", "below"] : [`more${of} than`, `fewer${of} than`];
  const usual = expected >= 10 ? Math.round(expected) : expected;
  const part = mostly === undefined ? "" : `, mostly ${mostly}`;
  switch (kind) {
    case "above":
      return `Far ${more} the usual ${usual}${part}`;
    case "below":
      return `Far ${fewer} the usual ${usual}${part}`;
    case "silent":
      return `Silent: ${usual}${of} a minute are usual`;
    default:
      return kind satisfies never;
  }
}

/** Of a query that asks for a field: which statistic. */
function statisticOf({ query }: SeriesId, { forecast }: Settled): string | undefined {
  const asked = forecast.queries.find(({ name }) => name === query);
  return asked && asked.statistic !== "count" ? `${asked.statistic} of ${asked.field}` : undefined;
}
