/**
 * A series followed from run to run: what was learned of it up to some minutes ago, and the values since. Each run reads those minutes again
 * and replays them, so that records that came late correct the model, a run that was missed is caught up, and a rerun changes nothing.
 */
import { MINUTE_MS } from "../durations.ts";
import { type Accuracy, judge } from "./accuracy.ts";
import { type Expectation, isAnomaly, type Step } from "./forecaster.ts";
import { createModel, type ModelOptions, type SavedModel } from "./model.ts";
import { nextLevel } from "./smoothing.ts";

/** Records that come later than this after their minute stay in the store, and out of the model. */
export const REPLAY_MS = 15 * MINUTE_MS;

export interface Track {
  /** Undefined before the first value. */
  readonly checkpoint?: Checkpoint;
  /** Minutes from here on are read again. */
  readonly sinceMs?: number;
}

/** Before `sinceMs`. */
interface Checkpoint {
  readonly model: SavedModel;
  readonly smoothed: number;
  readonly accuracy: Accuracy;
}

export interface TrackedMinute
  extends Partial<Expectation>,
    Pick<Step, "deviations" | "windowRows" | "isSilent" | "usual"> {
  readonly minuteMs: number;
  /** Absent where the series has a gap. */
  readonly actual?: number;
  /** The level after that minute: S = αX + (1−α)S; absent before the first value. */
  readonly smoothed?: number;
  readonly score: number;
  readonly anomaly: boolean;
}

export interface Followed {
  readonly track: Track;
  /** Of every minute that was read, ascending. */
  readonly minutes: readonly TrackedMinute[];
  /** After the last of them; undefined before the first value. */
  readonly accuracy: Accuracy | undefined;
  /** What is expected of later times, ascending. */
  ahead(timesMs: readonly number[]): Expectation[];
}

export interface Reading {
  /** By minute, of [track.sinceMs, toMs). Before the first of all there is nothing to learn from. */
  readonly values: ReadonlyMap<number, number>;
  /** Whether a minute without a value is a gap, of which nothing is learned; else it is a zero. */
  readonly hasGaps: boolean;
  readonly toMs: number;
}

export interface FollowOptions extends ModelOptions {
  readonly alpha: number;
}

export function follow(track: Track, { values, hasGaps, toMs }: Reading, options: FollowOptions): Followed {
  const model = createModel(options, track.checkpoint?.model);
  let { smoothed, accuracy } = track.checkpoint ?? {};
  const ahead = model.ahead;
  // A series without a past begins with its first value; should an earlier one come late, it begins there after all.
  const fromMs = track.checkpoint ? track.sinceMs : firstValueMs(values, track.sinceMs);
  const sinceMs = Math.max(track.sinceMs ?? 0, toMs - REPLAY_MS);
  if (fromMs === undefined) {
    // Its only values are gone from the store: who waited for them to come back would read more in each run.
    return { track: track.sinceMs === undefined ? track : { sinceMs }, minutes: [], accuracy, ahead };
  }
  if (fromMs >= toMs) return { track, minutes: [], accuracy, ahead };

  let checkpoint = track.checkpoint;
  const minutes: TrackedMinute[] = [];
  for (let minuteMs = fromMs; minuteMs < toMs; minuteMs += MINUTE_MS) {
    if (minuteMs === sinceMs && smoothed !== undefined && accuracy)
      checkpoint = { model: model.save(), smoothed, accuracy };
    const actual = values.get(minuteMs) ?? (hasGaps ? undefined : 0);
    const step = model.step(minuteMs, actual);
    if (actual !== undefined) {
      smoothed = nextLevel(smoothed, actual, options.alpha);
      accuracy = judge(accuracy, actual, step.expectation ?? {});
    }
    minutes.push(minuteOf(minuteMs, actual, smoothed, step));
  }
  return { track: { ...(checkpoint && { checkpoint }), sinceMs }, minutes, accuracy, ahead };
}

function firstValueMs(values: ReadonlyMap<number, number>, sinceMs = 0): number | undefined {
  let first: number | undefined;
  for (const minuteMs of values.keys()) {
    if (minuteMs >= sinceMs && (first === undefined || minuteMs < first)) first = minuteMs;
  }
  return first;
}

function minuteOf(
  minuteMs: number,
  actual: number | undefined,
  smoothed: number | undefined,
  step: Step,
): TrackedMinute {
  const { expectation, ...judged } = step;
  return {
    minuteMs,
    ...(actual !== undefined && { actual }),
    ...(smoothed !== undefined && { smoothed }),
    ...expectation,
    ...judged,
    anomaly: isAnomaly(step),
  };
}
