/** What compressed bytes may become: a bomb ends in quarantine, never in memory or in an endless run. */
import type { Decoded } from "./fault.ts";
import type { Input } from "./input.ts";

export interface DecompressLimits {
  /** Content of one object or request. */
  readonly plainGibibytes: number;
  /** Bytes of content for each compressed byte. */
  readonly ratio: number;
  /** Content of one bare snappy block, which is held in memory. */
  readonly snappyMebibytes: number;
}

/**
 * Measured: a heartbeat whose time changes shrinks 67 times by gzip and 144 by zstd, the same line over and over 411 and 10,700 times; zeros
 * shrink 1,030 times by gzip.
 */
export const DEFAULT_LIMITS: DecompressLimits = { plainGibibytes: 64, ratio: 800, snappyMebibytes: 32 };

/** Below this no ratio is too high: a service that fails in a loop says the same thing thousands of times. */
const ANY_RATIO_BYTES = 32 * 2 ** 20;

/** Content up to what the limits allow, counted on this layer alone. */
export async function* bounded(decoded: Decoded, input: Input, limits: DecompressLimits): Decoded {
  const mostBytes = limits.plainGibibytes * 2 ** 30;
  let plainBytes = 0;
  try {
    for (;;) {
      const { value, done } = await decoded.next();
      if (done) return value;
      const left = mostBytes - plainBytes;
      plainBytes += value.length;
      const atByte = input.offsetBytes;
      if (value.length > left) {
        if (left > 0) yield value.subarray(0, left);
        return [
          { reason: `over ${limits.plainGibibytes} GiB of content (limits.plainGibibytes)`, atByte, isCut: true },
        ];
      }
      yield value;
      if (plainBytes > ANY_RATIO_BYTES && plainBytes > limits.ratio * atByte) {
        return [{ reason: `over ${limits.ratio} times its size (limits.ratio)`, atByte, isCut: true }];
      }
    }
  } finally {
    await decoded.return([]);
  }
}
