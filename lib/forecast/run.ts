/** The forecast: counts of the minutes since the last run go into the model, and what is expected next comes out. */

import { isDeepStrictEqual } from "node:util";
import type { Settings } from "../config/settings.ts";
import { MINUTE_MS } from "../durations.ts";
import type { HistogramBucket, LogStore, ObjectStore } from "../ports.ts";
import { readState, updateState } from "../state.ts";
import { EMPTY_STATE, FORECAST_KEY, type ForecastState, joinPoints, nextMinute } from "./state.ts";
import { follow } from "./track.ts";

export interface ForecastOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly settings: Pick<Settings, "forecast">;
  readonly nowMs: number;
}

export interface ForecastReport {
  /** Minutes that this run learned; 0 for a rerun. */
  readonly minutes: number;
  /** Those of them that were far from what was expected. */
  readonly anomalies: number;
  /** The last minute the model knows; undefined while there has been no record at all. */
  readonly lastMinuteMs?: number;
  /** Records expected in the minute after it. */
  readonly expected?: number;
}

/** A minute is counted when it has been over for so long: most records come by then. */
const SETTLE_MS = MINUTE_MS;
/** A model that is further ahead learned from a clock that was wrong: it would wait for its time to come, so it begins anew. */
const CLOCK_MS = 15 * MINUTE_MS;
/** At first, and after an outage, so much is learned at once: two weekends, and one query of a third of OpenSearch's 65,535 buckets. */
const LOOK_BACK_MS = 14 * 24 * 60 * MINUTE_MS;

/** @throws SluiceError if the store or the state fail; the next run catches up */
export async function forecast({ store, objects, settings, nowMs }: ForecastOptions): Promise<ForecastReport> {
  const toMs = Math.floor((nowMs - SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
  const usable = (stored: ForecastState) => ((nextMinute(stored) ?? 0) > toMs + CLOCK_MS ? EMPTY_STATE : stored);
  const { track } = usable(await readForecast(objects));
  const window = { fromMs: Math.max(track.sinceMs ?? 0, toMs - LOOK_BACK_MS), toMs };
  if (window.fromMs >= toMs) return reportOf(await readForecast(objects), undefined);

  const buckets = await store.histogram(window, MINUTE_MS);
  let learnedFromMs: number | undefined;
  const next = await updateState(objects, FORECAST_KEY, EMPTY_STATE, (stored) => {
    const before = usable(current(stored));
    learnedFromMs = nextMinute(before);
    const after = learn(before, buckets, window, settings.forecast);
    return isDeepStrictEqual(after, stored) ? stored : after;
  });
  return reportOf(next, learnedFromMs ?? 0);
}

/** What the model knows, for charts. */
export async function readForecast(objects: ObjectStore): Promise<ForecastState> {
  return current(await readState(objects, FORECAST_KEY, EMPTY_STATE));
}

/** A state of an earlier version is begun anew: the store has what it was learned from. */
function current(stored: ForecastState): ForecastState {
  return stored.version === EMPTY_STATE.version ? stored : EMPTY_STATE;
}

function learn(
  before: ForecastState,
  buckets: readonly HistogramBucket[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { alpha, timeZone, holidays }: Settings["forecast"],
): ForecastState {
  // Somebody else was here in the meantime, with a later clock.
  if ((nextMinute(before) ?? 0) > toMs) return before;
  const { sinceMs } = before.track;
  const from = sinceMs === undefined ? before.track : { ...before.track, sinceMs: Math.max(sinceMs, fromMs) };
  const { track, minutes, next } = follow(from, buckets, toMs, { timeZone, holidays });
  if (minutes.length === 0) return before;
  const points = joinPoints(before.points, minutes, alpha);
  return { version: 2, track, points, ...(next !== undefined && { next }) };
}

/** @param learnedFromMs minutes from here on are this run's; undefined if it learned none */
function reportOf({ points, next }: ForecastState, learnedFromMs = Number.POSITIVE_INFINITY): ForecastReport {
  const learned = points.filter(({ minuteMs }) => minuteMs >= learnedFromMs);
  const last = points.at(-1);
  return {
    minutes: learned.length,
    anomalies: learned.filter(({ anomaly }) => anomaly).length,
    ...(last && { lastMinuteMs: last.minuteMs }),
    ...(next !== undefined && { expected: next }),
  };
}
