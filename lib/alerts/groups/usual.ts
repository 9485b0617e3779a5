/**
 * What is usual for a group of errors, learned minute by minute with exponential forgetting: how many there are, and how much that varies in
 * a minute, a quarter and an hour, since errors come in clusters. All in units of the service's load at that hour of the day: see load.ts.
 * What has just begun is unusual, what goes on for days becomes usual, and an incident of an hour teaches little. Beside it, how surprising
 * a count is.
 */

export interface Usual {
  /** From where on it has learned. */
  readonly sinceMinute: number;
  /** Up to where it has. */
  readonly minute: number;
  /** Errors per minute, fading; less than there are while the group is young: see `ratePerMinute`. */
  readonly rate: number;
  /** Means of the squares of errors per minute, per quarter, per hour. */
  readonly squares: Spans;
  /** Variance over mean of the counts in such spans, as of the days before: 1, as of single errors by chance, or more. */
  readonly dispersion: Spans;
  /** Errors so far of the quarter and the hour that `minute` is in. */
  readonly inQuarter: number;
  readonly inHour: number;
  /** Errors of about the last hour that no alert tells of, fading: it sees what is slow and does not stop. */
  readonly recent: number;
  /** The most within a quarter, on earlier days, fading. */
  readonly most: number;
  /** Of the day of `minute`: what grows slowly must not make itself usual. */
  readonly mostToday: number;
}

export interface Spans {
  readonly minute: number;
  readonly quarter: number;
  readonly hour: number;
}

export const SPAN_MINUTES: Spans = { minute: 1, quarter: 15, hour: 60 };
const DAY_MINUTES = 24 * 60;
/** The weight of a minute halves in a day. */
const FORGET_MINUTES = DAY_MINUTES / Math.LN2;
/** A minute teaches no more than this much of what is usual: incidents are to be seen, not learned. */
const MOST_TIMES_USUAL = 3;
const MOST_TIMES_TOLD = 2;
const YOUNG_MINUTES = 3 * DAY_MINUTES;
/** What came together at most counts half after so many days. */
const MOST_HALVES_DAYS = 7;
const LEAST_EXPECTED = 1e-6;
/** Errors come together, the more so the longer one looks; that they did not within a few days says little. */
const LEAST_DISPERSION: Spans = { minute: 1.2, quarter: 2, hour: 3 };
const LEAST_OF_FEW_DAYS: Spans = { minute: 2, quarter: 4, hour: 8 };
const FEW_DAYS = 5;

export const NEVER: Usual = {
  sinceMinute: 0,
  minute: 0,
  rate: 0,
  squares: { minute: 0, quarter: 0, hour: 0 },
  dispersion: { minute: 1, quarter: 1, hour: 1 },
  inQuarter: 0,
  inHour: 0,
  recent: 0,
  most: 0,
  mostToday: 0,
};

/** What was learned, seen from `minute`: minutes since then had no errors. */
export function usualAt(usual: Usual, minute: number): Usual {
  const passed = minute - usual.minute;
  if (passed <= 0) return usual;
  const kept = Math.exp(-passed / FORGET_MINUTES);
  const isIn = (minutes: number) => Math.floor(minute / minutes) === Math.floor(usual.minute / minutes);
  const days = Math.floor(minute / DAY_MINUTES) - Math.floor(usual.minute / DAY_MINUTES);
  const { minute: ofMinute, quarter, hour } = usual.squares;
  const overs = (span: "quarter" | "hour", errors: number) =>
    weightOf(SPAN_MINUTES[span]) * notTooFar(usual, span, errors) ** 2;
  return {
    ...usual,
    minute,
    rate: usual.rate * kept,
    // A quarter teaches its square when it is over.
    squares: {
      minute: ofMinute * kept,
      quarter: kept * (isIn(15) ? quarter : quarter + overs("quarter", usual.inQuarter)),
      hour: kept * (isIn(60) ? hour : hour + overs("hour", usual.inHour)),
    },
    dispersion: days > 0 ? dispersionOf(usual) : usual.dispersion,
    inQuarter: isIn(15) ? usual.inQuarter : 0,
    inHour: isIn(60) ? usual.inHour : 0,
    recent: usual.recent * Math.exp(-passed / SPAN_MINUTES.hour),
    most: days > 0 ? Math.max(usual.most, usual.mostToday) * 2 ** (-days / MOST_HALVES_DAYS) : usual.most,
    mostToday: days > 0 ? 0 : usual.mostToday,
  };
}

function weightOf(minutes: number): number {
  return minutes / FORGET_MINUTES;
}

export interface Lesson {
  readonly minute: number;
  /** Of this minute, in units of the load; of one that was learned before: those that were not known then. */
  readonly errors: number;
  /** Of this minute and the 14 before it, in units of the load. */
  readonly inQuarter: number;
  /** An alert tells of them. */
  readonly isTold: boolean;
}

export function learn(before: Usual, { minute, errors, inQuarter, isTold }: Lesson): Usual {
  const usual =
    before.sinceMinute === NEVER.sinceMinute ? { ...NEVER, sinceMinute: minute, minute } : usualAt(before, minute);
  const rate = ratePerMinute(usual);
  const isYoung = minute - usual.sinceMinute < YOUNG_MINUTES;
  // An incident that people were told of must not hide the next one; but what went on when the group was first seen may go on for ever.
  const little = Math.min(errors, isTold && !isYoung ? MOST_TIMES_TOLD * rate : mostToLearn(usual));
  const learned = isTold ? little : notTooFar(usual, "minute", errors);
  // And what comes back every night shall be known in the end.
  const most = isTold ? Math.min(inQuarter, 3 + 1.5 * usual.most) : inQuarter;
  return {
    ...usual,
    rate: usual.rate + weightOf(1) * little,
    squares: { ...usual.squares, minute: usual.squares.minute + weightOf(1) * learned ** 2 },
    inQuarter: usual.inQuarter + (isTold ? little : errors),
    inHour: usual.inHour + (isTold ? little : errors),
    recent: usual.recent + (isTold ? 0 : errors),
    mostToday: Math.max(usual.mostToday, most),
  };
}

/** Errors of one minute, in units of the load. */
export function mostToLearn(usual: Usual): number {
  return 1 + MOST_TIMES_USUAL * ratePerMinute(usual);
}

/**
 * As though the group had been watched, and silent, for a day before its first error.
 * @param without so many errors of last, which are to be compared with it
 */
export function ratePerMinute(usual: Usual, without = 0): number {
  return Math.max(0, usual.rate - weightOf(1) * without) / shareKnown(usual);
}

function shareKnown({ sinceMinute, minute }: Usual): number {
  return 1 - Math.exp(-(minute - sinceMinute + DAY_MINUTES) / FORGET_MINUTES);
}

/** Days of which `most` tells. */
export function daysKnown({ sinceMinute, minute }: Usual): number {
  return Math.floor(minute / DAY_MINUTES) - Math.floor(sinceMinute / DAY_MINUTES);
}

function dispersionOf(usual: Usual): Spans {
  const least = daysKnown(usual) < FEW_DAYS ? LEAST_OF_FEW_DAYS : LEAST_DISPERSION;
  const rate = ratePerMinute(usual);
  const ofSpan = (span: keyof Spans) => {
    const mean = rate * SPAN_MINUTES[span];
    const seen = mean > 0 ? (usual.squares[span] / shareKnown(usual) - mean ** 2) / mean : 0;
    return Math.max(least[span], seen);
  };
  return { minute: ofSpan("minute"), quarter: ofSpan("quarter"), hour: ofSpan("hour") };
}

/** What is far out counts as far out, but not by its square: else an incident that nobody was told of makes the next ones usual. */
function notTooFar(usual: Usual, span: keyof Spans, errors: number): number {
  const mean = ratePerMinute(usual) * SPAN_MINUTES[span];
  return Math.min(errors, mean + 2.5 * Math.sqrt(usual.dispersion[span] * mean) + 3);
}

/** Of two groups that turn out to be one. */
export function joinUsual(a: Usual, b: Usual): Usual {
  const minute = Math.max(a.minute, b.minute);
  const [one, other] = [usualAt(a, minute), usualAt(b, minute)];
  return {
    sinceMinute: Math.min(a.sinceMinute, b.sinceMinute),
    minute,
    rate: one.rate + other.rate,
    squares: {
      minute: one.squares.minute + other.squares.minute,
      quarter: one.squares.quarter + other.squares.quarter,
      hour: one.squares.hour + other.squares.hour,
    },
    dispersion: {
      minute: Math.max(one.dispersion.minute, other.dispersion.minute),
      quarter: Math.max(one.dispersion.quarter, other.dispersion.quarter),
      hour: Math.max(one.dispersion.hour, other.dispersion.hour),
    },
    inQuarter: one.inQuarter + other.inQuarter,
    inHour: one.inHour + other.inHour,
    recent: one.recent + other.recent,
    most: one.most + other.most,
    mostToday: one.mostToday + other.mostToday,
  };
}

/**
 * How unlikely it is by chance that so many or more came where so few were expected, as a power of ten: 5 is one in a hundred thousand.
 * A bound from above of the tail of the Poisson distribution, its factorial by Stirling; divided by the dispersion. 0 if there were no
 * more than expected.
 */
export function surprise(errors: number, expected: number, dispersed = 1): number {
  const mean = Math.max(expected, LEAST_EXPECTED);
  if (errors <= mean) return 0;
  const chernoff = errors * Math.log(errors / mean) - errors + mean;
  const tail = 0.5 * Math.log(2 * Math.PI * errors) + Math.log1p(-mean / (errors + 1));
  return Math.max(0, chernoff + tail) / (dispersed * Math.LN10);
}
