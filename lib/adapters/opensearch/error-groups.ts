/**
 * errorGroups(): a composite aggregation, which neither the server nor we hold more of than a page at a time, however many groups
 * there are. Its pages begin with the newest minute, so that what finds no room is what earlier scans have most likely counted, and each
 * page asks only for the minutes that are left. Figures: `npm run bench -- scan`.
 */
import { MINUTE_MS } from "../../durations.ts";
import type { ErrorGroupCount, ErrorGroups, ErrorWindow } from "../../ports.ts";
import type { Ask, Completeness } from "./ask.ts";
import { queryOf } from "./query.ts";

/** Of 65,535 buckets that one answer may have (search.max_buckets); few groups are one page. */
const GROUPS_PER_PAGE = 10_000;

const SOURCES = [
  { minute: { date_histogram: { field: "event.ingested", fixed_interval: "1m", order: "desc" } } },
  { service: { terms: { field: "service.name", missing_bucket: true } } },
  { pattern: { terms: { field: "log.pattern", missing_bucket: true } } },
];

const IS_FATAL = { filter: { term: { "log.level": "fatal" } } };

interface GroupKey {
  readonly minute: number;
  readonly service: string | null;
  readonly pattern: string | null;
}

interface GroupBucket {
  readonly key: GroupKey;
  readonly doc_count: number;
  readonly fatal: { readonly doc_count: number };
}

interface GroupsAnswer extends Completeness {
  readonly hits: { readonly total?: { readonly value: number } };
  /** Absent if there is no index yet. */
  readonly aggregations?: {
    readonly result: { readonly buckets: readonly GroupBucket[]; readonly after_key?: GroupKey };
  };
}

export async function readErrorGroups(ask: Ask, window: ErrorWindow): Promise<ErrorGroups> {
  const { ingestedFromMs, most } = window;
  const groups: ErrorGroupCount[] = [];
  let errors = 0;
  let ingestedToMs = window.ingestedToMs;
  let after: GroupKey | undefined;
  while (groups.length < most) {
    const size = Math.min(GROUPS_PER_PAGE, most - groups.length);
    const { hits, aggregations } = await ask<GroupsAnswer>("_search", {
      size: 0,
      // All errors are looked at anyway: the first page counts them.
      track_total_hits: after === undefined,
      query: queryOf({ ingestedFromMs, ingestedToMs, errorsOnly: true }),
      aggs: { result: { composite: { size, sources: SOURCES, ...(after && { after }) }, aggs: { fatal: IS_FATAL } } },
    });
    errors ||= hits.total?.value ?? 0;
    const { buckets = [], after_key } = aggregations?.result ?? {};
    for (const bucket of buckets) groups.push(groupOf(bucket));
    if (buckets.length < size || !after_key) return { groups, rest: 0 };
    after = after_key;
    ingestedToMs = Math.min(ingestedToMs, after.minute + MINUTE_MS);
  }
  // Records that became visible between two pages are in the groups and not in the sum.
  const given = groups.reduce((sum, { count }) => sum + count, 0);
  return { groups, rest: Math.max(0, errors - given) };
}

function groupOf({ key, doc_count, fatal }: GroupBucket): ErrorGroupCount {
  return {
    service: key.service ?? "",
    pattern: key.pattern ?? "",
    minuteMs: key.minute,
    count: doc_count,
    fatalCount: fatal.doc_count,
  };
}
