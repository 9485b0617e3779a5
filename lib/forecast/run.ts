/** The forecast: counts of the minutes since the last run go into the model, and what is expected next comes out. */
import type { Settings } from "../config/settings.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { readState, updateState } from "../state.ts";
import { EMPTY_MODEL, FORECAST_KEY, type ForecastModel, KEEP_MINUTES, learn, MINUTE_MS, nextMinute } from "./model.ts";

export interface ForecastOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly settings: Pick<Settings, "forecast">;
  readonly nowMs: number;
}

export interface ForecastReport {
  /** Minutes that this run learned; 0 for a rerun. */
  readonly minutes: number;
  /** The last minute the model knows; undefined while there has been no record at all. */
  readonly lastMinuteMs?: number;
  /** Records expected in the minute after it. */
  readonly expected?: number;
}

/** A minute is counted when it has been over for so long: records come late. */
const SETTLE_MS = MINUTE_MS;
/** A model that is further ahead learned from a clock that was wrong: it would wait for its time to come, so it begins anew. */
const CLOCK_MS = 15 * MINUTE_MS;

/** @throws SluiceError if the store or the state fail; the next run catches up */
export async function forecast({ store, objects, settings, nowMs }: ForecastOptions): Promise<ForecastReport> {
  const toMs = Math.floor((nowMs - SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
  const usable = (stored: ForecastModel) => ((nextMinute(stored) ?? 0) > toMs + CLOCK_MS ? EMPTY_MODEL : stored);
  const model = usable(await readForecast(objects));
  // What is older than a day weighs nothing in the level and is not kept: an outage costs one query, however long it was.
  const fromMs = Math.max(nextMinute(model) ?? 0, toMs - KEEP_MINUTES * MINUTE_MS);
  if (fromMs >= toMs) return reportOf(model, 0);

  const window = { fromMs, toMs };
  const buckets = await store.histogram(window, MINUTE_MS);
  const { alpha } = settings.forecast;
  if (learn(model, window, buckets, alpha) === model) return reportOf(model, 0);
  let minutes = 0;
  const next = await updateState(objects, FORECAST_KEY, EMPTY_MODEL, (current) => {
    const known = usable(current);
    const learned = learn(known, window, buckets, alpha);
    minutes = learned.points.filter(({ minuteMs }) => minuteMs >= (nextMinute(known) ?? 0)).length;
    return learned;
  });
  return reportOf(next, minutes);
}

/** What the model knows, for charts. */
export function readForecast(objects: ObjectStore): Promise<ForecastModel> {
  return readState(objects, FORECAST_KEY, EMPTY_MODEL);
}

function reportOf({ points, level }: ForecastModel, minutes: number): ForecastReport {
  const last = points.at(-1);
  return {
    minutes,
    ...(last && { lastMinuteMs: last.minuteMs }),
    ...(level !== undefined && { expected: level }),
  };
}
