/**
 * What is usual for a group of errors, learned minute by minute with exponential forgetting: how many there are on average, and how many
 * came together at most on earlier days. What has just begun is unusual, what goes on for days becomes usual, and an incident of an hour teaches little. Beside it, how surprising
 * a count is.
 */

export interface Usual {
  /** From where on it has learned. */
  readonly sinceMinute: number;
  /** Up to where it has. */
  readonly minute: number;
  /** Errors per minute, fading; less than there are while the group is young: see `ratePerMinute`. */
  readonly rate: number;
  /** Errors of about the last hour that no alert tells of, fading: it sees what is slow and does not stop. */
  readonly recent: number;
  /** Of earlier days, fading. */
  readonly most: Most;
  /** Of the day of `minute`: what grows slowly must not make itself usual. */
  readonly mostToday: Most;
}

/** The most errors that came together. */
export interface Most {
  readonly inMinute: number;
  readonly inQuarter: number;
  /** Of `recent`. */
  readonly recent: number;
}

const DAY_MINUTES = 24 * 60;
/** The weight of a minute halves in a day. */
const FORGET_MINUTES = DAY_MINUTES / Math.LN2;
/** A minute teaches no more than this much of what is usual: incidents are to be seen, not learned. */
const MOST_TIMES_USUAL = 3;
/** Of `recent`: so many minutes weigh as much as all together do. */
export const RECENT_MINUTES = 60;
export const QUARTER_MINUTES = 15;
/** What came together at most counts half after so many days. */
const MOST_HALVES_DAYS = 7;
const LEAST_EXPECTED = 1e-6;

const NONE: Most = { inMinute: 0, inQuarter: 0, recent: 0 };
export const NEVER: Usual = { sinceMinute: 0, minute: 0, rate: 0, recent: 0, most: NONE, mostToday: NONE };

/** What was learned, seen from `minute`: minutes since then had no errors. */
export function usualAt(usual: Usual, minute: number): Usual {
  const passed = minute - usual.minute;
  if (passed <= 0) return usual;
  const days = dayOf(minute) - dayOf(usual.minute);
  return {
    ...usual,
    minute,
    rate: usual.rate * Math.exp(-passed / FORGET_MINUTES),
    recent: usual.recent * Math.exp(-passed / RECENT_MINUTES),
    most: days > 0 ? fade(join(usual.most, usual.mostToday), days) : usual.most,
    mostToday: days > 0 ? NONE : usual.mostToday,
  };
}

/**
 * As though the group had been watched, and silent, for a day before its first error.
 * @param without so many errors of last, which are to be compared with it
 */
export function ratePerMinute({ sinceMinute, minute, rate }: Usual, without = 0): number {
  const known = Math.max(0, rate - without / FORGET_MINUTES);
  return known / (1 - Math.exp(-(minute - sinceMinute + DAY_MINUTES) / FORGET_MINUTES));
}

/** Days of which `most` tells. */
export function daysKnown({ sinceMinute, minute }: Usual): number {
  return dayOf(minute) - dayOf(sinceMinute);
}

export interface Lesson {
  readonly minute: number;
  /** Of this minute; of one that was learned before: those that were not known then. */
  readonly errors: number;
  /** Of this minute and the 14 before it. */
  readonly inQuarter: number;
  /** An alert tells of them. */
  readonly isTold: boolean;
}

export function learn(before: Usual, { minute, errors, inQuarter, isTold }: Lesson): Usual {
  const usual = before === NEVER ? { ...NEVER, sinceMinute: minute, minute } : usualAt(before, minute);
  const recent = usual.recent + (isTold ? 0 : errors);
  const seen: Most = { inMinute: errors, inQuarter, recent };
  return {
    ...usual,
    rate: usual.rate + Math.min(errors, 1 + MOST_TIMES_USUAL * ratePerMinute(usual)) / FORGET_MINUTES,
    recent,
    mostToday: join(usual.mostToday, isTold ? atMost(seen, usual.most) : seen),
  };
}

/** An incident that people were told of must not hide the next one, but what comes back every night shall be known in the end. */
function atMost(seen: Most, known: Most): Most {
  const limited = (key: keyof Most) => Math.min(seen[key], 3 + 1.5 * known[key]);
  return { inMinute: limited("inMinute"), inQuarter: limited("inQuarter"), recent: limited("recent") };
}

/** Of two groups that turn out to be one. */
export function joinUsual(a: Usual, b: Usual): Usual {
  const minute = Math.max(a.minute, b.minute);
  const [one, other] = [usualAt(a, minute), usualAt(b, minute)];
  return {
    sinceMinute: Math.min(a.sinceMinute, b.sinceMinute),
    minute,
    rate: one.rate + other.rate,
    recent: one.recent + other.recent,
    most: add(one.most, other.most),
    mostToday: add(one.mostToday, other.mostToday),
  };
}

function add(a: Most, b: Most): Most {
  return {
    inMinute: a.inMinute + b.inMinute,
    inQuarter: a.inQuarter + b.inQuarter,
    recent: a.recent + b.recent,
  };
}

function join(a: Most, b: Most): Most {
  return {
    inMinute: Math.max(a.inMinute, b.inMinute),
    inQuarter: Math.max(a.inQuarter, b.inQuarter),
    recent: Math.max(a.recent, b.recent),
  };
}

function fade({ inMinute, inQuarter, recent }: Most, days: number): Most {
  const kept = 2 ** (-days / MOST_HALVES_DAYS);
  return { inMinute: inMinute * kept, inQuarter: inQuarter * kept, recent: recent * kept };
}

function dayOf(minute: number): number {
  return Math.floor(minute / DAY_MINUTES);
}

/**
 * How unlikely it is by chance that so many or more came where so few were expected, as a power of ten: 5 is one in a hundred thousand.
 * A bound from above of the tail of the Poisson distribution, its factorial by Stirling. 0 if there were no more than expected.
 */
export function surprise(errors: number, expected: number): number {
  const mean = Math.max(expected, LEAST_EXPECTED);
  if (errors <= mean) return 0;
  const chernoff = errors * Math.log(errors / mean) - errors + mean;
  const tail = 0.5 * Math.log(2 * Math.PI * errors) + Math.log1p(-mean / (errors + 1));
  return Math.max(0, chernoff + tail) / Math.LN10;
}
