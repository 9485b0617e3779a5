/** What a run needs to know before models learn: who is followed, what came of each, and whose minutes are kept. */
import type { ForecastQuery } from "../config/forecast-settings.ts";
import type { Settings } from "../config/settings.ts";
import { DAY_MS, MINUTE_MS } from "../durations.ts";
import { isSluiceError } from "../errors.ts";
import type { LogStore } from "../ports.ts";
import { LEVELS } from "../record.ts";
import { admit, chooseKept, chooseServices } from "./choose.ts";
import type { LearnPlan } from "./learn.ts";
import { type SeriesId, seriesName } from "./series-id.ts";
import type { Survey } from "./survey.ts";
import { hasGaps, readCounts, readPast, readQuery, type SeriesValues, type ValuesByName } from "./values.ts";

export interface Plan extends Omit<LearnPlan, "joining" | "keepFromMs"> {
  readonly joining: readonly SeriesId[];
  /** Services and series that found no room. */
  readonly leftOut: number;
}

/** At first, and after an outage, so much is learned: two weekends. */
export const LOOK_BACK_MS = 14 * DAY_MS;

/** There is always room for these. */
const ALL_RECORDS_AND_LEVELS = 1 + LEVELS.length;

/** Two weeks of a percentile are 14 questions; others begin with the next window. */
const NEW_QUERIES_AT_ONCE = 3;

interface PlanOptions {
  readonly store: LogStore;
  readonly settings: Pick<Settings, "forecast">;
  readonly hasTime?: () => boolean;
  readonly onFailure?: (error: Error, of: "past" | "query") => void;
}

export async function planWindow(
  found: Survey,
  window: LearnPlan["window"],
  endMs: number,
  options: PlanOptions,
): Promise<Plan> {
  const { store, settings } = options;
  const { series: most, kept, forgetAfterDays, queries: all, ...modelOptions } = settings.forecast;
  const asked = all.slice(0, Math.max(0, most - ALL_RECORDS_AND_LEVELS));
  const queries = new Map(asked.map((query) => [seriesName({ query: query.name }), queryOf(query)]));
  const heard = await store.terms(window, "service.name", 2 * most);
  const forgetAfterMs = forgetAfterDays * DAY_MS;
  const choice = chooseServices(found.series, heard, { window, most, forgetAfterMs, queries });

  const staying = found.series.filter(({ name }) => !choice.leaving.has(name));
  const followed = new Set(staying.map(({ name }) => name));
  const values: Map<string, SeriesValues> = await readCounts(store, window, choice.services);
  for (const query of asked.filter(({ name }) => followed.has(seriesName({ query: name })))) {
    const name = seriesName({ query: query.name });
    const answer = await ask(query, window, options);
    if (answer) values.set(name, answer);
    // What the store will never answer is a gap of this one, and stops no other.
    else queries.set(name, { ...queryOf(query), hasGaps: true });
  }
  const unheard = asked.filter(({ name }) => !followed.has(seriesName({ query: name })));
  for (const begun of await beginQueries(unheard, window, endMs, options)) values.set(seriesName(begun.id), begun);

  // A query that finds nothing is followed too: else it would ask for two weeks in each run.
  const heardIds = [...values.values()].map(({ id }) => id);
  const { joining, leftOut } = admit(heardIds, followed, { services: choice.services, most });
  return {
    window,
    values,
    joining,
    leaving: choice.leaving,
    leftOut: choice.leftOut + leftOut + all.length - asked.length,
    kept: chooseKept([...staying, ...joining.map((id) => begun(id, values, window))], kept),
    queries,
    options: modelOptions,
  };
}

/** New questions have a past to learn from: they begin when there is time for that. */
async function beginQueries(
  asked: readonly ForecastQuery[],
  window: LearnPlan["window"],
  endMs: number,
  options: PlanOptions,
): Promise<SeriesValues[]> {
  const { store, hasTime = () => true, onFailure } = options;
  const past = { fromMs: Math.min(window.fromMs, endMs - LOOK_BACK_MS), toMs: window.fromMs };
  const begun: SeriesValues[] = [];
  for (const query of asked) {
    if (begun.length === NEW_QUERIES_AT_ONCE || !hasTime()) break;
    const now = await ask(query, window, options);
    if (!now) continue;
    const before = await readPast(store, query, past, hasTime);
    if (before.failure) onFailure?.(before.failure, "past");
    begun.push({ id: now.id, values: new Map([...before.values, ...now.values]) });
  }
  return begun;
}

/** @returns undefined if the store refuses to answer */
async function ask(
  query: ForecastQuery,
  window: LearnPlan["window"],
  { store, onFailure }: PlanOptions,
): Promise<SeriesValues | undefined> {
  try {
    return await readQuery(store, query, window);
  } catch (error) {
    if (!isSluiceError(error, "refused")) throw error;
    onFailure?.(error, "query");
    return undefined;
  }
}

function queryOf(query: ForecastQuery): { readonly asked: string; readonly hasGaps: boolean } {
  return { asked: JSON.stringify(query), hasGaps: hasGaps(query) };
}

function begun(id: SeriesId, values: ValuesByName, { fromMs, toMs }: LearnPlan["window"]) {
  const name = seriesName(id);
  let sum = 0;
  for (const value of values.get(name)?.values.values() ?? []) sum += value;
  return { name, id, rate: (sum / (toMs - fromMs)) * MINUTE_MS, isKept: false };
}
