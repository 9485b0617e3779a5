/**
 * One record a line. Lines end at byte 0x0A and nowhere else: U+2028 and its like stand inside JSON strings. A carriage return
 * before the end and blank lines are no part of any record.
 */
import { type Frame, type Framer, MAX_FRAME_BYTES } from "./frame.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

export function createLineFramer(): Framer {
  /** The begun line, in pieces; joined once it ends. */
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let pendingOffset = 0;
  let isTooLong = false;
  let consumed = 0;

  function take(bytes: Buffer, offsetBytes: number, frames: Frame[]): void {
    const line = withoutReturn(bytes);
    if (isBlank(line)) return;
    frames.push(isTooLong ? { bytes: line, offsetBytes, fault: TOO_LONG } : { bytes: line, offsetBytes });
  }

  function flushPending(frames: Frame[]): void {
    const [only] = pending;
    const bytes = pending.length === 1 && only ? only : Buffer.concat(pending, pendingBytes);
    pending = [];
    pendingBytes = 0;
    take(bytes, pendingOffset, frames);
  }

  function hold(rest: Buffer, offsetBytes: number, frames: Frame[]): void {
    if (rest.length === 0) return;
    if (pendingBytes === 0) pendingOffset = offsetBytes;
    pending.push(rest);
    pendingBytes += rest.length;
    if (pendingBytes < MAX_FRAME_BYTES) return;
    isTooLong = true;
    flushPending(frames);
  }

  return {
    push(block) {
      const frames: Frame[] = [];
      let from = 0;
      for (let end = block.indexOf(LINE_FEED); end >= 0; end = block.indexOf(LINE_FEED, from)) {
        if (pendingBytes > 0) {
          pending.push(block.subarray(from, end));
          pendingBytes += end - from;
          flushPending(frames);
        } else {
          take(block.subarray(from, end), consumed + from, frames);
        }
        isTooLong = false;
        from = end + 1;
      }
      hold(block.subarray(from), consumed + from, frames);
      consumed += block.length;
      return frames;
    },
    end() {
      const frames: Frame[] = [];
      if (pendingBytes > 0) flushPending(frames);
      return frames;
    },
  };
}

const TOO_LONG = `longer than ${MAX_FRAME_BYTES} bytes`;

function withoutReturn(line: Buffer): Buffer {
  return line[line.length - 1] === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN) return false;
  return true;
}
