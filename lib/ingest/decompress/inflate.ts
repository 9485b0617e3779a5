/** Deflate data (RFC 1951), bare or in zlib's wrapping: one stream of them, which knows its own end. */
import type { FaultAt } from "./fault.ts";
import type { Input } from "./input.ts";
import { createNodeDecoder, type NodeStream } from "./node-decoder.ts";

/** Offered at once, counted from the begin of the stream. Deflate expands up to 1,032 times: a piece gives 16 MiB at most. */
export const PIECE_BYTES = 16 * 1024;

/** Gives the content. @returns what is wrong, undefined at the proper end; what stands behind it is not taken */
export async function* inflate(input: Input, create: () => NodeStream): AsyncGenerator<Buffer, FaultAt | undefined> {
  const decoder = createNodeDecoder(create);
  try {
    for (;;) {
      if (!(await input.want(1))) {
        if (await decoder.isWhole()) return undefined;
        return { reason: "cut off", atByte: input.offsetBytes, isCut: true };
      }
      const offered = input.held.subarray(0, PIECE_BYTES);
      const { chunks, consumedBytes, problem } = await decoder.offer(offered, CUTS);
      input.take(consumedBytes);
      yield* chunks;
      if (problem !== undefined) return { reason: problem, atByte: input.offsetBytes, isCut: true };
      if (consumedBytes < offered.length) return undefined;
    }
  } finally {
    decoder.close();
  }
}

const CUTS = [256, 1].map((stepBytes) => (bytes: Buffer) => {
  const steps: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += stepBytes) steps.push(bytes.subarray(at, at + stepBytes));
  return steps;
});
