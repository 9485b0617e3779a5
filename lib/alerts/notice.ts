/** What people are told of an alert: one paragraph of a mail, one event for machines. */
import { type Alert, byUrgency } from "./alert.ts";

/** `digest`: it still fires, or it became worse. */
export type NoticeKind = "firing" | "digest" | "resolved";

/** The alert as it stood when the notice fell due. */
export interface Notice
  extends Pick<Alert, "rule" | "service" | "pattern" | "severity" | "template" | "sinceMs" | "count"> {
  readonly kind: NoticeKind;
  readonly atMs: number;
  readonly resolvedMs?: number;
  readonly measured?: Alert["measured"];
  /** Events per minute, the newest last, up to 15: the trend. Absent where nothing is counted. */
  readonly perMinute?: readonly number[];
  /** It came back so often that RESOLVED waits for a longer quiet. */
  readonly isFlapping: boolean;
  /** Resolved because it is usual by now, not because it stopped. */
  readonly goesOn: boolean;
  /** The severity rose, or the rate trebled, since people were told last. */
  readonly isWorse: boolean;
  readonly acknowledgedBy?: string;
  readonly runbookUrl?: string;
}

/** The more urgent first: what fires before what is over, then severe, many, new. */
export function byUrgencyOfNotice(a: Notice, b: Notice): number {
  return byUrgency(urgencyOf(a), urgencyOf(b));
}

function urgencyOf({ kind, severity, count, sinceMs }: Notice): Parameters<typeof byUrgency>[0] {
  return { phase: kind === "resolved" ? "resolved" : "firing", severity, count, sinceMs };
}
