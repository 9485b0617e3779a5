/** A record that is too long to hold: its pieces in order, of which the first counts as the record. */
import type { Frame } from "./frame.ts";

export interface Pieces {
  /** Whether a record is being cut. */
  readonly isOpen: boolean;
  add(frame: Frame): Frame;
  close(): void;
}

export function createPieces(): Pieces {
  let count = 0;
  return {
    get isOpen() {
      return count > 0;
    },
    add: (frame) => ({ ...frame, piece: count++ }),
    close() {
      count = 0;
    },
  };
}
