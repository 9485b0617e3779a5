/** Where JSON objects begin and end, by brackets and strings alone: whether they are JSON is for the parser to say. */
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from "../../normalize/json-bytes.ts";

/** The bytes that JSON is written with outside of its strings. */
const OUTSIDE = new Uint8Array(256);
for (const character of ' \t\r\n{}[],:"0123456789+-.eEtrufalsn') OUTSIDE[character.charCodeAt(0)] = 1;

export interface JsonScanner {
  /** How many brackets are open. */
  readonly depth: number;
  readonly isInString: boolean;
  /** Something outside of strings is no JSON. */
  readonly isBroken: boolean;
  /** @returns the place behind the byte that closed the outermost bracket, or -1 if none did */
  scan(bytes: Uint8Array, from: number): number;
}

export function createJsonScanner(): JsonScanner {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isBroken = false;

  return {
    get depth() {
      return depth;
    },
    get isInString() {
      return isInString;
    },
    get isBroken() {
      return isBroken;
    },
    scan(bytes, from) {
      for (let at = from; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0;
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (byte === BACKSLASH) isEscaped = true;
          else if (byte === QUOTE) isInString = false;
        } else if (byte === QUOTE) isInString = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
          depth--;
          if (depth <= 0) {
            depth = 0;
            return at + 1;
          }
        } else if (OUTSIDE[byte] !== 1) isBroken = true;
      }
      return -1;
    },
  };
}

/**
 * Where the next object begins behind one that ended, if nothing but white space and commas lies between.
 * @returns -1 if something else follows, or nothing
 */
export function nextObjectAt(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBetween(bytes[at])) at++;
  return bytes[at] === OPEN_OBJECT ? at : -1;
}

/**
 * Where objects that are glued together begin, `{…}{…}`, the first of them left out.
 * @param bytes begin with an object
 */
export function gluedAt(bytes: Uint8Array): number[] {
  const begins: number[] = [];
  const scanner = createJsonScanner();
  for (let end = scanner.scan(bytes, 0); end >= 0; ) {
    const next = nextObjectAt(bytes, end);
    if (next < 0) break;
    begins.push(next);
    end = scanner.scan(bytes, next);
  }
  return begins;
}

/** Without the white space and commas that stand between objects. */
export function trimBetween(bytes: Buffer): Buffer {
  let from = 0;
  let end = bytes.length;
  while (end > 0 && isBetween(bytes[end - 1])) end--;
  while (from < end && isBetween(bytes[from])) from++;
  return bytes.subarray(from, end);
}

function isBetween(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === COMMA;
}
