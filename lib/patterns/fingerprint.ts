/**
 * FNV-1a, 64 bits (draft-eastlake-fnv), over the UTF-8 bytes of a text. JavaScript has no 64-bit integers but BigInt, which is
 * fifty times slower: the hash is kept in a half of 32 bits and two quarters of 16. The prime is 2^40 + 0x1b3, so a product is one
 * small multiplication per part, which stays an integer, and a shift.
 */
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_MIDDLE = 0x8422;
const OFFSET_LOW = 0x2325;
const PRIME_LOW = 0x1b3;

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** 16 lower-case hexadecimal digits. */
export function fnv1a64(text: string): string {
  const bytes = isAscii(text) ? text : utf8(text);
  let high = OFFSET_HIGH | 0;
  let middle = OFFSET_MIDDLE;
  let low = OFFSET_LOW;
  for (let i = 0; i < bytes.length; i++) {
    low ^= bytes.charCodeAt(i);
    const product = low * PRIME_LOW;
    const carried = middle * PRIME_LOW + (product >>> 16);
    high = (Math.imul(high, PRIME_LOW) + (carried >>> 16) + ((middle << 24) | (low << 8))) | 0;
    middle = carried & 0xffff;
    low = product & 0xffff;
  }
  return hex16(high >>> 16) + hex16(high & 0xffff) + hex16(middle) + hex16(low);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Each byte as one character. */
function utf8(text: string): string {
  let bytes = "";
  for (const char of text) bytes += String.fromCharCode(...utf8Bytes(char.codePointAt(0) ?? 0));
  return bytes;
}

/** Of a code point; a lone surrogate is encoded as it stands. */
function utf8Bytes(point: number): number[] {
  if (point < 0x80) return [point];
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return [0xc0 | (point >> 6), last];
  const middle = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return [0xe0 | (point >> 12), middle, last];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), middle, last];
}

function hex16(value: number): string {
  return (HEX_OF_BYTE[value >>> 8] ?? "") + (HEX_OF_BYTE[value & 0xff] ?? "");
}
