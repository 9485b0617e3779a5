/**
 * The LogStore as a replay sees it. Its scans ask minute after minute for the same hours, which are over: they are read once. And lines may
 * be taken as if they had arrived when they happened, for logs that were put in later, all at once.
 */
import { HOUR_MS, MINUTE_MS } from "../durations.ts";
import type { ErrorGroupCount, ErrorGroups, HistogramBucket, LogFilter, LogStore, TermCount } from "../ports.ts";
import { asHappened } from "./as-happened.ts";

/** `arrival`: when Sluice took it; `time`: when it happened. */
export type ReplayClock = "arrival" | "time";

/** Answers about one hour: of each rule some days. */
const MOST_KEPT = 5_000;
/** Of each hour so many values are added up, or those of the whole would be wrong. */
const LEAST_TERMS = 1_000;

export function replayStore(recorded: LogStore, clock: ReplayClock): LogStore {
  const store = clock === "time" ? asHappened(recorded) : recorded;
  const kept = new Map<string, Promise<unknown>>();

  /** What `read` gives for this key is what `T` says: the key names the question. */
  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const answer = (kept.get(key) as Promise<T> | undefined) ?? read();
    // The last one asked for is the last to go.
    kept.delete(key);
    kept.set(key, answer);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return answer;
  };

  /** One answer for each whole hour of the filter's window, and for what is left at its ends. */
  const byHour = <T>(question: string, filter: LogFilter, read: (filter: LogFilter) => Promise<T>): Promise<T[]> => {
    const { ingestedFromMs, ingestedToMs, ...rest } = filter;
    if (ingestedFromMs === undefined || ingestedToMs === undefined) return Promise.all([read(filter)]);
    const key = `${question} ${JSON.stringify(rest)}`;
    return inTurn(spansOf(ingestedFromMs, ingestedToMs), ([fromMs, toMs]) => {
      const ask = () => read({ ...rest, ingestedFromMs: fromMs, ingestedToMs: toMs });
      return toMs - fromMs === HOUR_MS ? once(`${key} ${fromMs}`, ask) : ask();
    });
  };

  return {
    ...store,
    count: async (filter) => sum(await byHour("count", filter, store.count)),
    histogram: async (filter, intervalMs, by) => {
      if (by !== "event.ingested" || HOUR_MS % intervalMs !== 0) return store.histogram(filter, intervalMs, by);
      const read = (part: LogFilter) => store.histogram(part, intervalMs, by);
      const parts = await byHour<HistogramBucket[]>(`histogram ${intervalMs}`, filter, read);
      return parts.flat();
    },
    terms: async (filter, field, limit) => {
      const most = Math.max(limit, LEAST_TERMS);
      const read = (part: LogFilter) => store.terms(part, field, most);
      return addUp(await byHour(`terms ${field} ${most}`, filter, read)).slice(0, limit);
    },
    errorGroups: async ({ ingestedFromMs, ingestedToMs, most }) => {
      const wholeToMs = startOf(ingestedToMs, MINUTE_MS);
      const parts: ErrorGroups[] = [];
      for (let startMs = startOf(ingestedFromMs, HOUR_MS); startMs < wholeToMs; startMs += HOUR_MS) {
        const span = { ingestedFromMs: startMs, ingestedToMs: startMs + HOUR_MS, most };
        const hour = await once(`errors ${most} ${startMs}`, () => store.errorGroups(span));
        const isAsked = ({ minuteMs }: ErrorGroupCount) => ingestedFromMs <= minuteMs && minuteMs < wholeToMs;
        parts.unshift({ groups: hour.groups.filter(isAsked), rest: hour.rest });
      }
      const minute = { ingestedFromMs: wholeToMs, ingestedToMs, most };
      if (wholeToMs < ingestedToMs) parts.unshift(await store.errorGroups(minute));
      const groups = parts.flatMap((part) => part.groups);
      const beyond = groups.slice(most).map(({ count }) => count);
      return { groups: groups.slice(0, most), rest: sum([...parts.map(({ rest }) => rest), ...beyond]) };
    },
  };
}

type Span = readonly [fromMs: number, toMs: number];

function spansOf(fromMs: number, toMs: number): Span[] {
  const spans: Span[] = [];
  for (let startMs = fromMs; startMs < toMs; ) {
    const endMs = Math.min(toMs, startOf(startMs, HOUR_MS) + HOUR_MS);
    spans.push([startMs, endMs]);
    startMs = endMs;
  }
  return spans;
}

async function inTurn<Item, T>(items: readonly Item[], work: (item: Item) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

function addUp(parts: readonly (readonly TermCount[])[]): TermCount[] {
  const counts = new Map<string, number>();
  for (const { value, count } of parts.flat()) counts.set(value, (counts.get(value) ?? 0) + count);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function startOf(timeMs: number, lengthMs: number): number {
  return Math.floor(timeMs / lengthMs) * lengthMs;
}
