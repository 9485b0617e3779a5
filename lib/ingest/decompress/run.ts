/**
 * Compressed bytes → plain bytes: layer by layer, whatever is found inside is looked at again. What is broken is told as a value, not
 * thrown: all that was decoded before it counts.
 */
import { type Declared, hintOf } from "./declared.ts";
import { decodeDeflate } from "./deflate.ts";
import { detect, type Format, HEAD_BYTES } from "./detect.ts";
import type { Decoded, Fault } from "./fault.ts";
import { decodeGzip } from "./gzip.ts";
import { createInput, type Input } from "./input.ts";
import { bounded, type DecompressLimits } from "./limits.ts";
import { readAhead } from "./read-ahead.ts";
import { decodeSnappyFramed } from "./snappy-framed.ts";
import { decodeSnappyRaw } from "./snappy-raw.ts";
import { decodeZlib } from "./zlib.ts";
import { decodeZstd } from "./zstd.ts";

/** Shippers that compress what was compressed give two; more is nobody's honest work. */
const MOST_LAYERS = 3;

/**
 * @param onFault called for each thing that is wrong with the bytes, after all that could be decoded was given
 * @throws what the body throws
 */
export async function* decompress(
  body: AsyncIterable<Uint8Array>,
  declared: Declared,
  limits: DecompressLimits,
  onFault: (fault: Fault) => void,
): AsyncGenerator<Uint8Array> {
  const faults: Fault[] = [];

  async function* open(bytes: AsyncIterable<Uint8Array>, outer: readonly Format[]): AsyncGenerator<Uint8Array> {
    const { head, isAll, whole } = await peek(bytes);
    const detected = detect(head, isAll, hintOf(declared, outer.length));
    if (detected.kind === "plain") {
      yield* whole;
      return;
    }
    const { format } = detected;
    if (detected.kind === "refused" || outer.length === MOST_LAYERS) {
      const reason = detected.kind === "refused" ? READABLE : `inside ${MOST_LAYERS} other layers of compression`;
      faults.push({ reason: `undecodable ${format}: ${reason}`, isCut: false });
      await whole.return(undefined);
      return;
    }
    yield* open(readAhead(decodeLayer(whole, detected.format, outer)), [...outer, detected.format]);
  }

  async function* decodeLayer(
    whole: AsyncIterable<Uint8Array>,
    format: Format,
    outer: readonly Format[],
  ): AsyncGenerator<Uint8Array> {
    const input = createInput(whole);
    // The layer around it was cut: that this one is cut too says nothing new.
    const isCut = () => faults.some((fault) => fault.isCut);
    try {
      const found = yield* bounded(decode(format, input, limits), input, limits);
      if (isCut()) return;
      for (const { reason, atByte, isCut } of found) {
        const where = `at byte ${atByte}${outer.map((name) => ` inside ${name}`).join("")}`;
        faults.push({ reason: `undecodable ${format}: ${reason} (${where})`, isCut });
      }
    } finally {
      await input.close();
    }
  }

  yield* open(body, []);
  for (const fault of faults) onFault(fault);
}

const READABLE = "Sluice reads gzip, zstd, zlib, deflate and snappy";

function decode(format: Format, input: Input, limits: DecompressLimits): Decoded {
  switch (format) {
    case "gzip":
      return decodeGzip(input);
    case "zstd":
      return decodeZstd(input);
    case "zlib":
      return decodeZlib(input);
    case "deflate":
      return decodeDeflate(input);
    case "framed snappy":
      return decodeSnappyFramed(input);
    case "snappy":
      return decodeSnappyRaw(input, limits.snappyMebibytes * 2 ** 20);
  }
}

interface Peeked {
  /** HEAD_BYTES, or all there are. */
  readonly head: Buffer;
  readonly isAll: boolean;
  /** The whole stream again. */
  readonly whole: AsyncGenerator<Uint8Array>;
}

async function peek(bytes: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length <= HEAD_BYTES) {
    const { value, done } = await iterator.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  async function* whole() {
    try {
      yield* first;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(first).subarray(0, HEAD_BYTES), isAll: length <= HEAD_BYTES, whole: whole() };
}
