/**
 * A LogStore that is not asked about times in which nothing arrived: the answer is known, and an OpenSearch Serverless collection that
 * nobody asks may sleep. Searches and questions about longer windows go through.
 */
import { MARK_EVERY_MS } from "../ingest/arrival-mark.ts";
import type { LogFilter, LogStore } from "../ports.ts";

/** @param arrivedMs the mark of arrivals; undefined: nothing is known, and everything is asked */
export function letSleep(store: LogStore, arrivedMs: number | undefined): LogStore {
  if (arrivedMs === undefined) return store;
  const isEmpty = ({ ingestedFromMs }: Pick<LogFilter, "ingestedFromMs">) =>
    ingestedFromMs !== undefined && ingestedFromMs > arrivedMs + MARK_EVERY_MS;
  return {
    ...store,
    count: async (filter) => (isEmpty(filter) ? 0 : store.count(filter)),
    histogram: async (filter, ...how) => (isEmpty(filter) ? [] : store.histogram(filter, ...how)),
    terms: async (filter, ...what) => (isEmpty(filter) ? [] : store.terms(filter, ...what)),
    distinct: async (filter, field) => (isEmpty(filter) ? 0 : store.distinct(filter, field)),
    errorGroups: async (window) => (isEmpty(window) ? { groups: [], rest: 0 } : store.errorGroups(window)),
  };
}
