/** Listings and figures. All of them ask all indices at once, whether there are any or not. */
import { isSluiceError, SluiceError } from "../../errors.ts";
import type {
  ErrorGroupCount,
  HistogramBucket,
  LogFilter,
  SearchPage,
  SearchRequest,
  TermCount,
  TermField,
} from "../../ports.ts";
import type { LogRecord } from "../../record.ts";
import type { Connection } from "./connection.ts";
import { decodeCursor, encodeCursor, type Position, positionAfter, type SortedHit, searchAfter } from "./cursor.ts";
import { IS_ERROR, type Query, queryOf } from "./query.ts";

interface Completeness {
  readonly _shards: Shards;
  /** By `search.default_search_timeout` of the cluster: what was found until then. */
  readonly timed_out?: boolean;
}

interface SearchAnswer<A> extends Completeness {
  readonly hits: { readonly hits: readonly Hit[] };
  /** Absent if there is no index yet. */
  readonly aggregations?: A;
}

interface Shards {
  readonly failed: number;
  readonly failures?: readonly { readonly reason?: { readonly type?: string; readonly reason?: string } }[];
}

interface Hit extends SortedHit {
  readonly _source: LogRecord;
}

interface Buckets<B> {
  readonly result: { readonly buckets: readonly B[]; readonly after_key?: object };
}

/** `index.max_result_window`. */
const MOST_HITS = 10_000;

const LENIENT = { ignore_unavailable: true, allow_no_indices: true };

const SORT = [
  { "@timestamp": { order: "desc", unmapped_type: "date" } },
  { "log.offset": { order: "desc", missing: -1, unmapped_type: "long" } },
  { _seq_no: { order: "desc" } },
];

/** Terms are counted per shard and merged: exact as long as no shard has more different values than this. */
const TERMS_PER_SHARD = 5_000;
const GROUPS_PER_PAGE = 5_000;

export function createReader(connection: Connection, indices: string) {
  async function ask<T extends Completeness>(api: "_search" | "_count", body: object): Promise<T> {
    const answer = await connection.ask<T>({ method: "POST", path: `/${indices}/${api}`, query: LENIENT, body });
    // Without this, a shard that is down would make figures smaller and nobody would know.
    if (answer._shards.failed > 0) throw partialAnswer(connection.address, answer._shards);
    if (answer.timed_out)
      throw new SluiceError("unavailable", `OpenSearch at ${connection.address} ran out of its time`);
    return answer;
  }

  async function aggregate<B>(query: Query, aggregation: object): Promise<Buckets<B>["result"]> {
    const body = { size: 0, track_total_hits: false, query, aggs: { result: aggregation } };
    const { aggregations } = await ask<SearchAnswer<Buckets<B>>>("_search", body);
    return aggregations?.result ?? { buckets: [] };
  }

  async function find(filter: LogFilter, position: Position | undefined, size: number): Promise<readonly Hit[]> {
    const matching = queryOf(filter);
    const query = position ? { bool: { filter: matching, must_not: { ids: { values: position.shown } } } } : matching;
    const after = position && { search_after: searchAfter(position) };
    return (await ask<SearchAnswer<never>>("_search", { size, track_total_hits: false, query, sort: SORT, ...after }))
      .hits.hits;
  }

  return {
    async refresh(): Promise<boolean> {
      if (connection.serverless) return false;
      try {
        const answer = await connection.ask<Completeness>({
          method: "POST",
          path: `/${indices}/_refresh`,
          query: LENIENT,
        });
        return answer._shards.failed === 0;
      } catch (error) {
        // A role that may only read: what was written shows when index.refresh_interval is over.
        if (isSluiceError(error, "denied")) return false;
        throw error;
      }
    },

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

    async histogram(filter: LogFilter, intervalMs: number): Promise<HistogramBucket[]> {
      const date_histogram = { field: "@timestamp", fixed_interval: `${intervalMs}ms`, min_doc_count: 1 };
      const { buckets } = await aggregate<{ key: number; doc_count: number }>(queryOf(filter), { date_histogram });
      return buckets.map(({ key, doc_count }) => ({ startMs: key, count: doc_count }));
    },

    async terms(filter: LogFilter, field: TermField, limit: number): Promise<TermCount[]> {
      const terms = { field, size: limit, shard_size: Math.max(limit, TERMS_PER_SHARD), order: MOST_FREQUENT_FIRST };
      const { buckets } = await aggregate<{ key: string; doc_count: number }>(queryOf(filter), { terms });
      return buckets.map(({ key, doc_count }) => ({ value: key, count: doc_count }));
    },

    async errorGroups(window: { ingestedFromMs: number; ingestedToMs: number }): Promise<ErrorGroupCount[]> {
      const query = { bool: { filter: [queryOf(window), IS_ERROR] } };
      const groups: ErrorGroupCount[] = [];
      let after: object | undefined;
      do {
        const composite = { size: GROUPS_PER_PAGE, sources: GROUP_SOURCES, ...(after && { after }) };
        const page = await aggregate<GroupBucket>(query, { composite, aggs: { fatal: IS_FATAL } });
        groups.push(...page.buckets.map(groupOf));
        after = page.after_key;
      } while (after);
      return groups;
    },
  };
}

const MOST_FREQUENT_FIRST = [{ _count: "desc" }, { _key: "asc" }];

const GROUP_SOURCES = [
  { minute: { date_histogram: { field: "event.ingested", fixed_interval: "1m" } } },
  { service: { terms: { field: "service.name", missing_bucket: true } } },
  { pattern: { terms: { field: "log.pattern", missing_bucket: true } } },
];

const IS_FATAL = { filter: { term: { "log.level": "fatal" } } };

interface GroupBucket {
  readonly key: { readonly minute: number; readonly service: string | null; readonly pattern: string | null };
  readonly doc_count: number;
  readonly fatal: { readonly doc_count: number };
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

function partialAnswer(address: string, shards: Shards): SluiceError {
  const reason = shards.failures?.[0]?.reason;
  const detail = reason ? ` (${reason.type}: ${reason.reason})` : "";
  return new SluiceError("unavailable", `OpenSearch at ${address}: ${shards.failed} shards gave no answer${detail}`);
}
