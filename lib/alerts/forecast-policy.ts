/** What sluice.yml says of an alert of the forecast, and what says the same better. */
import type { AlertForecastRule, ForecastWhen, SeriesKind } from "../config/alert-forecast.ts";
import { DEFAULT_ROUTE } from "../config/alert-route.ts";
import type { Settings } from "../config/settings.ts";
import type { Finding } from "../forecast/alarms/finding.ts";
import type { Hearing } from "../forecast/alarms/watch.ts";
import type { SeriesId } from "../forecast/series-id.ts";
import { matchesGlob } from "../normalize/glob.ts";
import { parseSubject } from "./forecast-subject.ts";
import type { Muting } from "./policy.ts";
import type { Severity } from "./signal.ts";
import { ERROR_GROUPS, type Subject } from "./subject.ts";

type AlertsOf = Pick<Settings, "alerts">;

export interface ForecastPolicy {
  readonly tell: ForecastWhen;
  /** Absent: by what it is. */
  readonly severity?: Severity;
  readonly route: string;
  readonly runbookUrl?: string;
  readonly forMinutes: number;
}

const DEFAULT_MINUTES = 3;

export function forecastPolicyOf(settings: AlertsOf, series: SeriesId): ForecastPolicy {
  const entry = entryOf(settings, series);
  return {
    tell: entry?.when ?? (kindOf(series) === "level" ? "digest" : "unusual"),
    route: entry?.route ?? DEFAULT_ROUTE,
    ...(entry?.severity && { severity: entry.severity }),
    ...(entry?.runbook !== undefined && { runbookUrl: entry.runbook }),
    forMinutes: entry?.for.minutes ?? DEFAULT_MINUTES,
  };
}

/** How loud a finding is, as soon as it has lasted for long enough. */
export function hearingOf({ tell }: ForecastPolicy, { isPage, kind }: Pick<Finding, "isPage" | "kind">): Hearing {
  if (isPage && (tell === "unusual" || (tell === "silent" && kind === "silent"))) return "alert";
  return tell === "unusual" || tell === "digest" ? "line" : "nothing";
}

/** Of an alert; undefined if nobody is to be told of its series any more. */
export function forecastPolicyFor(
  settings: AlertsOf,
  subject: Pick<Subject, "service" | "pattern">,
): ForecastPolicy | undefined {
  const about = parseSubject(subject);
  const policy = about && forecastPolicyOf(settings, about.series);
  return policy?.tell === "never" ? undefined : policy;
}

/**
 * Beside what sluice.yml says: errors are told by their groups, and the silence of a service by the rule that was written for it.
 */
export function forecastMuting(settings: AlertsOf, alert: Pick<Subject, "service" | "pattern">): Muting {
  const about = parseSubject(alert);
  const entry = about && entryOf(settings, about.series);
  const level = about?.mostly ?? about?.series.level;
  const isOfErrors = about?.isAbove === true && (level === "error" || level === "fatal");
  const isSilence = about?.isAbove === false && alert.service !== "";
  const silences = settings.alerts.rules
    .filter((rule) => rule.type === "silence" && rule.by === "service")
    .map(({ name }) => name);
  return {
    mute: entry?.mute ?? [],
    mutedBy: [...(entry?.mutedBy ?? []), ...(isOfErrors ? [ERROR_GROUPS] : []), ...(isSilence ? silences : [])],
  };
}

function entryOf({ alerts }: AlertsOf, series: SeriesId): AlertForecastRule | undefined {
  const { service = "", level = "", query = "" } = series;
  return alerts.forecast.find(
    ({ match }) =>
      (match.series === undefined || match.series === kindOf(series)) &&
      matchesGlob(match.service, service) &&
      matchesGlob(match.level, level) &&
      matchesGlob(match.query, query),
  );
}

function kindOf({ service, level, query }: SeriesId): SeriesKind {
  if (query !== undefined) return "query";
  if (level !== undefined) return "level";
  return service === undefined ? "all" : "service";
}
