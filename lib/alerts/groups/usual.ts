/**
 * What is usual for a group of errors, learned minute by minute with exponential forgetting: how many there are, and how much that varies
 * within a minute, 5, 15 and 60, since errors come in clusters and moods. What goes on for days becomes usual; what people were told of
 * teaches little, so that the next incident is seen as the first one was. Pure.
 */
import { type Habit, learnHabit } from "./habit.ts";
import { type Expected, surprise } from "./surprise.ts";

export interface Usual {
  /** From where on it has learned. */
  readonly sinceMinute: number;
  /** Up to where it has. */
  readonly minute: number;
  /** Errors, in units of the load, fading. */
  readonly events: number;
  /** Squares of how far the counts of such spans were from what was expected of them, fading. */
  readonly squares: Learned;
  /** By how many errors the spans that `minute` is in are beyond what was expected of them so far. */
  readonly within: Omit<Learned, "minute">;
  /** Errors of about the last hour that were no incident, fading: it sees what is slow and does not stop. */
  readonly recent: number;
  /** The most within a quarter, fading. */
  readonly most: number;
  /** What the day of `minute` adds to that when it is over: what grows slowly must not make itself usual. */
  readonly today: Today;
  readonly habits: readonly Habit[];
}

export interface Spans {
  readonly minute: number;
  readonly five: number;
  readonly quarter: number;
  readonly hour: number;
}

export type Span = keyof Spans;

/** That of five minutes lies between. */
type Learned = Omit<Spans, "five">;

interface Today {
  readonly events: number;
  readonly quarter: number;
  readonly hour: number;
  readonly most: number;
}

export const SPAN_MINUTES: Spans = { minute: 1, five: 5, quarter: 15, hour: 60 };
const DAY_MINUTES = 24 * 60;
/** The weight of a minute halves in five days. */
const FORGET_MINUTES = (5 * DAY_MINUTES) / Math.LN2;
/** As though a group had been watched, and silent, for so long before its first error. */
const WATCHED_MINUTES = 4 * 60;
/** An incident teaches no more than this much of what is usual, until it has lasted for a day. */
const MOST_TIMES_USUAL = 2;
const MOST_TIMES_AT_FIRST = 3;
const LASTING_MINUTES = DAY_MINUTES;
/** What goes on since a group was first seen will go on. */
const LASTING_MINUTES_AT_FIRST = 60;
const YOUNG_MINUTES = 3 * DAY_MINUTES;
/** How errors come together, as long as nothing is known of it, and how many errors that is worth. */
const DISPERSION: Learned = { minute: 2, quarter: 3, hour: 5 };
const PRIOR_EVENTS = 4;
/** A load that differs by half makes a dispersion of two of so many. */
const MANY = 5;
const LEAST_EVIDENCE = 0.5;
/** The load of the hours is known the better the more days were seen: so much, times their square. */
const EVIDENCE_OF_DAYS = 2;
/** What is further out, in deviations and in clusters, counts as far out, but not by its square. */
const FAR_DEVIATIONS = 4;
const FAR_CLUSTERS = 4;
/** What comes together at most grows no faster than this, and counts half after so long. */
const MOST_GROWS = 1.5;
const MOST_GROWS_BY = 5;
const MOST_HALVES_MINUTES = 20 * DAY_MINUTES;
/** From so many on, if no more than one in a hundred quarters has them, it is worth remembering at which time of the day they came. */
const REMARKABLE_ERRORS = 3;
const REMARKABLE = 2;

const NOTHING: Today = { events: 0, quarter: 0, hour: 0, most: 0 };

export const NEVER: Usual = {
  sinceMinute: 0,
  minute: 0,
  events: 0,
  squares: { minute: 0, quarter: 0, hour: 0 },
  within: { quarter: 0, hour: 0 },
  recent: 0,
  most: 0,
  today: NOTHING,
  habits: [],
};

/**
 * What was learned, seen from `minute`: minutes since then had no errors.
 * @param load of the service at this time, beside its mean
 */
export function usualAt(usual: Usual, minute: number, load: number): Usual {
  const passed = minute - usual.minute;
  if (passed <= 0) return usual;
  const kept = Math.exp(-passed / FORGET_MINUTES);
  const mean = load * ratePerMinute(usual);
  const settled = Math.floor(minute / DAY_MINUTES) > Math.floor(usual.minute / DAY_MINUTES) ? settle(usual) : usual;
  const quarter = spanAt(usual, "quarter", minute, mean);
  const hour = spanAt(usual, "hour", minute, mean);
  const { squares, today } = settled;
  const ofMinutes = isAssumed(usual, mean) ? 0 : (passed - 1) * mean ** 2;
  return {
    ...usual,
    minute,
    events: usual.events * kept,
    squares: {
      minute: kept * (squares.minute + ofMinutes),
      quarter: kept * squares.quarter,
      hour: kept * squares.hour,
    },
    within: { quarter: quarter.within, hour: hour.within },
    recent: usual.recent * Math.exp(-passed / SPAN_MINUTES.hour),
    most: settled.most * 2 ** (-passed / MOST_HALVES_MINUTES),
    today: { ...today, quarter: today.quarter + quarter.square, hour: today.hour + hour.square },
  };
}

function settle(usual: Usual): Usual {
  const { squares, most, today } = usual;
  return {
    ...usual,
    squares: { ...squares, quarter: squares.quarter + today.quarter, hour: squares.hour + today.hour },
    most: Math.max(most, today.most),
    today: NOTHING,
  };
}

/** A span teaches when it is over; one without errors was as far from what was expected as that is from none. */
function spanAt(usual: Usual, span: keyof Usual["within"], minute: number, mean: number) {
  const length = SPAN_MINUTES[span];
  const over = Math.floor(minute / length) - Math.floor(usual.minute / length);
  if (over === 0) return { square: 0, within: usual.within[span] - mean * (minute - usual.minute) };
  const within = -mean * ((minute % length) + 1);
  if (isAssumed(usual, mean * length)) return { square: 0, within };
  const rest = mean * (length - 1 - (usual.minute % length));
  const last = squareOf(usual, span, usual.within[span] - rest, mean * length);
  return { square: last + (over - 1) * (mean * length) ** 2, within };
}

export interface Lesson {
  /** Ascending from lesson to lesson. */
  readonly minute: number;
  readonly errors: number;
  /** Of this minute and the 14 after it. */
  readonly inQuarter: number;
  /** Of the service at this time, beside its mean. */
  readonly load: number;
  /** For so long the incident had lasted that it was part of; undefined: it was part of none. */
  readonly incidentMinutes: number | undefined;
}

export function learn(before: Usual, { minute, errors, inQuarter, load, incidentMinutes }: Lesson): Usual {
  const isFirst = before.sinceMinute === NEVER.sinceMinute;
  const usual = isFirst ? { ...NEVER, sinceMinute: minute, minute } : usualAt(before, minute, load);
  const isIncident = incidentMinutes !== undefined && !isLasting(usual, incidentMinutes);
  const mean = load * ratePerMinute(usual);
  const learned = learnedErrors(usual, { errors, load, incidentMinutes });
  const { squares, within, today } = usual;
  const assumed = (span: keyof Learned) =>
    isAssumed(usual, mean * SPAN_MINUTES[span]) ? learned * DISPERSION[span] : undefined;
  return {
    ...usual,
    events: usual.events + learned / load,
    squares: {
      minute: squares.minute + (assumed("minute") ?? squareOf(usual, "minute", learned - mean, mean)),
      quarter: squares.quarter + (assumed("quarter") ?? 0),
      hour: squares.hour + (assumed("hour") ?? 0),
    },
    within: { quarter: within.quarter + learned, hour: within.hour + learned },
    recent: usual.recent + (incidentMinutes === undefined ? errors : 0),
    today: isIncident
      ? today
      : {
          ...today,
          events: today.events + learned / load,
          most: Math.max(today.most, Math.min(inQuarter, mostToRemember(usual, mean))),
        },
    habits: isRemarkable(usual, inQuarter, load) ? learnHabit(usual.habits, minute, inQuarter) : usual.habits,
  };
}

/**
 * On the first day the load of the service is not known: what it does to many errors would be taken for chance, so they are said to vary as
 * is taken for granted. @param mean of the span
 */
function isAssumed(usual: Usual, mean: number): boolean {
  return isFirstDay(usual) && mean > MANY;
}

export function isFirstDay({ sinceMinute, minute: learned }: Usual, minute = learned): boolean {
  return sinceMinute === NEVER.sinceMinute || minute - sinceMinute < DAY_MINUTES;
}

/** An incident teaches little, and what is far out no more than that it was. */
export function learnedErrors(
  usual: Usual,
  { errors, load, incidentMinutes }: Omit<Lesson, "minute" | "inQuarter">,
): number {
  const mean = load * ratePerMinute(usual);
  if (incidentMinutes === undefined || isLasting(usual, incidentMinutes))
    return Math.min(errors, farthest(usual, "minute", mean));
  return Math.min(errors, isFirstDay(usual) ? 1 + MOST_TIMES_AT_FIRST * mean : MOST_TIMES_USUAL * mean);
}

function isLasting(usual: Usual, incidentMinutes: number): boolean {
  return incidentMinutes >= (isFirstDay(usual) ? LASTING_MINUTES_AT_FIRST : LASTING_MINUTES);
}

function isYoung({ minute, sinceMinute }: Usual): boolean {
  return minute - sinceMinute < YOUNG_MINUTES;
}

function squareOf(usual: Usual, span: Span, deviation: number, mean: number): number {
  return Math.min(deviation, farthest(usual, span, mean) - mean) ** 2;
}

/** Else an incident that nobody was told of would make the next ones usual. */
function farthest(usual: Usual, span: Span, mean: number): number {
  const dispersion = dispersionOf(usual, span);
  return mean + FAR_DEVIATIONS * Math.sqrt(dispersion * mean) + FAR_CLUSTERS * dispersion;
}

function mostToRemember(usual: Usual, mean: number): number {
  return Math.max(MOST_GROWS * usual.most + MOST_GROWS_BY, farthest(usual, "quarter", mean * SPAN_MINUTES.quarter));
}

function isRemarkable(usual: Usual, inQuarter: number, load: number): boolean {
  if (inQuarter < REMARKABLE_ERRORS) return false;
  return surprise(inQuarter, expectedOf(usual, "quarter", { load })) >= REMARKABLE;
}

export interface Circumstances {
  /** Of the service at this time, beside its mean. */
  readonly load: number;
  /** Of which there are errors, if not of the whole span. */
  readonly minutes?: number;
}

/** What to expect of such a span; it must not be a part of what was learned. */
export function expectedOf(usual: Usual, span: Span, { load, minutes = SPAN_MINUTES[span] }: Circumstances): Expected {
  // A mood multiplies what there is: more of it varies more. Where there is less, clusters are as large as ever.
  const dispersion = 1 + Math.max(0, dispersionOf(usual, span) - 1) * Math.max(1, load);
  return {
    mean: load * ratePerMinute(usual) * minutes,
    dispersion,
    evidence: LEAST_EVIDENCE + Math.min(usual.events / dispersion, EVIDENCE_OF_DAYS * daysKnown(usual) ** 2),
  };
}

export function ratePerMinute({ events, minute, sinceMinute }: Usual): number {
  const watched = minute - sinceMinute + WATCHED_MINUTES;
  return events / (FORGET_MINUTES * (1 - Math.exp(-watched / FORGET_MINUTES)));
}

/** Variance over mean of what is counted within such a span. */
export function dispersionOf(usual: Usual, span: Span): number {
  if (span === "five") return Math.sqrt(dispersionOf(usual, "minute") * dispersionOf(usual, "quarter"));
  const { squares, events, today } = usual;
  const isLate = (span === "quarter" || span === "hour") && !isYoung(usual);
  const square = span === "quarter" || span === "hour" ? squares[span] + (isLate ? 0 : today[span]) : squares[span];
  const settled = isLate ? Math.max(0, events - today.events) : events;
  return (square + PRIOR_EVENTS * DISPERSION[span]) / (settled + PRIOR_EVENTS);
}

/** How many times the most that ever came within a quarter; less while few days are known. */
export function timesMost(usual: Usual, inQuarter: number): number {
  return inQuarter / (Math.max(2, usual.most) * (1 + 1 / daysKnown(usual)));
}

function daysKnown({ minute, sinceMinute }: Usual): number {
  return Math.max(1, minute - sinceMinute) / DAY_MINUTES;
}
