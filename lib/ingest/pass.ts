/**
 * One pass over a delivery: a function that runs short of time stops between two blocks, and another one goes on there. It decompresses,
 * hashes and frames the bytes before the mark once more, so that all that depends on them is what it was, and drops the records.
 */
import type { IdPlace } from "./record-id.ts";

/** Where a pass stopped, and the little that its records left behind. What lies before it is durable. */
export interface Mark {
  /** Uncompressed bytes that the framer had: whole blocks. */
  readonly bytes: number;
  readonly place: IdPlace;
  /** How many documents there were: log.offset counts on. */
  readonly documents: number;
  /** The newest record that was too long: its pieces may go on behind the mark. */
  readonly long?: { readonly id: string; readonly became: "indexed" | "quarantined" };
}

export interface Pass {
  readonly from?: Mark;
  /** Asked behind the mark, after each block: whether to stop here. */
  isOver(): boolean;
  /** Asked before the mark, after each block: whether to give up, because too little time would be left for anything new. */
  isLate(): boolean;
  /** The records before this were given, those behind it were not. */
  onStop(mark: Mark): void;
  /** The pass gave nothing: it came no further than these uncompressed bytes, which lie before its mark. */
  onLate(bytes: number): void;
}

/** The whole delivery, however long it takes. */
export const WHOLE: Pass = {
  isOver: () => false,
  isLate: () => false,
  onStop() {},
  onLate() {},
};

/**
 * Uncompressed bytes whose quarantine entries share parts. A pass stops at the end of a window, or within one of which nothing
 * went to quarantine: so a delivery that is taken again, and cut elsewhere, writes the same parts once more, and no others.
 */
export const WINDOW_BYTES = 16 * 1024 * 1024;

/** @param plainBytes uncompressed bytes so far, the newest block included */
export function windowOf(plainBytes: number): number {
  return Math.floor((plainBytes - 1) / WINDOW_BYTES);
}
