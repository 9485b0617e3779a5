/**
 * UTF-16 with a byte-order mark → UTF-8 for another framer; frames are placed where their line begins in the original bytes. Half a
 * surrogate pair becomes the three bytes that no decoder takes, so that nothing of it is hidden.
 */
import { type Frame, type Framer, MAX_LAG_BYTES } from "./frame.ts";

/** A place in the UTF-8 bytes, and the same in the original ones. */
interface Mark {
  readonly utf8: number;
  readonly original: number;
}

const LINE_FEED = 0x0a;
const MARK_BYTES = 2;

/** @param makeFramer is given the first UTF-8 bytes, to detect the format by */
export function createUtf16Framer(isLittleEndian: boolean, makeFramer: (first: Buffer) => Framer): Framer {
  let inner: Framer | undefined;
  let utf8Bytes = 0;
  let originalBytes = 0;
  /** Bytes of a character that are not all here yet. */
  let rest: Buffer = Buffer.alloc(0);
  let marks: Mark[] = [];

  function place(frames: Frame[]): Frame[] {
    return frames.map((frame) => {
      const placed = { ...frame, offsetBytes: originalOffset(frame.offsetBytes) };
      return placed;
    });
  }

  /** Of the last mark at or before it. */
  function originalOffset(utf8: number): number {
    let low = 0;
    let high = marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((marks[middle]?.utf8 ?? 0) <= utf8) low = middle;
      else high = middle - 1;
    }
    return marks[low]?.original ?? 0;
  }

  function forget(upTo: number): void {
    const first = marks.findIndex(({ utf8 }) => utf8 >= upTo);
    if (first > 1) marks = marks.slice(first - 1);
  }

  function transcode(bytes: Buffer, isEnd: boolean): Buffer {
    const out = Buffer.allocUnsafe(Math.ceil(bytes.length / 2) * 3);
    let filled = 0;
    let at = 0;
    let isLineBegin = true;
    const unitAt = (from: number) => (isLittleEndian ? bytes.readUInt16LE(from) : bytes.readUInt16BE(from));
    for (; at + 1 < bytes.length; at += 2) {
      if (isLineBegin) marks.push({ utf8: utf8Bytes + filled, original: originalBytes + at });
      const unit = unitAt(at);
      isLineBegin = unit === LINE_FEED;
      if (unit >= 0xd800 && unit <= 0xdbff) {
        if (at + 3 >= bytes.length && !isEnd) break;
        const low = at + 3 < bytes.length ? unitAt(at + 2) : 0;
        if (low >= 0xdc00 && low <= 0xdfff) {
          filled = writeCharacter(out, filled, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
          at += 2;
          continue;
        }
      }
      filled = writeCharacter(out, filled, unit);
    }
    if (isEnd && at < bytes.length) {
      // Half a character at the end: kept as the byte it is.
      out[filled++] = bytes[at] ?? 0;
      at++;
    }
    rest = bytes.subarray(at);
    originalBytes += at;
    utf8Bytes += filled;
    return out.subarray(0, filled);
  }

  function give(block: Buffer, isEnd: boolean): Frame[] {
    let bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    if (originalBytes === 0) {
      if (bytes.length < MARK_BYTES && !isEnd) {
        rest = bytes;
        return [];
      }
      bytes = bytes.subarray(MARK_BYTES);
      originalBytes = MARK_BYTES;
    }
    const utf8 = transcode(bytes, isEnd);
    if (utf8.length === 0) return [];
    inner ??= makeFramer(utf8);
    const frames = place(inner.push(utf8));
    forget(utf8Bytes - 2 * MAX_LAG_BYTES);
    return frames;
  }

  return {
    push: (block) => give(block, false),
    end(cutReason) {
      const frames = give(Buffer.alloc(0), true);
      return inner ? [...frames, ...place(inner.end(cutReason))] : frames;
    },
  };
}

function writeCharacter(out: Buffer, at: number, code: number): number {
  if (code < 0x80) {
    out[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    out[at] = 0xc0 | (code >> 6);
    out[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  if (code < 0x10000) {
    out[at] = 0xe0 | (code >> 12);
    out[at + 1] = 0x80 | ((code >> 6) & 0x3f);
    out[at + 2] = 0x80 | (code & 0x3f);
    return at + 3;
  }
  out[at] = 0xf0 | (code >> 18);
  out[at + 1] = 0x80 | ((code >> 12) & 0x3f);
  out[at + 2] = 0x80 | ((code >> 6) & 0x3f);
  out[at + 3] = 0x80 | (code & 0x3f);
  return at + 4;
}
