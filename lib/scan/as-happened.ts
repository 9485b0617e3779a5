/** A LogStore in which each line arrived when it happened. */
import { MINUTE_MS } from "../durations.ts";
import type { ErrorGroupCount, ErrorGroups, ErrorWindow, LogFilter, LogStore, SearchHit } from "../ports.ts";

const PAGE_SIZE = 5_000;

export function asHappened(store: LogStore): LogStore {
  return {
    ...store,
    search: (request) => store.search(happened(request)),
    count: (filter) => store.count(happened(filter)),
    histogram: (filter, intervalMs) => store.histogram(happened(filter), intervalMs),
    terms: (filter, field, limit) => store.terms(happened(filter), field, limit),
    distinct: (filter, field) => store.distinct(happened(filter), field),
    errorGroups: (window) => groupErrors(store, window),
  };
}

function happened<Filter extends LogFilter>({ ingestedFromMs, ingestedToMs, ...filter }: Filter) {
  return {
    ...filter,
    ...(ingestedFromMs !== undefined && { fromMs: ingestedFromMs }),
    ...(ingestedToMs !== undefined && { toMs: ingestedToMs }),
  };
}

/** Stores count errors by the minute they arrived in; by the minute they happened in they are counted here, the newest first. */
async function groupErrors(
  store: LogStore,
  { ingestedFromMs: fromMs, ingestedToMs: toMs, most }: ErrorWindow,
): Promise<ErrorGroups> {
  const groups = new Map<string, ErrorGroupCount>();
  let rest = 0;
  let cursor: string | undefined;
  do {
    const position = cursor === undefined ? {} : { cursor };
    const page = await store.search({ fromMs, toMs, errorsOnly: true, limit: PAGE_SIZE, ...position });
    for (const hit of page.hits) if (!countIn(groups, hit, most)) rest++;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { groups: [...groups.values()], rest };
}

/** False if there is no room for it. */
function countIn(groups: Map<string, ErrorGroupCount>, { record }: SearchHit, most: number): boolean {
  const service = record["service.name"] ?? "";
  const pattern = record["log.pattern"] ?? "";
  const minuteMs = Math.floor(Date.parse(record["@timestamp"]) / MINUTE_MS) * MINUTE_MS;
  const key = `${minuteMs} ${pattern} ${service}`;
  if (groups.size >= most && !groups.has(key)) return false;
  const { count, fatalCount } = groups.get(key) ?? { count: 0, fatalCount: 0 };
  const isFatal = record["log.level"] === "fatal";
  groups.set(key, { service, pattern, minuteMs, count: count + 1, fatalCount: fatalCount + (isFatal ? 1 : 0) });
  return true;
}
