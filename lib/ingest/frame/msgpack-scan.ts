/**
 * Where MessagePack values end, found header by header: nothing is allocated for what a header declares.
 * https://github.com/msgpack/msgpack/blob/master/spec.md
 */

/** More is no log record: five random bytes declare four billion elements. */
const MOST_DECLARED_BYTES = 64 * 1024 * 1024;
const MOST_DECLARED_ITEMS = 1024 * 1024;
/** Deeper ones are not even passed over: each level has to be remembered. */
const MOST_DEPTH = 64 * 1024;

type Scanned = "whole" | "unfinished" | "broken";

export interface MsgpackScanner {
  /** Where the next header lies, counted as the bytes given to scan are; beyond their end while a long text is passed over. */
  position: number;
  /** How deep the last value was nested. */
  readonly deepest: number;
  /** Goes on from `position`. `whole`: a value ends there. */
  scan(bytes: Buffer): Scanned;
}

export function createMsgpackScanner(): MsgpackScanner {
  /** Values that are still to come in each open array or map. */
  const open: number[] = [];
  let deepest = 0;
  /** All headers of the value are read, its last text is not. */
  let isEnding = false;

  const scanner: MsgpackScanner = {
    position: 0,
    get deepest() {
      return deepest;
    },
    scan(bytes) {
      if (isEnding) {
        if (scanner.position > bytes.length) return "unfinished";
        isEnding = false;
        return "whole";
      }
      if (open.length === 0) deepest = 0;
      while (scanner.position < bytes.length) {
        const header = headerAt(bytes, scanner.position);
        if (typeof header === "string") return header;
        scanner.position += header.sizeBytes;
        if (header.values > 0) {
          open.push(header.values);
          deepest = Math.max(deepest, open.length);
          if (open.length > MOST_DEPTH) return "broken";
          continue;
        }
        // A value ends: with it all of which it was the last.
        while (open.length > 0) {
          const left = (open.pop() ?? 0) - 1;
          if (left > 0) {
            open.push(left);
            break;
          }
        }
        if (open.length > 0) continue;
        if (scanner.position <= bytes.length) return "whole";
        isEnding = true;
      }
      return "unfinished";
    },
  };
  return scanner;
}

interface Header {
  /** Of the header, and of the text, bytes or number behind it. */
  readonly sizeBytes: number;
  /** How many values follow that belong to it. */
  readonly values: number;
}

/** Declared lengths by type byte: how many bytes the length takes, and how many bytes beside it. */
const SIZED: Readonly<Record<number, readonly [lengthBytes: 1 | 2 | 4, extraBytes: number]>> = {
  196: [1, 0],
  197: [2, 0],
  198: [4, 0],
  199: [1, 1],
  200: [2, 1],
  201: [4, 1],
  217: [1, 0],
  218: [2, 0],
  219: [4, 0],
};

/** float32, float64, uint8 … uint64, int8 … int64, fixext 1 … 16: what follows the type byte. */
const FIXED: Readonly<Record<number, number>> = {
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
  212: 2,
  213: 3,
  214: 5,
  215: 9,
  216: 17,
};

function headerAt(bytes: Buffer, at: number): Header | "unfinished" | "broken" {
  const type = bytes[at] ?? 0;
  if (type <= 0x7f || type >= 0xe0 || type === 0xc0 || type === 0xc2 || type === 0xc3) return ONE_BYTE;
  if (type <= 0x8f) return { sizeBytes: 1, values: 2 * (type & 0x0f) };
  if (type <= 0x9f) return { sizeBytes: 1, values: type & 0x0f };
  if (type <= 0xbf) return { sizeBytes: 1 + (type & 0x1f), values: 0 };
  const fixed = FIXED[type];
  if (fixed !== undefined) return { sizeBytes: 1 + fixed, values: 0 };
  const sized = SIZED[type];
  if (sized) {
    const [lengthBytes, extraBytes] = sized;
    if (at + 1 + lengthBytes > bytes.length) return "unfinished";
    const length = bytes.readUIntBE(at + 1, lengthBytes);
    return length > MOST_DECLARED_BYTES ? "broken" : { sizeBytes: 1 + lengthBytes + extraBytes + length, values: 0 };
  }
  if (type < 0xdc) return "broken";
  const countBytes = type === 0xdc || type === 0xde ? 2 : 4;
  if (at + 1 + countBytes > bytes.length) return "unfinished";
  const count = bytes.readUIntBE(at + 1, countBytes);
  if (count > MOST_DECLARED_ITEMS) return "broken";
  return { sizeBytes: 1 + countBytes, values: type >= 0xde ? 2 * count : count };
}

const ONE_BYTE: Header = { sizeBytes: 1, values: 0 };
