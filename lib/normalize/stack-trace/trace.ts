/** What a stack trace tells, whatever language it is of. */
export interface StackTrace {
  readonly type: string;
  /** Absent if the exception has none. */
  readonly message: string | undefined;
  /** Which line the trace begins with; the lines before it are the record's own message. */
  readonly beginsAt: number;
  /** What stands for the record's message where the trace begins with the first line. */
  readonly headline: string;
  /** The process ended with it. */
  readonly isFatal: boolean;
}

/** @param hasHeader a time or a level stood before the first line */
export type TraceReader = (lines: readonly string[], hasHeader: boolean) => StackTrace | undefined;

/** How much of a line the rules look at, so that no expression can backtrack over more. */
export const LOOK_AT_CHARACTERS = 1000;
