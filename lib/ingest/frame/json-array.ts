/**
 * The elements of a JSON array, each a frame of its own, on one line or many: `[{…},{…}]`. Only brackets and strings are followed
 * here; whether an element is JSON is for the parser to say, so one broken element does not take the others with it.
 */
import { BYTE_ORDER_MARK, type Frame, type Framer, MAX_FRAME_BYTES } from "./frame.ts";
import { createPieces } from "./pieces.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export function createJsonArrayFramer(): Framer {
  /** 0 outside of any array, 1 between elements, more inside one. */
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isInElement = false;
  const pieces = createPieces();

  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let elementOffset = 0;
  let consumed = 0;

  function emit(last: Buffer, frames: Frame[], isWhole: boolean, fault?: string): void {
    const bytes = pendingBytes === 0 ? last : Buffer.concat([...pending, last]);
    pending = [];
    pendingBytes = 0;
    let from = 0;
    // Exactly so long, whatever the blocks are.
    for (; bytes.length - from >= MAX_FRAME_BYTES; from += MAX_FRAME_BYTES) {
      frames.push(
        pieces.add({ bytes: bytes.subarray(from, from + MAX_FRAME_BYTES), offsetBytes: elementOffset + from }),
      );
    }
    const rest = isWhole ? trimEnd(bytes.subarray(from)) : bytes.subarray(from);
    elementOffset += from;
    if (!isWhole && rest.length > 0) {
      pending = [rest];
      pendingBytes = rest.length;
    } else if (rest.length > 0) {
      const frame = { bytes: rest, offsetBytes: elementOffset, ...(fault !== undefined && { fault }) };
      frames.push(pieces.isOpen ? pieces.add(frame) : frame);
    }
    if (isWhole) pieces.close();
  }

  /** Whether the element goes on with this byte. */
  function follow(byte: number): boolean {
    if (isInString) {
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) isInString = false;
      return true;
    }
    if (byte === QUOTE) isInString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (depth === 1) return false;
      depth--;
    } else if (byte === COMMA && depth === 1) return false;
    return true;
  }

  return {
    push(block) {
      const frames: Frame[] = [];
      let start = 0;
      for (let at = 0; at < block.length; at++) {
        const byte = block[at] ?? 0;
        if (!isInElement) {
          if (isSpace(byte) || byte === COMMA || byte === BYTE_ORDER_MARK[consumed + at]) continue;
          if (byte === OPEN_ARRAY && depth === 0) {
            depth = 1;
            continue;
          }
          if (byte === CLOSE_ARRAY && depth === 1) {
            depth = 0;
            continue;
          }
          // Something behind the array's end, or before its begin, is an element too: nothing is skipped.
          if (depth === 0) depth = 1;
          isInElement = true;
          start = at;
          elementOffset = consumed + at;
        }
        if (follow(byte)) continue;
        emit(block.subarray(start, at), frames, true);
        isInElement = false;
        if (byte !== COMMA) depth = 0;
      }
      if (isInElement) {
        const rest = block.subarray(start);
        pending.push(rest);
        pendingBytes += rest.length;
        if (pendingBytes >= MAX_FRAME_BYTES) emit(NOTHING, frames, false);
      }
      consumed += block.length;
      return frames;
    },
    end(cutReason) {
      const frames: Frame[] = [];
      if (isInElement) emit(NOTHING, frames, true, cutReason ?? (depth > 1 || isInString ? CUT_OFF : undefined));
      return frames;
    },
  };
}

const NOTHING = Buffer.alloc(0);
const CUT_OFF = "cut off inside a JSON array";

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function trimEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && isSpace(bytes[end - 1] ?? 0)) end--;
  return bytes.subarray(0, end);
}
