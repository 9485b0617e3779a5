/** Where a reader goes on from a mail: the page, and OpenSearch Dashboards, both with the alert's lines already searched for. */
import { MINUTE_MS } from "../durations.ts";
import { fieldClause } from "../query.ts";
import { parseSubject } from "./forecast-subject.ts";
import type { Notice } from "./notice.ts";
import { FORECAST } from "./subject.ts";

export interface Places {
  /** Where people open the page. */
  readonly pageUrl?: string | undefined;
  /** `https://DOMAIN/_dashboards` */
  readonly dashboardsUrl?: string | undefined;
}

/** What was before and after tells why. */
const MARGIN_MS = 5 * MINUTE_MS;
/** A longer name makes a link that mail programs break. */
const MAX_SERVICE_LENGTH = 200;
/** The page's own ranges: they end when the link is opened. */
const PAGE_RANGES = [
  ["1h", 60 * MINUTE_MS],
  ["6h", 360 * MINUTE_MS],
] as const;

type Linked = Pick<Notice, "rule" | "service" | "pattern" | "sinceMs" | "atMs" | "resolvedMs">;

export function pageLink(notice: Linked, pageUrl: string): string {
  const { service, pattern, level } = searchable(notice);
  const clauses = [
    service && fieldClause("service", service),
    pattern && fieldClause("pattern", pattern),
    level && fieldClause("level", level),
  ];
  const lastedMs = notice.atMs - notice.sinceMs;
  const [range] = PAGE_RANGES.find(([, rangeMs]) => lastedMs < rangeMs) ?? ["24h"];
  const url = new URL(pageUrl);
  const query = clauses.filter((clause) => clause !== "").join(" ");
  if (query !== "") url.searchParams.set("q", query);
  if (range !== "1h") url.searchParams.set("range", range);
  return url.href;
}

/** Discover with the default index pattern, as OpenSearch Dashboards 2.x and 3.x take it. */
export function dashboardsLink(notice: Linked, dashboardsUrl: string): string {
  const { service, pattern, level } = searchable(notice);
  const conditions = [
    service && `service.name: ${JSON.stringify(service)}`,
    pattern && `log.pattern: ${JSON.stringify(pattern)}`,
    level && `log.level: ${JSON.stringify(level)}`,
  ];
  const query = conditions.filter((condition) => condition !== "").join(" and ");
  const from = new Date(notice.sinceMs - MARGIN_MS).toISOString();
  const to = new Date((notice.resolvedMs ?? notice.atMs) + MARGIN_MS).toISOString();
  const time = `(time:(from:${rison(from)},to:${rison(to)}))`;
  const search = `(filters:!(),query:(language:kuery,query:${rison(query)}))`;
  return `${dashboardsUrl.replace(/\/+$/, "")}/app/data-explorer/discover#?_g=${escaped(time)}&_q=${escaped(search)}`;
}

function searchable({
  rule,
  service,
  pattern,
}: Linked): Pick<Linked, "service" | "pattern"> & { readonly level: string } {
  const about = rule === FORECAST ? parseSubject({ service, pattern }) : undefined;
  const level = about?.mostly ?? about?.series.level ?? "";
  // Half a character makes no link. What stands for further groups is no pattern that a line has: those begin with their version.
  const ofLines = /^\d/.test(pattern) ? pattern.toWellFormed() : "";
  return { service: service.slice(0, MAX_SERVICE_LENGTH).toWellFormed(), pattern: ofLines, level };
}

/** https://github.com/Nanonid/rison: a quote and the escape itself are escaped. */
function rison(text: string): string {
  return `'${text.replace(/[!']/g, "!$&")}'`;
}

/** encodeURIComponent leaves what mail programs take for the end of a link. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
