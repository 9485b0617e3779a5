/** How a function divides the time that it has: pure but for the clock that it is given. */

/** To bring what was read into the store, and to send the rest on. */
const LEAST_RESERVE_MS = 30_000;
const RESERVE_SHARE = 0.1;
/** Functions that may run for less than a minute keep half of it. */
const MOST_RESERVE_SHARE = 0.5;
/** To say that there is none left. */
const LAST_WORD_MS = 5_000;
/** Of the time without the reserve, what a pass must have left at its mark: less, and the way there would be most of the price. */
const LEAST_NEW_SHARE = 0.1;

export interface FunctionTime {
  /** So little is left that nothing should be begun, and what is under way should come to its end. */
  isShort(): boolean;
  /** Nearly nothing was used. */
  isWhole(): boolean;
  /** Too little is left for a pass that has not reached its mark yet. */
  isLate(): boolean;
  /** Until the last moment in which something can be said. */
  untilLastWordMs(): number;
}

/** @param remainingMs what is left now; all there is when this is called */
export function divideTime(remainingMs: () => number): FunctionTime {
  const totalMs = remainingMs();
  const reserveMs = Math.min(Math.max(totalMs * RESERVE_SHARE, LEAST_RESERVE_MS), totalMs * MOST_RESERVE_SHARE);
  const leastNewMs = (totalMs - reserveMs) * LEAST_NEW_SHARE;
  const lastWordMs = Math.min(LAST_WORD_MS, totalMs * RESERVE_SHARE);
  return {
    isShort: () => remainingMs() < reserveMs,
    isWhole: () => remainingMs() > totalMs - reserveMs / 2,
    isLate: () => remainingMs() < reserveMs + leastNewMs,
    untilLastWordMs: () => Math.max(0, remainingMs() - lastWordMs),
  };
}
