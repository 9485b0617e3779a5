/**
 * What is usual for a group, learned minute by minute with exponential forgetting, and how surprising a count is beside it. It begins at
 * nothing, as though the group had been watched and silent before its first error: what has just begun is unusual, what goes on for
 * the better part of a day becomes usual, and an incident of an hour teaches little.
 */

export interface Usual {
  /** Up to where it has learned. */
  readonly minute: number;
  /** Errors per minute. */
  readonly rate: number;
  /** Mean of the squares of errors per minute: errors that come in clusters vary more than single ones. */
  readonly square: number;
}

/** The weight of a minute halves in a day. */
const FORGET_MINUTES = (24 * 60) / Math.LN2;
/** A minute teaches no more than this much of what is usual: incidents are to be seen, not learned. */
const MOST_TIMES_USUAL = 3;
/** Variance over mean: 1 is Poisson. More than this would hide incidents. */
const MOST_DISPERSION = 3;
const LEAST_EXPECTED = 1e-6;

export const NEVER: Usual = { minute: 0, rate: 0, square: 0 };

/** What was learned, seen from `minute`: minutes since then had no errors. */
function forget(usual: Usual, minute: number): Usual {
  const passed = minute - usual.minute;
  if (passed <= 0) return usual;
  const kept = Math.exp(-passed / FORGET_MINUTES);
  return { minute, rate: usual.rate * kept, square: usual.square * kept };
}

/** @param errors of `minute`; of a minute that was learned before: those that were not known then */
export function learn(usual: Usual, minute: number, errors: number): Usual {
  const before = forget(usual, minute);
  const learned = Math.min(errors, 1 + MOST_TIMES_USUAL * before.rate);
  return {
    minute: before.minute,
    rate: before.rate + learned / FORGET_MINUTES,
    square: before.square + learned ** 2 / FORGET_MINUTES,
  };
}

/** Expected errors within so many minutes that end with `minute`. */
export function expectedWithin(usual: Usual, minute: number, minutes: number): number {
  return forget(usual, minute).rate * minutes;
}

/** 1 or more. */
export function dispersion({ rate, square }: Usual): number {
  return rate > 0 ? Math.min(MOST_DISPERSION, Math.max(1, (square - rate ** 2) / rate)) : 1;
}

/**
 * How unlikely it is by chance that so many or more came where so few were expected, as a power of ten: 6 is one in a million. The bound of
 * Chernoff for Poisson counts, divided by the dispersion; 0 if there were no more than expected.
 */
export function surprise(errors: number, expected: number, dispersed: number): number {
  const mean = Math.max(expected, LEAST_EXPECTED);
  if (errors <= mean) return 0;
  return (errors * Math.log(errors / mean) - errors + mean) / (dispersed * Math.LN10);
}
