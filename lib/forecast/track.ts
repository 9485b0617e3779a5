/**
 * A series followed from run to run: the model as it was some minutes ago, and the values since. Each run reads those minutes again and
 * replays them, so that records that came late correct the model, a run that was missed is caught up, and a rerun changes nothing.
 */
import { MINUTE_MS } from "../durations.ts";
import type { HistogramBucket } from "../ports.ts";
import { type Expectation, isAnomaly, type Step } from "./forecaster.ts";
import { createModel, type ModelOptions, type SavedModel } from "./model.ts";

/** Records that come later than this after their minute stay in the store, and out of the model. */
const REPLAY_MINUTES = 15;

export interface Track {
  /** The model before `sinceMs`; undefined before the first record. */
  readonly checkpoint?: SavedModel;
  /** Minutes from here on are read again. */
  readonly sinceMs?: number;
}

export interface TrackedMinute extends Partial<Expectation>, Pick<Step, "deviations" | "windowRows" | "isSilent"> {
  readonly minuteMs: number;
  /** Absent where the series has a gap. */
  readonly actual?: number;
  readonly score: number;
  readonly anomaly: boolean;
}

export interface Followed {
  readonly track: Track;
  /** Of every minute that was read, ascending. */
  readonly minutes: readonly TrackedMinute[];
  /** Of the minute after the last. */
  readonly next: number | undefined;
  /** What is expected of later times, ascending. */
  ahead(timesMs: readonly number[]): Expectation[];
}

/**
 * @param buckets counts of [track.sinceMs, toMs); a minute without one had no records. Before the first record of all there is
 * nothing to learn from
 */
export function follow(
  track: Track,
  buckets: readonly HistogramBucket[],
  toMs: number,
  options: ModelOptions,
): Followed {
  const counts = new Map(buckets.map(({ startMs, count }) => [startMs, count]));
  const sinceMs = track.sinceMs ?? buckets[0]?.startMs;
  const model = createModel(options, track.checkpoint);
  if (sinceMs === undefined || sinceMs >= toMs) return { track, minutes: [], next: undefined, ahead: model.ahead };

  const checkpointMs = Math.max(sinceMs, toMs - REPLAY_MINUTES * MINUTE_MS);
  let checkpoint = track.checkpoint;
  const minutes: TrackedMinute[] = [];
  for (let minuteMs = sinceMs; minuteMs < toMs; minuteMs += MINUTE_MS) {
    if (minuteMs === checkpointMs && minuteMs > sinceMs) checkpoint = model.save();
    const actual = counts.get(minuteMs) ?? 0;
    minutes.push(minuteOf(minuteMs, actual, model.step(minuteMs, actual)));
  }
  const [next] = model.ahead([toMs]);
  const after = { ...(checkpoint && { checkpoint }), sinceMs: checkpointMs };
  return { track: after, minutes, next: next?.expected, ahead: model.ahead };
}

function minuteOf(minuteMs: number, actual: number, step: Step): TrackedMinute {
  const { expectation, score, deviations, windowRows, isSilent } = step;
  return { minuteMs, actual, ...expectation, score, anomaly: isAnomaly(step), deviations, windowRows, isSilent };
}
