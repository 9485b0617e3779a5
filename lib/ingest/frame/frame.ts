/** Bytes → frames: the bytes of one record each, not yet understood. */
import type { Parsed } from "../parse.ts";

export interface Frame {
  /** A view on the blocks where the record lies in one of them, else a copy. */
  readonly bytes: Buffer;
  /** Uncompressed bytes of the delivery before this one. */
  readonly offsetBytes: number;
  /** Set where the bytes cannot be a record: cut off at the end, or of no format that is read. */
  readonly fault?: string;
  /** How these bytes are read, where they are not simply a line of text or JSON. */
  readonly parse?: (bytes: Buffer) => Parsed;
  /** Of a record longer than MAX_FRAME_BYTES: which piece of it this is, from 0. Only the first counts as a record. */
  readonly piece?: number;
}

export interface Framer {
  /** The frames that end in this block, in the order that they begin in. */
  push(block: Buffer): Frame[];
  /**
   * The last frames, which no end follows.
   * @param cutReason set if the delivery's bytes broke off: what was under way is no record, even if it reads like one
   */
  end(cutReason?: string): Frame[];
}

/** What one record may hold in memory; a longer one is cut into pieces of about this size. */
export const MAX_FRAME_BYTES = 1024 * 1024;

/** How far behind the newest line a record may begin that is still open: lines of one stream are joined over those of another. */
export const MAX_LAG_BYTES = 2 * 1024 * 1024;

/** Of UTF-8; only at the very begin of a delivery. */
export const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];
