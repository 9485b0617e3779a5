/** Bare snappy: one block, of which any byte may be copied until its end. So it must be held as a whole, and a setting bounds it. */
import type { Decoded } from "./fault.ts";
import type { Input } from "./input.ts";
import { decodeSnappyBlock } from "./snappy-block.ts";

export async function* decodeSnappyRaw(input: Input, mostBytes: number): Decoded {
  // Snappy writes at most a sixth more than it reads.
  const mostCompressedBytes = Math.ceil((mostBytes * 7) / 6) + 32;
  if (await input.want(mostCompressedBytes + 1)) {
    const reason = `over ${mostCompressedBytes} compressed bytes in one block (limits.snappyMebibytes)`;
    return [{ reason, atByte: 0, isCut: false }];
  }
  const { plain, consumedBytes, problem } = decodeSnappyBlock(input.take(input.held.length), mostBytes);
  if (plain.length > 0) yield plain;
  return problem === undefined ? [] : [{ reason: problem, atByte: consumedBytes, isCut: plain.length > 0 }];
}
