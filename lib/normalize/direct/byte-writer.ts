/** Composes one text after the other in a buffer that is kept: bytes are copied into it, and only the whole becomes a string. */

export interface ByteWriter {
  clear(): void;
  utf8(text: string): void;
  copy(bytes: Buffer, from: number, to: number): void;
  bytes(bytes: Uint8Array): void;
  /** @param value a whole number from 0 */
  digits(value: number): void;
  /** @param isAscii whether all that was written is */
  text(isAscii: boolean): string;
}

/** Below this a loop beats the call of a copying function. */
const SHORT_COPY = 48;

export function createByteWriter(sizeBytes = 8 * 1024): ByteWriter {
  let buffer = Buffer.allocUnsafeSlow(sizeBytes);
  let at = 0;

  function reserve(more: number): void {
    if (at + more <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(at + more, 2 * buffer.length));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }

  return {
    clear() {
      at = 0;
    },
    utf8(text) {
      reserve(3 * text.length);
      at += buffer.write(text, at, "utf8");
    },
    copy(bytes, from, to) {
      reserve(to - from);
      if (to - from > SHORT_COPY) at += bytes.copy(buffer, at, from, to);
      else for (let n = from; n < to; n++) buffer[at++] = bytes[n] as number;
    },
    bytes(bytes) {
      reserve(bytes.length);
      for (let n = 0; n < bytes.length; n++) buffer[at++] = bytes[n] as number;
    },
    digits(value) {
      reserve(16);
      let places = 1;
      for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) places++;
      at += places;
      for (let n = 1, rest = value; n <= places; n++, rest = Math.floor(rest / 10)) buffer[at - n] = 0x30 + (rest % 10);
    },
    text: (isAscii) => buffer.toString(isAscii ? "latin1" : "utf8", 0, at),
  };
}
