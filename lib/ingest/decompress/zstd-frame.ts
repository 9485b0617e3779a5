/** Where zstd frames and their blocks begin and end (RFC 8878, section 3.1). */

const MOST_FRAME_HEADER_BYTES = 18;
export const BLOCK_HEADER_BYTES = 3;
export const CHECKSUM_BYTES = 4;
/** No block of any frame is longer, nor is its content. */
const MOST_BLOCK_BYTES = 128 * 1024;
export const SKIPPABLE_HEADER_BYTES = 8;

/** Enough to read any header. */
export const LOOK_AHEAD_BYTES = MOST_FRAME_HEADER_BYTES;

export function isFrame(head: Uint8Array): boolean {
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
}

/** Seekable zstd keeps its table in one, pzstd the sizes of its frames. */
export function isSkippable(head: Uint8Array): boolean {
  return ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
}

export interface FrameHeader {
  readonly lengthBytes: number;
  readonly hasChecksum: boolean;
  readonly hasDictionary: boolean;
}

/** @param head begins with the magic bytes. @returns undefined if it is cut off */
export function readFrameHeader(head: Buffer): FrameHeader | undefined {
  const descriptor = head[4];
  if (descriptor === undefined) return undefined;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 0x03] ?? 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryAt = isSingleSegment ? 5 : 6;
  const lengthBytes = dictionaryAt + dictionaryBytes + sizeBytes;
  if (head.length < lengthBytes) return undefined;
  return {
    lengthBytes,
    hasChecksum: (descriptor & 0x04) !== 0,
    hasDictionary: head.subarray(dictionaryAt, dictionaryAt + dictionaryBytes).some((byte) => byte !== 0),
  };
}

const RUN_LENGTH = 1;
const RESERVED = 3;

export interface BlockHeader {
  readonly isLast: boolean;
  /** Of the whole block, this header included. */
  readonly lengthBytes: number;
}

/** @param at where BLOCK_HEADER_BYTES are. @returns undefined if no block begins like this */
export function readBlockHeader(bytes: Buffer, at: number): BlockHeader | undefined {
  const header = bytes.readUIntLE(at, BLOCK_HEADER_BYTES);
  const type = (header >> 1) & 0x03;
  const sizeBytes = header >> 3;
  if (type === RESERVED || sizeBytes > MOST_BLOCK_BYTES) return undefined;
  return { isLast: (header & 1) === 1, lengthBytes: BLOCK_HEADER_BYTES + (type === RUN_LENGTH ? 1 : sizeBytes) };
}

/** @returns the length of the frame if it ends in these bytes */
export function frameLength(bytes: Buffer, { lengthBytes, hasChecksum }: FrameHeader): number | undefined {
  let at = lengthBytes;
  while (at + BLOCK_HEADER_BYTES <= bytes.length) {
    const block = readBlockHeader(bytes, at);
    if (!block) return undefined;
    at += block.lengthBytes;
    if (!block.isLast) continue;
    if (hasChecksum) at += CHECKSUM_BYTES;
    return at <= bytes.length ? at : undefined;
  }
  return undefined;
}
