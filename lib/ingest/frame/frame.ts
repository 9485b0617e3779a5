/** Bytes → frames: the bytes of one record each, not yet understood. */

export interface Frame {
  /** A view on the blocks where the record lies in one of them, else a copy. */
  readonly bytes: Buffer;
  /** Uncompressed bytes of the delivery before this one. */
  readonly offsetBytes: number;
  /** Set where the bytes cannot be a record: longer than MAX_FRAME_BYTES, or cut off at the end. */
  readonly fault?: string;
}

export interface Framer {
  /** The frames that end in this block. */
  push(block: Buffer): Frame[];
  /** The last frame, which no end follows. */
  end(): Frame[];
}

/** What one record may hold in memory; a longer one is quarantined in pieces of this size. */
export const MAX_FRAME_BYTES = 1024 * 1024;

/** Of UTF-8; only at the very begin of a delivery. */
export const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];
