/**
 * The elements of a JSON array, each a frame of its own, on one line or many: `[{…},{…}]`. Only brackets and strings are followed
 * here; whether an element is JSON is for the parser to say, so one broken element does not take the others with it.
 */

import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from "../../normalize/json-bytes.ts";
import { BYTE_ORDER_MARK, type Frame, type Framer, MAX_FRAME_BYTES } from "./frame.ts";
import { createPieces } from "./pieces.ts";

export interface ArrayScanner {
  /** The array has ended, and what follows is not looked at. */
  readonly isAtEnd: boolean;
  /**
   * @param offsetBytes of the block in the delivery
   * @returns how far it came: the block's end, or behind the array's end if it is to stop there
   */
  push(block: Buffer, from: number, offsetBytes: number, frames: Frame[]): number;
  end(frames: Frame[], cutReason: string | undefined): void;
}

export function createJsonArrayFramer(): Framer {
  const scanner = createArrayScanner(false);
  let consumed = 0;
  return {
    push(block) {
      const frames: Frame[] = [];
      scanner.push(block, 0, consumed, frames);
      consumed += block.length;
      return frames;
    },
    end(cutReason) {
      const frames: Frame[] = [];
      scanner.end(frames, cutReason);
      return frames;
    },
  };
}

/** @param stopsAtEnd else what stands behind the array's end is an element too, and so is what stands before its begin */
export function createArrayScanner(stopsAtEnd: boolean): ArrayScanner {
  /** 0 outside of any array, 1 between elements, more inside one. */
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isInElement = false;
  let isAtEnd = false;
  const pieces = createPieces();

  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let elementOffset = 0;

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
    get isAtEnd() {
      return isAtEnd;
    },
    push(block, from, offsetBytes, frames) {
      let start = from;
      for (let at = from; at < block.length; at++) {
        const byte = block[at] ?? 0;
        if (!isInElement) {
          if (isSpace(byte) || byte === COMMA || byte === BYTE_ORDER_MARK[offsetBytes + at]) continue;
          if (byte === OPEN_ARRAY && depth === 0) {
            depth = 1;
            continue;
          }
          if (byte === CLOSE_ARRAY && depth === 1) {
            depth = 0;
            isAtEnd = stopsAtEnd;
            if (isAtEnd) return at + 1;
            continue;
          }
          // Something behind the array's end, or before its begin, is an element too: nothing is skipped.
          if (depth === 0) depth = 1;
          isInElement = true;
          start = at;
          elementOffset = offsetBytes + at;
        }
        if (follow(byte)) continue;
        emit(block.subarray(start, at), frames, true);
        isInElement = false;
        if (byte === COMMA) continue;
        depth = 0;
        isAtEnd = stopsAtEnd;
        if (isAtEnd) return at + 1;
      }
      if (isInElement) {
        const rest = block.subarray(start);
        pending.push(rest);
        pendingBytes += rest.length;
        if (pendingBytes >= MAX_FRAME_BYTES) emit(NOTHING, frames, false);
      }
      return block.length;
    },
    end(frames, cutReason) {
      if (isInElement) emit(NOTHING, frames, true, cutReason ?? (depth > 1 || isInString ? CUT_OFF : undefined));
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
