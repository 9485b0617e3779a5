/** Whether a group's errors are worth telling: one evaluation at the end of a minute, or within it. Pure. */
import { errorsWithin, type Group, MINUTE_MS, minutesWithErrors } from "../alerts/groups/memory.ts";
import { dispersion, expectedWithin, RECENT_MINUTES, recentErrors, surprise } from "../alerts/groups/usual.ts";
import type { Severity, Signal } from "../alerts/signal.ts";
import { ERROR_GROUPS } from "../alerts/subject.ts";

/** `unusual`: more than this group's own history explains; `every`: any error; `new`: only patterns never seen; `never`. */
export type GroupsToTell = "unusual" | "every" | "new" | "never";

export interface GroupEvaluation {
  readonly group: Group;
  /** The minute that is evaluated; errors of later ones are not looked at. */
  readonly minute: number;
  /** How much of the minute is over, above 0, at most 1. */
  readonly elapsed: number;
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
  readonly tell: GroupsToTell;
}

/** Short ones see bursts, long ones see what is slow and does not stop. */
const WINDOWS_MINUTES = [1, 5, 15] as const;
export const LONGEST_WINDOW_MINUTES = 15;
/** One in a hundred thousand by chance. */
const BREACH_SURPRISE = 5;
/** So unlikely, and so many, that one evaluation is enough. */
const URGENT_SURPRISE = 12;
const URGENT_ERRORS = 10;
/** So many within about an hour are more than one or two that happen to be together. */
const SLOW_ERRORS = 3;
/** Below one error in half an hour, one is already more than usual. */
const RARE_PER_MINUTE = 1 / 30;

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
  const { isFiring, tell } = evaluation;
  if (isFiring) return isQuiet(evaluation) ? CLEAR : BREACHING;
  if (tell === "new") return CLEAR;
  if (tell === "every") return BREACHING;
  return unusual(evaluation);
}

function unusual(evaluation: GroupEvaluation): Verdict {
  const { group, minute, elapsed, afterMinute } = evaluation;
  const dispersed = dispersion(group.usual);
  let verdict = CLEAR;
  for (const window of WINDOWS_MINUTES) {
    const minutes = Math.min(window, minute - afterMinute);
    const errors = errorsWithin(group, minute - minutes, minute);
    const expected = expectedWithin(group.usual, minute, minutes - 1 + elapsed);
    const unlikely = surprise(errors, expected, dispersed);
    if (unlikely < BREACH_SURPRISE) continue;
    if (unlikely >= URGENT_SURPRISE && errors >= URGENT_ERRORS) return AT_ONCE;
    if (minutesWithErrors(group, minute - minutes, minute) > 1) return AT_ONCE;
    verdict = BREACHING;
  }
  return goesOn(evaluation) ? AT_ONCE : verdict;
}

/** Slow errors that do not stop: no window shows more than one or two of them. */
function goesOn({ group, minute, elapsed }: GroupEvaluation): boolean {
  // A minute that is over has been learned already.
  const errors = recentErrors(group.usual, minute) + (elapsed < 1 ? (group.counts.get(minute) ?? 0) : 0);
  const expected = expectedWithin(group.usual, minute, RECENT_MINUTES);
  return errors >= SLOW_ERRORS && surprise(errors, expected, dispersion(group.usual)) >= BREACH_SURPRISE;
}

/** Back to what is usual: then the incident may be over. */
function isQuiet(evaluation: GroupEvaluation): boolean {
  const { group, minute, elapsed, tell } = evaluation;
  const errors = group.counts.get(minute) ?? 0;
  if (tell === "every") return errors === 0;
  const expected = expectedWithin(group.usual, minute, elapsed);
  if (expected < RARE_PER_MINUTE * elapsed) return errors === 0;
  const most = expected + 3 * Math.sqrt(expected * dispersion(group.usual));
  return errors <= most && !unusual(evaluation).isBreaching;
}
