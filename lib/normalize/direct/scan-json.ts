/**
 * Finds where the values of a JSON text end, byte by byte. Only what JSON.stringify would write again exactly so is known: everything else
 * (`\u00e9`, `\/`, `1.0`, `1e3`, 16 digits …) is left to JSON.parse.
 */

import { BACKSLASH, HYPHEN, QUOTE } from "../json-bytes.ts";
import type { Suspects } from "../redact/scan.ts";

const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** What a string holds, as bits. */
export const HAS_ESCAPE = 1;
export const IS_NOT_ASCII = 2;
export const IS_SUSPECT = 4;
/** It ends here, or an escape stands here, or what no string may hold. */
const STOP = 8;

/** What may follow a backslash and is written again like that. */
const SHORT_ESCAPES = new Uint8Array(256);
for (const character of '"\\bfnrt') SHORT_ESCAPES[character.charCodeAt(0)] = 1;

export interface StringScan {
  /** Of HAS_ESCAPE and its like: what the scanned string has. */
  flags: number;
  /** @returns where the closing quote stands, -1 if the string has none or is not written canonically */
  end(bytes: Uint8Array, from: number): number;
}

/** @param suspects pairs of characters that make a string IS_SUSPECT; undefined if none does */
export function createStringScan(suspects: Suspects | undefined): StringScan {
  const bits = bitsOfPairs(suspects);
  const scan: StringScan = {
    flags: 0,
    end(bytes, from) {
      const length = bytes.length;
      let flags = 0;
      let before = 0;
      let at = from;
      while (at < length) {
        const code = bytes[at] as number;
        const found = bits[(before << 8) | code] as number;
        flags |= found;
        if ((found & STOP) !== 0) {
          if (code !== BACKSLASH || SHORT_ESCAPES[bytes[at + 1] as number] !== 1) break;
          flags |= HAS_ESCAPE;
          at++;
        }
        before = code;
        at++;
      }
      scan.flags = flags & ~STOP;
      return bytes[at] === QUOTE ? at : -1;
    },
  };
  return scan;
}

/** By `before << 8 | byte`: one look at each byte tells all. */
function bitsOfPairs(suspects: Suspects | undefined): Uint8Array {
  const bits = new Uint8Array(256 * 256);
  for (let pair = 0; pair < bits.length; pair++) {
    const before = pair >> 8;
    const code = pair & 0xff;
    if (code < 0x20 || code === QUOTE || code === BACKSLASH) bits[pair] = STOP;
    else if (code >= 0x80) bits[pair] = IS_NOT_ASCII;
    else if (suspects !== undefined && suspects[((before < 0x80 ? before : 0) << 7) | code] !== 0)
      bits[pair] = IS_SUSPECT;
  }
  return bits;
}

/** @returns the end of the number that begins at `from`, -1 if JSON.stringify might write it otherwise */
export function numberEnd(bytes: Uint8Array, from: number): number {
  const first = bytes[from] === HYPHEN ? from + 1 : from;
  let at = digitsEnd(bytes, first);
  let digits = at - first;
  if (digits === 0 || (bytes[first] === ZERO && digits > 1)) return -1;
  const isZero = bytes[first] === ZERO;
  if (bytes[at] === DOT) {
    const fraction = at + 1;
    at = digitsEnd(bytes, fraction);
    if (at === fraction || bytes[at - 1] === ZERO) return -1;
    // `0.0000001` is written 1e-7.
    if (isZero && bytes[fraction] === ZERO && bytes[fraction + 1] === ZERO) return -1;
    digits += at - fraction;
  } else if (isZero && first !== from) return -1;
  // An exponent is told by the caller's look at what follows.
  return digits > 15 ? -1 : at;
}

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++;
  return at;
}

/** @returns the end of `true`, `false` or `null`, -1 of anything else */
export function literalEnd(bytes: Buffer, from: number): number {
  if (isAt(bytes, from, TRUE)) return from + 4;
  if (isAt(bytes, from, NULL)) return from + 4;
  return isAt(bytes, from, FALSE) ? from + 5 : -1;
}

const [TRUE, FALSE, NULL] = ["true", "false", "null"].map((word) => Buffer.from(word)) as [Buffer, Buffer, Buffer];

function isAt(bytes: Buffer, from: number, word: Buffer): boolean {
  for (let n = 0; n < word.length; n++) if (bytes[from + n] !== word[n]) return false;
  return true;
}

/** @returns the end of the object or array that begins at `from`, -1 if it has none; whether it is one, JSON.parse decides */
export function containerEnd(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const code = bytes[at];
    if (code === QUOTE) {
      at = anyStringEnd(bytes, at + 1);
      if (at < 0) return -1;
    } else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function anyStringEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] === BACKSLASH) at++;
  }
  return -1;
}

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  return at;
}
