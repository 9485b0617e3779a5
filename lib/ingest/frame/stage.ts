/** A step from lines to records: takes frames in order, and gives those that are complete to the next step. */
import type { Frame } from "./frame.ts";

export interface Stage {
  add(frame: Frame): void;
  /** Gives what is still held. */
  flush(): void;
}

const LINE_FEED = Buffer.from("\n");

/** Lines as one frame, which begins where the first does. */
export function joinLines(lines: readonly Frame[], first: Frame): Frame {
  if (lines.length === 1) return first;
  const parts = lines.flatMap(({ bytes }, n) => (n === 0 ? [bytes] : [LINE_FEED, bytes]));
  return { bytes: Buffer.concat(parts), offsetBytes: first.offsetBytes };
}

/** No record that a person wrote has more lines. */
export const MOST_LINES = 10_000;
