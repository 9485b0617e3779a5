/**
 * One frame a line. Lines end at byte 0x0A and nowhere else: U+2028 and its like stand inside JSON strings. A carriage return
 * before the end and blank lines are no part of any record. A line of glued objects that is long is given object by object.
 */
import { type Frame, type Framer, MAX_FRAME_BYTES } from "./frame.ts";
import { gluedAt, trimBetween } from "./json-scan.ts";
import { createPieces } from "./pieces.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const OPEN_OBJECT = 0x7b;
/** A line of so many bytes may be all objects of a delivery; shorter ones are split when they turn out to be no JSON (split.ts). */
const LONG_LINE_BYTES = 64 * 1024;

export function createLineFramer(): Framer {
  /** The begun line, in pieces; joined once it ends. */
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let pendingOffset = 0;
  /** Of the begun line, objects that were given included. */
  let lineBytes = 0;
  const pieces = createPieces();
  let consumed = 0;

  function take(bytes: Buffer, offsetBytes: number, frames: Frame[]): void {
    const line = withoutReturn(bytes);
    if (isBlank(line)) return;
    const frame = { bytes: line, offsetBytes };
    frames.push(pieces.isOpen ? pieces.add(frame) : frame);
  }

  function takePending(): Buffer {
    const [only] = pending;
    const bytes = pending.length === 1 && only ? only : Buffer.concat(pending, pendingBytes);
    pending = [];
    pendingBytes = 0;
    return bytes;
  }

  function hold(rest: Buffer, offsetBytes: number, frames: Frame[]): void {
    if (rest.length === 0) return;
    if (pendingBytes === 0) pendingOffset = offsetBytes;
    pending.push(rest);
    pendingBytes += rest.length;
    lineBytes += rest.length;
    if (lineBytes < LONG_LINE_BYTES) return;
    if (!pieces.isOpen) giveGlued(frames);
    if (pendingBytes >= MAX_FRAME_BYTES) givePieces(frames);
  }

  function givePieces(frames: Frame[]): void {
    const bytes = takePending();
    let from = 0;
    // Exactly so long, whatever the blocks are.
    for (; bytes.length - from >= MAX_FRAME_BYTES; from += MAX_FRAME_BYTES) {
      const piece = { bytes: bytes.subarray(from, from + MAX_FRAME_BYTES), offsetBytes: pendingOffset + from };
      frames.push(pieces.add(piece));
    }
    keep(bytes, from);
  }

  function giveGlued(frames: Frame[]): void {
    if (pending[0]?.[0] !== OPEN_OBJECT) return;
    const bytes = takePending();
    let from = 0;
    for (const next of gluedAt(bytes)) {
      if (next - from >= MAX_FRAME_BYTES) break;
      frames.push({ bytes: trimBetween(bytes.subarray(from, next)), offsetBytes: pendingOffset + from });
      from = next;
    }
    keep(bytes, from);
  }

  function keep(bytes: Buffer, from: number): void {
    if (from === bytes.length) return;
    pending = [bytes.subarray(from)];
    pendingBytes = bytes.length - from;
    pendingOffset += from;
  }

  function endLine(frames: Frame[]): void {
    if (pendingBytes > 0) take(takePending(), pendingOffset, frames);
    pieces.close();
    lineBytes = 0;
  }

  return {
    push(block) {
      const frames: Frame[] = [];
      let from = 0;
      for (let end = block.indexOf(LINE_FEED); end >= 0; end = block.indexOf(LINE_FEED, from)) {
        if (lineBytes === 0 && end - from < LONG_LINE_BYTES) take(block.subarray(from, end), consumed + from, frames);
        else {
          hold(block.subarray(from, end), consumed + from, frames);
          endLine(frames);
        }
        from = end + 1;
      }
      hold(block.subarray(from), consumed + from, frames);
      consumed += block.length;
      return frames;
    },
    end(cutReason) {
      const frames: Frame[] = [];
      endLine(frames);
      return cutReason === undefined ? frames : frames.map((frame) => ({ ...frame, fault: cutReason }));
    },
  };
}

function withoutReturn(line: Buffer): Buffer {
  return line[line.length - 1] === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN) return false;
  return true;
}
