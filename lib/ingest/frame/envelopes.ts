/**
 * Objects that are only a wrapper around an array of records, as AWS writes them: `{"Records":[…]}` of CloudTrail, and the envelopes of
 * CloudWatch Logs that Firehose puts into objects one behind the other, without a line's end. Each element is a frame of its own, however
 * large the array is; what else an envelope says is told to its elements, or kept as a record.
 */
import { createEnvelope, type Envelope } from "./envelope.ts";
import { BYTE_ORDER_MARK, type Frame, type Framer } from "./frame.ts";

const OPEN_OBJECT = 0x7b;
const COMMA = 0x2c;

/** With these an envelope begins; whether it is one, its array tells. */
const FIRST_KEYS = ['"Records"', '"messageType"', '"logEvents"', '"owner"', '"logGroup"'].map((key) =>
  Buffer.from(key),
);
/** Whether an object begins that may be one. */
export function beginsEnvelope(bytes: Uint8Array, from = 0): boolean {
  const open = skipSpace(bytes, from);
  if (bytes[open] !== OPEN_OBJECT) return false;
  const at = skipSpace(bytes, open + 1);
  for (const key of FIRST_KEYS) if (isAt(bytes, at, key)) return true;
  return false;
}

/** Asked of every line: by hand, from the first letter on. */
function isAt(bytes: Uint8Array, at: number, key: Uint8Array): boolean {
  for (let n = 1; n < key.length; n++) if (bytes[at + n] !== key[n]) return false;
  return bytes[at] === key[0];
}

/** @param others frames what comes behind the envelopes, or what turns out to be none */
export function createEnvelopeFramer(others: () => Framer): Framer {
  let consumed = 0;
  let envelope: Envelope | undefined;
  let other: { readonly framer: Framer; readonly fromBytes: number } | undefined;

  function pushOther(bytes: Buffer, offsetBytes: number): Frame[] {
    other ??= { framer: others(), fromBytes: offsetBytes };
    return moved(other.framer.push(bytes), other.fromBytes);
  }

  function push(block: Buffer, offsetBytes: number, frames: Frame[]): void {
    let at = 0;
    while (at < block.length && !other) {
      if (!envelope) {
        at = skipBetween(block, at, offsetBytes);
        if (at === block.length) return;
        if (block[at] !== OPEN_OBJECT) break;
        envelope = createEnvelope();
      }
      at = envelope.push(block, at, offsetBytes, frames);
      if (envelope.state === "closed") envelope = undefined;
      else if (envelope.state === "none") {
        const { bytes, fromBytes } = envelope.rest();
        envelope = undefined;
        frames.push(...pushOther(bytes, fromBytes));
      }
    }
    if (at < block.length) frames.push(...pushOther(block.subarray(at), offsetBytes + at));
  }

  return {
    push(block) {
      const frames: Frame[] = [];
      push(block, consumed, frames);
      consumed += block.length;
      return frames;
    },
    end(cutReason) {
      const frames: Frame[] = [];
      if (envelope) {
        const { bytes, fromBytes } = envelope.end(frames, cutReason);
        if (bytes.length > 0) frames.push(...pushOther(bytes, fromBytes));
      }
      if (other) frames.push(...moved(other.framer.end(cutReason), other.fromBytes));
      return frames;
    },
  };
}

/** @returns the records of a frame that may hold envelopes; the frame itself if it holds none */
export function unwrapFrame(frame: Frame): readonly Frame[] {
  const framer = createEnvelopeFramer(createWholeFramer);
  const frames = moved([...framer.push(frame.bytes), ...framer.end()], frame.offsetBytes);
  const [first] = frames;
  return frames.length === 1 && first?.bytes.length === frame.bytes.length ? [frame] : frames;
}

/** What is no envelope stays together. */
function createWholeFramer(): Framer {
  const parts: Buffer[] = [];
  return {
    push(block) {
      parts.push(block);
      return [];
    },
    end: () => [{ bytes: Buffer.concat(parts), offsetBytes: 0 }],
  };
}

function moved(frames: Frame[], fromBytes: number): Frame[] {
  return frames.map((frame) => ({ ...frame, offsetBytes: frame.offsetBytes + fromBytes }));
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

function skipBetween(block: Buffer, from: number, offsetBytes: number): number {
  let at = from;
  while (
    isSpace(block[at]) ||
    block[at] === COMMA ||
    (at < block.length && block[at] === BYTE_ORDER_MARK[offsetBytes + at])
  ) {
    at++;
  }
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
