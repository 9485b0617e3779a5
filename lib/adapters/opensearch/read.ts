/** Listings and figures. All of them ask all indices at once, whether there are any or not. */
import type {
  ErrorGroups,
  ErrorWindow,
  FieldStatistic,
  HistogramBucket,
  IntervalValue,
  LogFilter,
  MinuteCount,
  MinuteWindow,
  NumericField,
  SearchPage,
  SearchRequest,
  TermCount,
  TermField,
  TimeField,
} from "../../ports.ts";
import type { LogRecord } from "../../record.ts";
import { type Completeness, createAsk } from "./ask.ts";
import type { Connection } from "./connection.ts";
import { decodeCursor, encodeCursor, type Position, positionAfter, type SortedHit, searchAfter } from "./cursor.ts";
import { readErrorGroups } from "./error-groups.ts";
import { readMinuteCounts } from "./minute-counts.ts";
import { keywordOf, queryOf } from "./query.ts";

interface SearchAnswer<A> extends Completeness {
  readonly hits: { readonly hits: readonly Hit[] };
  /** Absent if there is no index yet. */
  readonly aggregations?: A;
}

interface Hit extends SortedHit {
  readonly _source: LogRecord;
}

interface Buckets<B> {
  readonly buckets: readonly B[];
}

/** `index.max_result_window`. */
const MOST_HITS = 10_000;

const SORT = [
  { "@timestamp": { order: "desc", unmapped_type: "date" } },
  { "log.offset": { order: "desc", missing: -1, unmapped_type: "long" } },
  { _seq_no: { order: "desc" } },
];

/** Terms are counted per shard and merged: exact as long as no shard has more different values than this. */
const TERMS_PER_SHARD = 5_000;
/** The most that OpenSearch takes as precision_threshold; each shard may use 320 KB for it. */
const EXACT_DISTINCT = 40_000;

export function createReader(connection: Connection, indices: string) {
  const ask = createAsk(connection, indices);

  async function aggregate<A>(filter: LogFilter, aggregation: object): Promise<A | undefined> {
    const body = { size: 0, track_total_hits: false, query: queryOf(filter), aggs: { result: aggregation } };
    return (await ask<SearchAnswer<{ readonly result: A }>>("_search", body)).aggregations?.result;
  }

  async function find(filter: LogFilter, position: Position | undefined, size: number): Promise<readonly Hit[]> {
    const matching = queryOf(filter);
    const query = position ? { bool: { filter: matching, must_not: { ids: { values: position.shown } } } } : matching;
    const after = position && { search_after: searchAfter(position) };
    return (await ask<SearchAnswer<never>>("_search", { size, track_total_hits: false, query, sort: SORT, ...after }))
      .hits.hits;
  }

  return {
    async search({ limit, cursor, ...filter }: SearchRequest): Promise<SearchPage> {
      const before = cursor === undefined ? undefined : decodeCursor(cursor);
      // One more than asked for tells whether there is a next page.
      const found = await find(filter, before, Math.min(limit + 1, MOST_HITS));
      const shown = found.slice(0, limit);
      const after = positionAfter(shown, before);
      const hits = shown.map(({ _id, _source }) => ({ id: _id, record: _source }));
      const hasMore =
        found.length > limit || (limit === MOST_HITS && after && (await find(filter, after, 1)).length > 0);
      return hasMore && after ? { hits, cursor: encodeCursor(after) } : { hits };
    },

    async count(filter: LogFilter): Promise<number> {
      return (await ask<Completeness & { count: number }>("_count", { query: queryOf(filter) })).count;
    },

    async histogram(filter: LogFilter, intervalMs: number, by: TimeField = "@timestamp"): Promise<HistogramBucket[]> {
      const date_histogram = { field: by, fixed_interval: `${intervalMs}ms`, min_doc_count: 1 };
      const found = await aggregate<Buckets<{ key: number; doc_count: number }>>(filter, { date_histogram });
      return (found?.buckets ?? []).map(({ key, doc_count }) => ({ startMs: key, count: doc_count }));
    },

    async terms(filter: LogFilter, field: TermField, limit: number): Promise<TermCount[]> {
      const counted = { size: limit, shard_size: Math.max(limit, TERMS_PER_SHARD), order: MOST_FREQUENT_FIRST };
      const terms = { field: keywordOf(field), ...counted };
      const found = await aggregate<Buckets<{ key: string; doc_count: number }>>(filter, { terms });
      return (found?.buckets ?? []).map(({ key, doc_count }) => ({ value: key, count: doc_count }));
    },

    async distinct(filter: LogFilter, field: TermField): Promise<number> {
      const cardinality = { field: keywordOf(field), precision_threshold: EXACT_DISTINCT };
      return (await aggregate<{ readonly value: number }>(filter, { cardinality }))?.value ?? 0;
    },

    minuteCounts: (window: MinuteWindow): Promise<MinuteCount[]> => readMinuteCounts(ask, window),

    async fieldValues(
      filter: LogFilter,
      intervalMs: number,
      field: NumericField,
      statistic: FieldStatistic,
    ): Promise<IntervalValue[]> {
      const date_histogram = { field: "@timestamp", fixed_interval: `${intervalMs}ms`, min_doc_count: 1 };
      const aggs = { value: STATISTICS[statistic](field) };
      const found = await aggregate<Buckets<ValueBucket>>(filter, { date_histogram, aggs });
      return (found?.buckets ?? []).flatMap(({ key, value }) => {
        const given = value.values?.[0]?.value ?? value.value;
        return given == null ? [] : [{ startMs: key, value: given }];
      });
    },

    errorGroups: (window: ErrorWindow): Promise<ErrorGroups> => readErrorGroups(ask, window),
  };
}

/** Of a mean, or of a percentile: null where no record of the bucket has the field. */
interface ValueBucket {
  readonly key: number;
  readonly value: {
    readonly value?: number | null;
    readonly values?: readonly { readonly value: number | null }[];
  };
}

const STATISTICS: Readonly<Record<FieldStatistic, (field: NumericField) => object>> = {
  mean: (field) => ({ avg: { field } }),
  p95: (field) => ({ percentiles: { field, percents: [95], keyed: false } }),
};

const MOST_FREQUENT_FIRST = [{ _count: "desc" }, { _key: "asc" }];
