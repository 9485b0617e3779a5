/** The month's forecast, made once an hour and kept: the store is asked for the hours of six weeks. */
import type { Settings } from "../config/settings.ts";
import { HOUR_MS, MINUTE_MS } from "../durations.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { readState, updateState } from "../state.ts";
import { forecastMonth, MONTH_LOOK_BACK_MS, type MonthForecast } from "./month.ts";

const MONTH_KEY = "state/forecast-month.json";

interface KeptMonth {
  readonly version: 1;
  readonly month?: MonthForecast;
  /** When the store was asked last. */
  readonly askedMs?: number;
}

/** A store that is too busy to answer, or has nothing yet, is not asked by each run. */
const AGAIN_MS = 10 * MINUTE_MS;

const NOTHING_KEPT: KeptMonth = { version: 1 };

export interface MonthOptions {
  readonly store: LogStore;
  readonly settings: Pick<Settings, "forecast">;
  readonly nowMs: number;
}

/** @returns undefined before the first whole hour with records @throws SluiceError if the store or the state fail */
export async function keepMonth(
  objects: ObjectStore,
  { nowMs, ...options }: MonthOptions,
): Promise<MonthForecast | undefined> {
  const kept = await readState(objects, MONTH_KEY, NOTHING_KEPT);
  if (kept.month?.atMs === Math.floor(nowMs / HOUR_MS) * HOUR_MS) return kept.month;
  if (Math.abs(nowMs - (kept.askedMs ?? 0)) < AGAIN_MS) return kept.month;
  await updateState(objects, MONTH_KEY, NOTHING_KEPT, (before) => ({ ...before, askedMs: nowMs }));
  const month = await readMonth({ nowMs, ...options });
  if (month) await updateState(objects, MONTH_KEY, NOTHING_KEPT, (before) => ({ ...before, month }));
  return month;
}

/** By the hours that the store has now. */
export async function readMonth({ store, settings, nowMs }: MonthOptions): Promise<MonthForecast | undefined> {
  const toMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const hours = await store.histogram({ fromMs: toMs - MONTH_LOOK_BACK_MS, toMs }, HOUR_MS);
  return forecastMonth(hours, nowMs, settings.forecast);
}
