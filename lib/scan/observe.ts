/** What one scan reads of the store. */
import { groupKey } from "../alerts/groups/memory.ts";
import { leftBehind, type Successors, sameTemplate } from "../alerts/groups/succession.ts";
import type { RuleReading } from "../alerts/signal.ts";
import type { AlertState } from "../alerts/state.ts";
import type { Settings } from "../config/settings.ts";
import { PATTERN_VERSION } from "../patterns/pattern.ts";
import type { ErrorGroups, LogStore, ObjectStore } from "../ports.ts";
import { readForecastRules } from "./rules/forecast.ts";
import { minutesToRead, readRules } from "./rules/read.ts";
import { readPattern } from "./samples.ts";
import type { ScanWindow } from "./window.ts";

/** Groups by minutes in one window: some 50 MB. */
const MOST_GROUPS = 200_000;
/** Each is a query: some seconds of a run at most. */
const MAX_SUCCESSORS = 100;

export function readErrors(store: LogStore, { fromMs, toMs }: ScanWindow): Promise<ErrorGroups> {
  return store.errorGroups({ ingestedFromMs: fromMs, ingestedToMs: toMs, most: MOST_GROUPS });
}

/** Of the minutes that are over and were not read yet. */
export async function readMinutes(
  { store, objects }: { readonly store: LogStore; readonly objects: Pick<ObjectStore, "get" | "url"> },
  settings: Pick<Settings, "alerts" | "forecast">,
  state: AlertState,
  { toMs }: ScanWindow,
  timeUp: AbortSignal,
): Promise<RuleReading[]> {
  const readings: RuleReading[] = [];
  for (const minute of minutesToRead(state, toMs)) {
    readings.push(...(await readForecastRules(objects, settings, minute, timeUp)));
    readings.push(...(await readRules(store, settings, minute, timeUp)));
  }
  return readings;
}

/** After a change of the masker: what known groups are called now. A few in each run, until all are found. */
export async function findSuccessors(store: LogStore, { groups }: AlertState): Promise<Successors> {
  const successors: Record<string, string> = {};
  for (const group of leftBehind(groups, PATTERN_VERSION).slice(0, MAX_SUCCESSORS)) {
    const found = await unlessItFails(readPattern(store, group));
    if (found.failed) break;
    successors[groupKey(group)] = found.value ?? sameTemplate(group.pattern, PATTERN_VERSION);
  }
  return successors;
}

/** What only makes a mail better must not keep it from being sent: the next scan asks again. */
export async function unlessItFails<T>(asked: Promise<T>): Promise<{ failed: false; value: T } | { failed: true }> {
  try {
    return { failed: false, value: await asked };
  } catch {
    return { failed: true };
  }
}
