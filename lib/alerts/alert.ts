/** One alert per subject: from the first evaluation that breaches, until it has been resolved for a while. */
import { type Measured, SEVERITIES, type Severity } from "./signal.ts";
import type { Subject } from "./subject.ts";

/** `pending`: it breaches, but not for long enough to tell anybody. */
type AlertPhase = "pending" | "firing" | "resolved";

export interface Alert extends Subject {
  readonly phase: AlertPhase;
  readonly severity: Severity;
  /** The message with its variable parts masked, or what the rule says, for people; empty until a sample was read. */
  readonly template: string;
  /** Up to 3 messages, each at most 500 characters. */
  readonly samples: readonly string[];
  /** When what breaches began. */
  readonly sinceMs: number;
  /** End of the last minute that breached. */
  readonly lastSeenMs: number;
  readonly resolvedMs?: number;
  /** Events of this incident so far. */
  readonly count: number;
  /** The most of them in one minute, where they are counted by minute. */
  readonly peak: number;
  /** What breached before is usual by now: it goes on, and is resolved all the same. */
  readonly goesOn?: boolean;
  readonly measured?: Measured;
  /** The last minutes that breached, ascending, at most 3. */
  readonly breachedMinutes: readonly number[];
  /** Minutes of this incident that breached: its rhythm says how long it must be quiet to be over. */
  readonly breaches: number;
  /** The incidents before this one, ascending, at most 5: an alert that comes and goes is held. */
  readonly earlier: readonly Incident[];
  /** What people know of this incident; absent while nobody was told. */
  readonly told?: Told;
  readonly acknowledged?: Acknowledgement;
}

/** One that is over. */
export type Incident = Pick<Alert, "sinceMs" | "count" | "severity"> & { readonly resolvedMs: number };

export interface Told {
  /** When the last mail about it fell due. */
  readonly atMs: number;
  /** How many digests there were. */
  readonly digests: number;
  readonly severity: Severity;
  /** The most events in one minute that people know of. */
  readonly peak: number;
}

/** Somebody is at it: no digests until then; RESOLVED is told all the same. */
export interface Acknowledgement {
  readonly by: string;
  readonly why: string;
  readonly atMs: number;
  /** Absent: as long as the incident lasts. */
  readonly untilMs?: number;
}

/** Nobody is told of what matches, until then: alerts live on, and what still fires when it ends is told. */
export interface Silence {
  readonly id: string;
  readonly by: string;
  readonly why: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly match: SilenceMatch;
}

/** All that are given must hold; `*` at an end of a text is any text. Matches everything if none is given. */
export interface SilenceMatch {
  readonly rule?: string;
  readonly service?: string;
  readonly pattern?: string;
  /** Of the alert's template, as people read it. */
  readonly template?: string;
}

/** The more urgent first: firing, severe, many, new. */
export function byUrgency(a: Urgency, b: Urgency): number {
  return (
    PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) ||
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.count - a.count ||
    b.sinceMs - a.sinceMs
  );
}

const PHASES: readonly AlertPhase[] = ["firing", "pending", "resolved"];

type Urgency = Pick<Alert, "phase" | "severity" | "count" | "sinceMs">;
