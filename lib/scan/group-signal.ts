/** Whether a group's errors are worth telling: one evaluation at the end of a minute, or within it. Pure. */

import { isHabit } from "../alerts/groups/habit.ts";
import { errorsWithin, type Group } from "../alerts/groups/memory.ts";
import { surprise } from "../alerts/groups/surprise.ts";
import {
  expectedOf,
  isFirstDay,
  SPAN_MINUTES,
  type Spans,
  timesMost,
  type Usual,
  usualAt,
} from "../alerts/groups/usual.ts";
import type { Severity, Signal } from "../alerts/signal.ts";
import { ERROR_GROUPS } from "../alerts/subject.ts";
import type { ToldWhen } from "../config/alert-group.ts";
import { MINUTE_MS } from "../durations.ts";

export interface GroupEvaluation {
  readonly group: Group;
  /** Of so many it is one. */
  readonly watchedGroups: number;
  /** The minute that is evaluated; errors of later ones are not looked at. */
  readonly minute: number;
  /** The span that ends with the minute may hold the errors of so many minutes more. */
  readonly heldUp: Spans;
  /** Of the service at this time of day, beside its mean. */
  readonly load: number;
  /** Errors of this minute and before belong to an incident that is over. */
  readonly afterMinute: number;
  /** Errors that are new to this evaluation, whenever they arrived. */
  readonly events: number;
  /** How many minutes these are spread over. */
  readonly minutes: number;
  readonly firstMinute: number;
  readonly isFatal: boolean;
  /** Never seen in the time of the memory. */
  readonly isNew: boolean;
  /** Its alert fires: then the question is whether it is over. */
  readonly isFiring: boolean;
  /** Sluice.yml says for how long it has to go on, unless it is new or fatal. */
  readonly mustHold: boolean;
  readonly tell: ToldWhen;
}

export const LONGEST_WINDOW_MINUTES = SPAN_MINUTES.quarter;
const SUDDEN = ["minute", "five", "quarter"] as const;
/** One in a million by chance: some 20,000 looks a week at each of so few groups. */
const BREACH_SURPRISE = 6;
const FEW_GROUPS = 15;
/** From so many times the most that ever came on, less will do; by so much for twice as many, down to this. */
const RECORD = 1.1;
const RECORD_SLOPE = 4;
const LEAST_SURPRISE = 2.5;
/** So many within about an hour are more than one or two that happen to be together. */
const SLOW_ERRORS = 3;
/** Less than one in 300 is no usual minute, or quarter. */
const QUIET_SURPRISE = 2.5;

/** A minute without errors of the group is clear, and needs no evaluation. */
export function groupSignal(evaluation: GroupEvaluation): Signal {
  const { group, events, minutes, firstMinute, isFatal, isNew, tell } = evaluation;
  const severity: Severity = isFatal ? "fatal" : "error";
  const verdict = tell === "never" ? CLEAR : isNew || (isFatal && tell !== "new") ? AT_ONCE : verdictOf(evaluation);
  return {
    rule: ERROR_GROUPS,
    service: group.service,
    pattern: group.pattern,
    severity,
    events,
    minutes,
    inMinute: group.counts.get(evaluation.minute) ?? 0,
    firstMs: firstMinute * MINUTE_MS,
    ...verdict,
  };
}

type Verdict = Pick<Signal, "isBreaching" | "isUrgent">;
const CLEAR: Verdict = { isBreaching: false, isUrgent: false };
const AT_ONCE: Verdict = { isBreaching: true, isUrgent: true };
const BREACHING: Verdict = { isBreaching: true, isUrgent: false };

function verdictOf(evaluation: GroupEvaluation): Verdict {
  const { isFiring, mustHold, tell } = evaluation;
  if (isFiring) return isQuiet(evaluation) ? CLEAR : BREACHING;
  if (tell === "new") return CLEAR;
  if (tell === "every") return BREACHING;
  if (isUnusual(evaluation)) return mustHold ? BREACHING : AT_ONCE;
  // Of what was first seen today nobody knows what is usual.
  return isFirstDay(evaluation.group.usual, evaluation.minute) ? BREACHING : CLEAR;
}

function isUnusual({ group, watchedGroups, minute, heldUp, load, afterMinute }: GroupEvaluation): boolean {
  const usual = usualBefore(group, minute, load);
  const within = (span: keyof Spans) => {
    const minutes = Math.min(SPAN_MINUTES[span], minute - afterMinute);
    return { errors: errorsWithin(group, minute - minutes, minute), minutes: minutes + heldUp[span] };
  };
  const inQuarter = within("quarter");
  if (isHabit(usual.habits, minute, inQuarter.errors)) return false;

  const quarters = 1 + heldUp.quarter / SPAN_MINUTES.quarter;
  const needed = neededSurprise(timesMost(usual, inQuarter.errors / quarters), watchedGroups);
  const isSudden = SUDDEN.some((span) => {
    const { errors, minutes } = within(span);
    return errors > 1 && surprise(errors, expectedOf(usual, span, { load, minutes })) >= needed;
  });
  if (isSudden) return true;
  // Slow errors that do not stop.
  const recent = usual.recent * Math.exp(-SPAN_MINUTES.quarter / SPAN_MINUTES.hour) + inQuarter.errors;
  const minutes = SPAN_MINUTES.hour + heldUp.hour;
  return (
    recent >= SLOW_ERRORS &&
    surprise(recent, expectedOf(usual, "hour", { load, minutes })) >= neededSurprise(0, watchedGroups)
  );
}

/** So improbable that of all groups, and all looks at them, one a week is so by chance; less where there are far more than ever. */
function neededSurprise(timesMost: number, watchedGroups: number): number {
  const forRecord = BREACH_SURPRISE - RECORD_SLOPE * Math.log2(Math.max(1, timesMost / RECORD));
  const many = Math.max(0, Math.log10(watchedGroups / FEW_GROUPS));
  return Math.max(LEAST_SURPRISE, forRecord) + many;
}

/** What the longest window sees is compared with what was learned before it. */
function usualBefore(group: Group, minute: number, load: number): Usual {
  return usualAt(group.usual, minute - LONGEST_WINDOW_MINUTES, load);
}

/** Back to what is usual: then the incident may be over. */
function isQuiet({ group, minute, events, load, tell }: GroupEvaluation): boolean {
  // Errors of earlier minutes that show up only now say that it goes on, too.
  const inMinute = Math.max(group.counts.get(minute) ?? 0, events);
  if (inMinute === 0 || tell === "every" || isFirstDay(group.usual, minute)) return inMinute === 0;
  const usual = usualBefore(group, minute, load);
  const inQuarter = errorsWithin(group, minute - SPAN_MINUTES.quarter, minute);
  return (
    surprise(inQuarter, expectedOf(usual, "quarter", { load })) < QUIET_SURPRISE &&
    surprise(inMinute, expectedOf(usual, "minute", { load })) < QUIET_SURPRISE
  );
}
