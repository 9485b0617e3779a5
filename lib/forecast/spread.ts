/**
 * How far values stray from what was expected: a deviation that decays, and how many of it hold the share that the interval promises.
 * Those are corrected by each value that falls outside (and, a little, by each inside), so that they fit any distribution.
 */
import { normalQuantile } from "./normal.ts";

const DEVIATION_ALPHA = 0.01;
/** A residual teaches as if it were at most so many deviations: an incident must not widen the interval after it. */
const MOST_DEVIATIONS = 3;
const REACH_GAIN = 0.03;
const LEAST_REACH = 1.5;
const MOST_REACH = 20;
/** Of a few residuals nothing is known about the tails. */
const FIRST_RESIDUALS = 20;
/** A series that never moved still has an interval: this share of its level. */
const LEAST_SHARE = 1e-3;

export interface Spread {
  deviation(expected: number): number;
  /** How many deviations the interval reaches below and above. */
  readonly below: number;
  readonly above: number;
  readonly residuals: number;
  learn(residual: number, deviation: number, side: "below" | "inside" | "above"): void;
  save(): number[];
}

/** @param share of values that the interval is to hold, such as 0.99 */
export function createSpread(share: number, saved: readonly number[] = []): Spread {
  const tail = (1 - share) / 2;
  const first = normalQuantile(tail);
  let [variance = 0, residuals = 0, below = first, above = first] = saved;

  function corrected(reach: number, isOutside: boolean): number {
    const next = reach * (1 + REACH_GAIN * ((isOutside ? 1 : 0) - tail));
    return Math.max(LEAST_REACH, Math.min(MOST_REACH, next));
  }

  return {
    deviation: (expected) => Math.max(Math.sqrt(variance), LEAST_SHARE * Math.abs(expected), 1e-9),
    get below() {
      return below;
    },
    get above() {
      return above;
    },
    get residuals() {
      return residuals;
    },
    learn(residual, deviation, side) {
      const isKnown = residuals >= FIRST_RESIDUALS;
      if (isKnown) {
        below = corrected(below, side === "below");
        above = corrected(above, side === "above");
      }
      const most = MOST_DEVIATIONS * deviation;
      const taken = isKnown ? Math.max(-most, Math.min(most, residual)) : residual;
      variance += Math.max(DEVIATION_ALPHA, 1 / (residuals + 1)) * (taken ** 2 - variance);
      residuals++;
    },
    save: () => [variance, residuals, below, above],
  };
}
