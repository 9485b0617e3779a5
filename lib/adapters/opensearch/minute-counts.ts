/**
 * minuteCounts(): composite aggregations, whose pages are small however many minutes and services are asked for: one over all records, one
 * over those of the named services.
 */
import type { MinuteCount, MinuteWindow } from "../../ports.ts";
import { LEVELS } from "../../record.ts";
import type { Ask, Completeness } from "./ask.ts";
import { queryOf } from "./query.ts";

/** Of 65,535 buckets that one answer may have (search.max_buckets). */
const ROWS_PER_PAGE = 10_000;

const MINUTE = { minute: { date_histogram: { field: "@timestamp", fixed_interval: "1m" } } };
const LEVEL = { level: { terms: { field: "log.level", missing_bucket: true } } };
const SERVICE = { service: { terms: { field: "service.name" } } };

interface RowKey {
  readonly minute: number;
  readonly level: string | null;
  readonly service?: string;
}

interface RowsAnswer extends Completeness {
  /** Absent if there is no index yet. */
  readonly aggregations?: {
    readonly result: {
      readonly buckets: readonly { readonly key: RowKey; readonly doc_count: number }[];
      readonly after_key?: RowKey;
    };
  };
}

export async function readMinuteCounts(ask: Ask, { fromMs, toMs, services }: MinuteWindow): Promise<MinuteCount[]> {
  const inWindow = queryOf({ fromMs, toMs });
  const named = { bool: { filter: [inWindow, { terms: { "service.name": services } }] } };
  const [all, apart] = await Promise.all([
    readRows(ask, inWindow, [MINUTE, LEVEL]),
    services.length > 0 ? readRows(ask, named, [MINUTE, LEVEL, SERVICE]) : [],
  ]);
  return [...all, ...apart];
}

async function readRows(ask: Ask, query: object, sources: readonly object[]): Promise<MinuteCount[]> {
  const rows: MinuteCount[] = [];
  let after: RowKey | undefined;
  for (;;) {
    const composite = { size: ROWS_PER_PAGE, sources, ...(after && { after }) };
    const body = { size: 0, track_total_hits: false, query, aggs: { result: { composite } } };
    const { buckets = [], after_key } = (await ask<RowsAnswer>("_search", body)).aggregations?.result ?? {};
    for (const { key, doc_count } of buckets) rows.push(countOf(key, doc_count));
    if (buckets.length < ROWS_PER_PAGE || !after_key) return rows;
    after = after_key;
  }
}

function countOf({ minute, level, service }: RowKey, count: number): MinuteCount {
  const known = LEVELS.find((name) => name === level);
  return { minuteMs: minute, ...(service !== undefined && { service }), ...(known && { level: known }), count };
}
