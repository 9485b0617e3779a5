/**
 * FNV-1a, 64 bits (draft-eastlake-fnv), over the UTF-8 bytes of a text. JavaScript has no 64-bit integers but BigInt, which is
 * fifty times slower: the hash is kept in two halves of 32 bits. The prime is 2^40 + 0x1b3, so a product is one small
 * multiplication per half, exact in a double, and a shift.
 */
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
const PRIME_LOW = 0x1b3;
const TWO_32 = 2 ** 32;

/** 16 lower-case hexadecimal digits. */
export function fnv1a64(text: string): string {
  let high = OFFSET_HIGH;
  let low = OFFSET_LOW;

  function add(byte: number): void {
    low = (low ^ byte) >>> 0;
    const product = low * PRIME_LOW;
    high = (high * PRIME_LOW + Math.floor(product / TWO_32) + ((low << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  }

  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      add(unit);
      continue;
    }
    const point = text.codePointAt(i) ?? unit;
    if (point > 0xffff) i++;
    for (const byte of utf8Bytes(point)) add(byte);
  }
  return hex32(high) + hex32(low);
}

/** Of a code point from 0x80; a lone surrogate is encoded as it stands. */
function utf8Bytes(point: number): number[] {
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return [0xc0 | (point >> 6), last];
  const middle = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return [0xe0 | (point >> 12), middle, last];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), middle, last];
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, "0");
}
