/** Whether a group's errors are worth telling: one evaluation at the end of a minute, or within it. Pure. */

import { errorsWithin, type Group, minutesWithErrors } from "../alerts/groups/memory.ts";
import {
  daysKnown,
  ratePerMinute,
  SPAN_MINUTES,
  type Spans,
  surprise,
  type Usual,
  usualAt,
} from "../alerts/groups/usual.ts";
import type { Severity, Signal } from "../alerts/signal.ts";
import { ERROR_GROUPS } from "../alerts/subject.ts";
import type { ToldWhen } from "../config/alert-group.ts";
import { MINUTE_MS } from "../durations.ts";

export interface GroupEvaluation {
  readonly group: Group;
  /** The minute that is evaluated; errors of later ones are not looked at. */
  readonly minute: number;
  /** The minute may hold the errors of so many more. */
  readonly heldUpMinutes: number;
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
/** One in a hundred thousand by chance; of a group that is known for less than a day, one in a hundred million. */
const BREACH_SURPRISE = 5;
const YOUNG_SURPRISE = 8;
/** So unlikely, and so many, that one minute is enough. */
const URGENT_SURPRISE = 7;
const URGENT_ERRORS = 5;
/** Rare errors like to come together: what did on other days is no news, nor is a little more; of few days, the most says little. */
const TIMES_MOST = 1.4;
const RARE = 2;
/** So many within about an hour are more than one or two that happen to be together. */
const SLOW_ERRORS = 3;
/** Fewer on average, and one is already more than usual. */
const NEXT_TO_NONE = 0.1;

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
  const verdict = unusual(evaluation);
  return verdict.isUrgent && mustHold ? BREACHING : verdict;
}

function unusual(evaluation: GroupEvaluation): Verdict {
  const { group, minute, heldUpMinutes, load, afterMinute } = evaluation;
  const usual = usualAt(group.usual, minute);
  const breachSurprise = daysKnown(usual) > 0 ? BREACH_SURPRISE : YOUNG_SURPRISE;
  const inMinute = group.counts.get(minute) ?? 0;

  const minutes = Math.min(SPAN_MINUTES.quarter, minute - afterMinute);
  const inQuarter = errorsWithin(group, minute - minutes, minute);
  const minutesOfThem = minutesWithErrors(group, minute - minutes, minute);
  // Minutes that are over have taught about one error each, however many they had.
  const rate = load * ratePerMinute(usual, minutesOfThem - 1);

  const expected = rate * (minutes + heldUpMinutes);
  const isMuch = expected > RARE || inQuarter > load * mostThatIsUsual(usual);

  const burst = surprise(inMinute, rate * (1 + heldUpMinutes), load * usual.dispersion.minute);
  if (isMuch && inMinute >= URGENT_ERRORS && burst >= URGENT_SURPRISE) return AT_ONCE;

  if (isMuch && inQuarter > 1 && surprise(inQuarter, expected, load * usual.dispersion.quarter) >= breachSurprise) {
    return minutesOfThem > 1 ? AT_ONCE : BREACHING;
  }

  // Slow errors that do not stop.
  const recent = usual.recent + inMinute;
  const slow = load * ratePerMinute(usual, usual.recent) * (SPAN_MINUTES.hour + heldUpMinutes);
  const isMore = slow > RARE || recent > load * mostThatIsUsual(usual);
  const goesOn =
    isMore && recent >= SLOW_ERRORS && surprise(recent, slow, load * usual.dispersion.hour) >= breachSurprise;
  return goesOn ? AT_ONCE : CLEAR;
}

function mostThatIsUsual(usual: Usual): number {
  const days = daysKnown(usual);
  return days > 0 ? (TIMES_MOST + 1 / days) * usual.most : 0;
}

/** Back to what is usual: then the incident may be over. */
function isQuiet({ group, minute, load, tell }: GroupEvaluation): boolean {
  const inMinute = group.counts.get(minute) ?? 0;
  if (inMinute === 0 || tell === "every") return inMinute === 0;
  const usual = usualAt(group.usual, minute);
  const rate = load * ratePerMinute(usual);
  const inQuarter = errorsWithin(group, minute - SPAN_MINUTES.quarter, minute);
  const isUsual = inQuarter <= load * usual.most || inQuarter <= noisy(rate * SPAN_MINUTES.quarter, usual, "quarter");
  return isUsual && inMinute <= Math.max(1, noisy(rate, usual, "minute"));
}

/** As many as chance makes of so many on average, three times out of a thousand; where there are next to none, none. */
function noisy(expected: number, usual: Usual, span: keyof Spans): number {
  return expected < NEXT_TO_NONE ? 0 : expected + 3 * Math.sqrt(expected * usual.dispersion[span]);
}
