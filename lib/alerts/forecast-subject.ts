/**
 * What an alert of the forecast is about: too much or too little of one series. The service stands where it stands in all alerts, the rest
 * in the pattern: `above`, `below`, `above:error` (lines of a level), `above:query:NAME`, and `above~error` (of a service or of all,
 * most of them of a level).
 */
import type { Finding } from "../forecast/alarms/finding.ts";
import type { SeriesId } from "../forecast/series-id.ts";
import { LEVELS } from "../record.ts";
import { FORECAST, type Subject } from "./subject.ts";

const PATTERN = /^(above|below)(?:~(\S+)|:query:(\S+)|:(\S+))?$/;

export interface ForecastSubject {
  readonly series: SeriesId;
  readonly isAbove: boolean;
  /** The level that makes up most of it. */
  readonly mostly?: string;
}

export function subjectOf({ series, kind, mostly }: Pick<Finding, "series" | "kind" | "mostly">): Subject {
  const { service = "", level, query } = series;
  const direction = kind === "above" ? "above" : "below";
  const levelOf = LEVELS.some((each) => each === mostly) ? `~${mostly}` : "";
  const which = query === undefined ? (level === undefined ? levelOf : `:${level}`) : `:query:${query}`;
  return { rule: FORECAST, service, pattern: `${direction}${which}` };
}

/** Undefined if it is none of them. */
export function parseSubject({ service, pattern }: Pick<Subject, "service" | "pattern">): ForecastSubject | undefined {
  const [, direction, mostly, query, name] = PATTERN.exec(pattern) ?? [];
  const level = LEVELS.find((each) => each === name);
  if (direction === undefined) return undefined;
  return {
    series: {
      ...(service !== "" && { service }),
      ...(level !== undefined && { level }),
      ...(query !== undefined && { query }),
    },
    isAbove: direction === "above",
    ...(mostly !== undefined && { mostly }),
  };
}
