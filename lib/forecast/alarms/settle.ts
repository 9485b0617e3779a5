/**
 * How old a minute must be before it says that too little came: shippers send every few minutes, and a minute read before that looks
 * silent. Learned by comparing what is read of the last minutes with what the run before read of them. Pure.
 */

/** The newest minute, read when it is just over, has the age 1. */
export const MOST_AGE = 15;
/** So much may be missing of a minute, and all before it, that is settled. */
const LATE_SHARE = 0.005;
/** Fewer deviations make no difference, such as one late record of a quiet service. */
const LATE_DEVIATIONS = 0.5;
/** A shipper that was late once a day is expected to be so again. */
const REMEMBERED_MINUTES = 25 * 60;
/** Before it was watched for so long, nobody knows. */
const LEARNING_MINUTES = 60;
const ANSCOMBE = 3 / 8;

export interface Settling {
  readonly sinceMinute: number;
  /** Minutes before this one were read. */
  readonly toMinute: number;
  /** What was read of the last MOST_AGE minutes, the newest first. */
  readonly seen: readonly number[];
  /** By age, from 1: the last minute in which something turned out to be missing at that age; 0 if never. */
  readonly lateAt: readonly number[];
}

/** @param counts of the minutes before `toMinute`, the newest first @returns the very same for a run that tells nothing new */
export function watchArrivals(before: Settling | undefined, counts: readonly number[], toMinute: number): Settling {
  const seen = counts.slice(0, MOST_AGE);
  const passed = before ? toMinute - before.toMinute : Number.POSITIVE_INFINITY;
  if (before && passed <= 0 && passed > -MOST_AGE) return before;
  if (!before || passed < 0 || passed >= MOST_AGE) return { sinceMinute: toMinute, toMinute, seen, lateAt: [] };
  const lateAt = [...before.lateAt];
  let then = 0;
  let now = 0;
  for (let age = MOST_AGE - passed; age >= 1; age--) {
    then += before.seen[age - 1] ?? 0;
    now += seen[age - 1 + passed] ?? 0;
    if (!isMissed(then, now)) continue;
    while (lateAt.length < age) lateAt.push(0);
    lateAt[age - 1] = toMinute;
  }
  return { sinceMinute: before.sinceMinute, toMinute, seen, lateAt };
}

/** The age from which on a minute, and all before it, are as good as complete. */
export function settledAge(settling: Settling | undefined): number {
  if (!settling || settling.toMinute - settling.sinceMinute < LEARNING_MINUTES) return MOST_AGE;
  const from = settling.toMinute - REMEMBERED_MINUTES;
  return Math.min(MOST_AGE, settling.lateAt.findLastIndex((minute) => minute > from) + 2);
}

function isMissed(then: number, now: number): boolean {
  const deviations = 2 * (Math.sqrt(now + ANSCOMBE) - Math.sqrt(Math.max(0, then) + ANSCOMBE));
  return now - then > LATE_SHARE * now && deviations >= LATE_DEVIATIONS;
}
