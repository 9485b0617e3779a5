/** CRC-32C (Castagnoli), which snappy's frames carry; Node has CRC-32 alone. */

const TABLE = new Int32Array(256).map((_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** @returns unsigned, 32 bits */
export function crc32c(bytes: Uint8Array): number {
  let value = -1;
  for (let n = 0; n < bytes.length; n++) {
    value = (TABLE[(value ^ (bytes[n] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  }
  return ~value >>> 0;
}
