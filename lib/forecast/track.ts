/**
 * A series followed from run to run: the model as it was some minutes ago, and the counts since. Each run reads those minutes again and
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

export interface TrackedMinute extends Partial<Expectation> {
  readonly minuteMs: number;
  readonly actual: number;
  readonly score: number;
  readonly anomaly: boolean;
}

export interface Followed {
  readonly track: Track;
  /** Of every minute that was read, ascending. */
  readonly minutes: readonly TrackedMinute[];
  /** Of the minute after the last. */
  readonly next: number | undefined;
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
  if (sinceMs === undefined || sinceMs >= toMs) return { track, minutes: [], next: undefined };

  const model = createModel(options, track.checkpoint);
  const checkpointMs = Math.max(sinceMs, toMs - REPLAY_MINUTES * MINUTE_MS);
  let checkpoint = track.checkpoint;
  const minutes: TrackedMinute[] = [];
  for (let minuteMs = sinceMs; minuteMs < toMs; minuteMs += MINUTE_MS) {
    if (minuteMs === checkpointMs && minuteMs > sinceMs) checkpoint = model.save();
    const actual = counts.get(minuteMs) ?? 0;
    minutes.push(minuteOf(minuteMs, actual, model.step(minuteMs, actual)));
  }
  const [next] = model.ahead([toMs]);
  return { track: { ...(checkpoint && { checkpoint }), sinceMs: checkpointMs }, minutes, next: next?.expected };
}

function minuteOf(minuteMs: number, actual: number, step: Step): TrackedMinute {
  return { minuteMs, actual, ...step.expectation, score: step.score, anomaly: isAnomaly(step) };
}
