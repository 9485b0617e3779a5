/** One block of snappy: its length, then literals and copies (google/snappy, format_description.txt). */

export interface SnappyBlock {
  /** All that could be decoded. */
  readonly plain: Buffer;
  /** Of the compressed bytes: all of them, or where the problem is. */
  readonly consumedBytes: number;
  readonly problem?: string;
}

/** Three bytes copy 64 at most: a block that claims more than this for each of its bytes never reaches it. */
const MOST_RATIO = 22;

/** @param mostBytes of content; a block that says it has more is not decoded */
export function decodeSnappyBlock(bytes: Uint8Array, mostBytes: number): SnappyBlock {
  const length = readLength(bytes);
  if (!length) return { plain: Buffer.alloc(0), consumedBytes: 0, problem: "no snappy length" };
  if (length.value > mostBytes) {
    const problem = `${length.value} bytes in one block, ${mostBytes} are allowed`;
    return { plain: Buffer.alloc(0), consumedBytes: 0, problem };
  }
  const plain = Buffer.allocUnsafe(Math.min(length.value, bytes.length * MOST_RATIO));
  const { from, to, problem } = decodeElements(bytes, length.bytes, plain, length.value);
  const decoded = { plain: plain.subarray(0, to), consumedBytes: from };
  return problem === undefined ? decoded : { ...decoded, problem };
}

/** 32 bits, seven in a byte, the lowest first. */
function readLength(bytes: Uint8Array): { value: number; bytes: number } | undefined {
  let value = 0;
  for (let n = 0; n < 5; n++) {
    const byte = bytes[n];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * n);
    if (byte < 0x80) return value < 2 ** 32 ? { value, bytes: n + 1 } : undefined;
  }
  return undefined;
}

interface Progress {
  readonly from: number;
  readonly to: number;
  readonly problem?: string;
}

function decodeElements(bytes: Uint8Array, begin: number, plain: Buffer, length: number): Progress {
  let from = begin;
  let to = 0;
  while (from < bytes.length) {
    const tag = bytes[from] ?? 0;
    const extraBytes = EXTRA_BYTES[tag & 0x03] ?? literalExtraBytes(tag);
    let at = from + 1 + extraBytes;
    if (at > bytes.length) return { from, to, problem: "cut off" };
    const extra = readLittle(bytes, from + 1, extraBytes);
    if ((tag & 0x03) === LITERAL) {
      const count = extraBytes === 0 ? (tag >> 2) + 1 : extra + 1;
      if (to + count > length) return { from, to, problem: "more than it says" };
      if (at + count > bytes.length) {
        plain.set(bytes.subarray(at), to);
        return { from: bytes.length, to: to + bytes.length - at, problem: "cut off" };
      }
      plain.set(bytes.subarray(at, at + count), to);
      at += count;
      to += count;
    } else {
      const isShort = extraBytes === 1;
      const count = isShort ? ((tag >> 2) & 0x07) + 4 : (tag >> 2) + 1;
      const offset = isShort ? (tag >> 5) * 256 + extra : extra;
      if (offset === 0 || offset > to) return { from, to, problem: "a copy from before its begin" };
      if (to + count > length) return { from, to, problem: "more than it says" };
      copy(plain, to, offset, count);
      to += count;
    }
    from = at;
  }
  return to === length ? { from, to } : { from, to, problem: "cut off" };
}

const LITERAL = 0;
/** Of copies, by the lowest two bits of the tag; literals have none, or up to four. */
const EXTRA_BYTES = [undefined, 1, 2, 4];

function literalExtraBytes(tag: number): number {
  return Math.max(0, (tag >> 2) - 59);
}

function readLittle(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let n = count - 1; n >= 0; n--) value = value * 256 + (bytes[at + n] ?? 0);
  return value;
}

/** A copy may reach into what it writes: then it repeats. */
function copy(plain: Buffer, to: number, offset: number, count: number): void {
  if (offset >= count) plain.copyWithin(to, to - offset, to - offset + count);
  else for (let n = 0; n < count; n++) plain[to + n] = plain[to + n - offset] ?? 0;
}
