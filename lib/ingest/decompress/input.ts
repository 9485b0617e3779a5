/** The compressed bytes that wait for a decoder, refilled on demand. What is held never depends on how the network cut the bytes. */
import { blocksOf } from "../blocks.ts";

const BLOCK_BYTES = 64 * 1024;

export interface Input {
  readonly held: Buffer;
  /** How many were taken. */
  readonly offsetBytes: number;
  /** @returns false if fewer bytes are left; then all that are left are held */
  want(count: number): Promise<boolean>;
  /** At most what is held. */
  take(count: number): Buffer;
  /** Takes without holding. @returns false if fewer bytes were left */
  skip(count: number): Promise<boolean>;
  close(): Promise<void>;
}

export function createInput(chunks: AsyncIterable<Uint8Array>): Input {
  const blocks = blocksOf(chunks, BLOCK_BYTES);
  let held: Buffer = Buffer.alloc(0);
  let offsetBytes = 0;

  async function want(count: number): Promise<boolean> {
    while (held.length < count) {
      const { value, done } = await blocks.next();
      if (done) return false;
      held = held.length === 0 ? value : Buffer.concat([held, value]);
    }
    return true;
  }

  function take(count: number): Buffer {
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    offsetBytes += taken.length;
    return taken;
  }

  return {
    get held() {
      return held;
    },
    get offsetBytes() {
      return offsetBytes;
    },
    want,
    take,
    async skip(count) {
      let left = count;
      while (left > 0) {
        if (!(await want(1))) return false;
        left -= take(left).length;
      }
      return true;
    },
    async close() {
      await blocks.return(undefined);
    },
  };
}

/** Tapes and block devices pad with zeros. @returns false at the end */
export async function skipPadding(input: Input): Promise<boolean> {
  while (await input.want(1)) {
    const end = input.held.findIndex((byte) => byte !== 0);
    if (end >= 0) {
      input.take(end);
      return true;
    }
    input.take(input.held.length);
  }
  return false;
}
