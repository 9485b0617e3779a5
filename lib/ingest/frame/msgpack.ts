/** The values of a MessagePack stream, each a frame of its own: Fluentd's and Fluent Bit's records. */
import { parseMsgpack } from "../parse-msgpack.ts";
import { type Frame, type Framer, MAX_FRAME_BYTES } from "./frame.ts";
import { createMsgpackScanner } from "./msgpack-scan.ts";
import { createPieces } from "./pieces.ts";

export function createMsgpackFramer(): Framer {
  const scanner = createMsgpackScanner();
  const pieces = createPieces();
  /** Begins with the value that is under way. */
  let held: Buffer = Buffer.alloc(0);
  let heldOffset = 0;
  let isBroken = false;

  function give(frames: Frame[], sizeBytes: number, fault?: string): void {
    const frame = { bytes: held.subarray(0, sizeBytes), offsetBytes: heldOffset, parse: parseMsgpack };
    const reason = fault ?? (pieces.isOpen ? TOO_LONG : undefined);
    frames.push(reason === undefined ? frame : pieces.add({ ...frame, fault: reason }));
    held = held.subarray(sizeBytes);
    heldOffset += sizeBytes;
    scanner.position -= sizeBytes;
  }

  /** Up to where the scanner is: the next header stays whole. */
  function givePieces(frames: Frame[]): void {
    while (held.length >= MAX_FRAME_BYTES && (isBroken || scanner.position >= MAX_FRAME_BYTES)) {
      give(frames, MAX_FRAME_BYTES, isBroken ? BROKEN : TOO_LONG);
    }
  }

  return {
    push(block) {
      const frames: Frame[] = [];
      held = held.length === 0 ? block : Buffer.concat([held, block]);
      while (!isBroken && held.length > 0) {
        const scanned = scanner.scan(held);
        if (scanned === "unfinished") break;
        if (scanned === "broken") isBroken = true;
        else {
          givePieces(frames);
          if (scanner.position > 0) give(frames, scanner.position, scanner.deepest > MOST_DEPTH ? TOO_DEEP : undefined);
          pieces.close();
        }
      }
      givePieces(frames);
      return frames;
    },
    end(cutReason) {
      const frames: Frame[] = [];
      if (held.length > 0) give(frames, held.length, isBroken ? BROKEN : (cutReason ?? CUT_OFF));
      return frames;
    },
  };
}

/**
 * Whether bytes that could be MessagePack read like records of it: maps with names, or Fluentd's entries. Text in old 8-bit encodings
 * may begin with the same byte.
 */
export function readsAsMsgpack(block: Buffer, isDeclared: boolean): boolean {
  const [first = 0, second = 0, third = 0] = block;
  if (first >= 0x80 && first <= 0x8f) return isDeclared || first === 0x80 || isText(second);
  if (first >= 0x90 && first <= 0x9f) return isDeclared || (first >= 0x92 && first <= 0x94 && isTimeOrTag(second));
  const isLong = first >= 0xdc && first <= 0xdf && (second < 0x80 || isDeclared);
  return isLong && (isDeclared || second === 0 || third === 0);
}

function isText(type: number): boolean {
  return (type >= 0xa0 && type <= 0xbf) || (type >= 0xd9 && type <= 0xdb);
}

function isTimeOrTag(type: number): boolean {
  return isText(type) || type === 0x92 || type === 0xd7 || type === 0xc7 || (type >= 0xca && type <= 0xd3);
}

/** What the reader may recurse into; no record that a person wrote is so deep. */
const MOST_DEPTH = 512;
const TOO_DEEP = `MessagePack nested deeper than ${MOST_DEPTH}`;
const TOO_LONG = `a MessagePack value longer than ${MAX_FRAME_BYTES} bytes`;
const CUT_OFF = "cut off inside a MessagePack value";
const BROKEN = "undecodable: broken MessagePack";
