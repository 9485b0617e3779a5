/** What one evaluation says of one subject. The life cycle knows nothing else of errors and rules. */
import type { Aside } from "./aside.ts";
import type { Subject } from "./subject.ts";

/** The mildest first; of the levels of log records those that somebody must hear of, and `info`. */
export const SEVERITIES = ["info", "warn", "error", "fatal"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Signal extends Subject {
  readonly severity: Severity;
  /** What it says, for people, where no sample will. */
  readonly template?: string;
  /** The condition holds. A subject that an evaluation does not speak of is clear. */
  readonly isBreaching: boolean;
  /** People hear of it at once: it need not hold for a second evaluation. */
  readonly isUrgent: boolean;
  /** What breached before is usual by now: it goes on, and the alert is over all the same. */
  readonly goesOn?: boolean;
  /** New events that this evaluation adds to the incident: errors of a group, matches of a rule; 0 where nothing can be counted. */
  readonly events: number;
  /** How many minutes since `firstMs` breached, or had events; all if left out. */
  readonly minutes?: number;
  /** Events of this minute so far, where they are counted by minute: how bad it is, other than how long it has been so. */
  readonly inMinute?: number;
  /** When what breaches began, as far as the evaluation knows. */
  readonly firstMs: number;
  readonly measured?: Measured;
  /** Of the last minutes, the newest last, where the evaluation knows them. */
  readonly perMinute?: readonly number[];
}

/** The figures of a rule, for the mail: `value` `unit`, and where the line is. */
export interface Measured {
  readonly value: number;
  /** What `value` is compared with. */
  readonly limit: number;
  /** Behind the number: `errors in 5 min`, `% of 1,204 lines in 5 min`. */
  readonly unit: string;
  /** Of the forecast: what was expected in its place. */
  readonly expected?: number;
}

/** What the evaluation of one rule at the end of one minute gave. */
export interface RuleReading {
  readonly rule: string;
  /** The minute that ended; the rule's window ends with it. */
  readonly minuteMs: number;
  /** Nothing can be said, e.g. of silence just after an outage of the store: alerts of this rule stay as they are. */
  readonly isUnknown: boolean;
  readonly signals: readonly Signal[];
  /** Worth a line in the next mail. */
  readonly asides?: readonly Aside[];
  /** Why the store did not answer; then nothing can be said either. For people. */
  readonly failed?: string;
}
