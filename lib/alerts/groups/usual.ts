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
  /** Errors of about the last hour that no alert tells of, fading: it sees what is slow and does not stop. */
  readonly recent: number;
}

/** The weight of a minute halves in a day. */
const FORGET_MINUTES = (24 * 60) / Math.LN2;
/** A minute teaches no more than this much of what is usual: incidents are to be seen, not learned. */
const MOST_TIMES_USUAL = 3;
/** Variance over mean: 1 is Poisson. More than this would hide incidents. */
const MOST_DISPERSION = 3;
const LEAST_EXPECTED = 1e-6;
/** Of `recent`: so many minutes weigh as much as all together do. */
export const RECENT_MINUTES = 60;

export const NEVER: Usual = { minute: 0, rate: 0, square: 0, recent: 0 };

/** What was learned, seen from `minute`: minutes since then had no errors. */
function forget(usual: Usual, minute: number): Usual {
  const passed = minute - usual.minute;
  if (passed <= 0) return usual;
  const kept = Math.exp(-passed / FORGET_MINUTES);
  const recent = usual.recent * Math.exp(-passed / RECENT_MINUTES);
  return { minute, rate: usual.rate * kept, square: usual.square * kept, recent };
}

/**
 * @param errors of `minute`; of a minute that was learned before: those that were not known then
 * @param isTold an alert tells of them
 */
export function learn(usual: Usual, minute: number, errors: number, isTold: boolean): Usual {
  const before = forget(usual, minute);
  const learned = Math.min(errors, 1 + MOST_TIMES_USUAL * before.rate);
  return {
    minute: before.minute,
    rate: before.rate + learned / FORGET_MINUTES,
    square: before.square + learned ** 2 / FORGET_MINUTES,
    recent: before.recent + (isTold ? 0 : errors),
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

export function recentErrors(usual: Usual, minute: number): number {
  return forget(usual, minute).recent;
}

/**
 * How unlikely it is by chance that so many or more came where so few were expected, as a power of ten: 5 is one in a hundred thousand.
 * A bound from above of the tail of the Poisson distribution, its factorial by Stirling; divided by the dispersion. 0 if there were
 * no more than expected.
 */
export function surprise(errors: number, expected: number, dispersed: number): number {
  const mean = Math.max(expected, LEAST_EXPECTED);
  if (errors <= mean) return 0;
  const chernoff = errors * Math.log(errors / mean) - errors + mean;
  const tail = 0.5 * Math.log(2 * Math.PI * errors) + Math.log1p(-mean / (errors + 1));
  return Math.max(0, chernoff + tail) / (dispersed * Math.LN10);
}
