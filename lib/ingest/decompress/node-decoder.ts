/**
 * Node's zlib and zstd streams, one write at a time, with nothing of the content lost. When a write fails, Node throws away what that write
 * had decoded; then all that was given is decoded again by a fresh stream, the failing write in its smallest steps.
 */
import type { InflateRaw, ZstdDecompress } from "node:zlib";

export type NodeStream = InflateRaw | ZstdDecompress;

/** Each is one round trip to the thread pool; content comes in views on buffers of this size. */
export const CHUNK_BYTES = 128 * 1024;

/**
 * Input that is kept for a second try, per member or frame. Of a larger one, broken behind this, up to CHUNK_BYTES of content before the
 * fault are not given: they are in quarantine with the rest.
 */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

interface Offered {
  readonly chunks: readonly Buffer[];
  /** Less than was offered: the rest does not belong to it, or there is a problem. */
  readonly consumedBytes: number;
  readonly problem?: string;
}

export interface NodeDecoder {
  /** @param stepsOf cuts the bytes into the smallest pieces that can give content */
  offer(bytes: Buffer, stepsOf: (bytes: Buffer) => readonly Buffer[]): Promise<Offered>;
  /** Asked when no bytes are left. */
  isWhole(): Promise<boolean>;
  close(): void;
}

export function createNodeDecoder(create: () => NodeStream): NodeDecoder {
  const writer = createWriter(create());
  let kept: Buffer[] | undefined = [];
  let keptBytes = 0;
  let givenBytes = 0;

  function keep(bytes: Buffer): void {
    keptBytes += bytes.length;
    if (keptBytes > MOST_KEPT_BYTES) kept = undefined;
    kept?.push(bytes);
  }

  return {
    async offer(bytes, stepsOf) {
      const offered = await writer.write(bytes);
      if (offered.problem !== undefined) {
        return kept === undefined ? offered : repeat(create(), kept, givenBytes, stepsOf(bytes), offered.problem);
      }
      keep(bytes.subarray(0, offered.consumedBytes));
      for (const chunk of offered.chunks) givenBytes += chunk.length;
      return offered;
    },
    isWhole: writer.isWhole,
    close: writer.close,
  };
}

/** @param givenBytes of content, that are not given again */
async function repeat(
  stream: NodeStream,
  kept: readonly Buffer[],
  givenBytes: number,
  steps: readonly Buffer[],
  problem: string,
): Promise<Offered> {
  const writer = createWriter(stream);
  const chunks: Buffer[] = [];
  let skipBytes = givenBytes;
  let consumedBytes = 0;
  try {
    for (const bytes of kept) {
      for (const chunk of (await writer.write(bytes)).chunks) skipBytes -= chunk.length;
    }
    if (skipBytes !== 0) throw new Error(`the same bytes gave other content, ${skipBytes} of ${givenBytes} bytes less`);
    for (const step of steps) {
      const offered = await writer.write(step);
      chunks.push(...offered.chunks);
      consumedBytes += offered.consumedBytes;
      if (offered.problem !== undefined) break;
    }
    return { chunks, consumedBytes, problem };
  } finally {
    writer.close();
  }
}

interface Writer {
  write(bytes: Buffer): Promise<Offered>;
  isWhole(): Promise<boolean>;
  close(): void;
}

function createWriter(stream: NodeStream): Writer {
  let chunks: Buffer[] = [];
  let settle: (error?: Error | null) => void = () => {};
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  // At the end of its data the stream ends, and does not call the write back.
  stream.on("end", () => settle());
  stream.on("error", (error) => settle(error));

  function settled(start: () => void): Promise<Error | null | undefined> {
    return new Promise((resolve) => {
      settle = resolve;
      start();
    });
  }

  return {
    async write(bytes) {
      const consumedBefore = stream.bytesWritten;
      const error = await settled(() => stream.write(bytes, (failed) => settle(failed)));
      const offered = { chunks, consumedBytes: stream.bytesWritten - consumedBefore };
      chunks = [];
      return error ? { ...offered, problem: error.message } : offered;
    },
    async isWhole() {
      return !(await settled(() => stream.end()));
    },
    close() {
      stream.destroy();
    },
  };
}
