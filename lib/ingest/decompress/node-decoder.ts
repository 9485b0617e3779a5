/**
 * Node's zlib and zstd streams, one write at a time, with nothing of the content lost. When a write fails, Node throws away what that write
 * had decoded; then all that was given is decoded again by a fresh stream, and the failing write in smaller and smaller steps.
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
  /** @param cuts of bytes that fail, each finer than the one before, down to the smallest that can give content */
  offer(bytes: Buffer, cuts: readonly Cut[]): Promise<Offered>;
  /** Asked when no bytes are left. */
  isWhole(): Promise<boolean>;
  close(): void;
}

/** Cuts bytes into smaller ones. */
type Cut = (bytes: Buffer) => readonly Buffer[];

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
    async offer(bytes, cuts) {
      const offered = await writer.write(bytes);
      if (offered.problem !== undefined) {
        if (kept === undefined) return offered;
        return { ...(await salvage(create, kept, givenBytes, bytes, cuts)), problem: offered.problem };
      }
      keep(bytes.subarray(0, offered.consumedBytes));
      givenBytes += sizeOf(offered.chunks);
      return offered;
    },
    isWhole: writer.isWhole,
    close: writer.close,
  };
}

/**
 * What the failing bytes hold before the fault.
 * @param kept all that was written before them
 * @param givenBytes of content, that came of what is kept
 */
async function salvage(
  create: () => NodeStream,
  kept: readonly Buffer[],
  givenBytes: number,
  failing: Buffer,
  [cut, ...finer]: readonly Cut[],
): Promise<{ chunks: readonly Buffer[]; consumedBytes: number }> {
  if (!cut) return { chunks: [], consumedBytes: 0 };
  const sound: Buffer[] = [];
  const chunks: Buffer[] = [];
  let rest: Buffer | undefined;
  const writer = createWriter(create());
  try {
    let repeatedBytes = 0;
    for (const bytes of kept) repeatedBytes += sizeOf((await writer.write(bytes)).chunks);
    if (repeatedBytes !== givenBytes) throw new Error("decoded again, the same bytes gave other content");
    for (const step of cut(failing)) {
      const offered = await writer.write(step);
      if (offered.problem !== undefined) {
        rest = step;
        break;
      }
      sound.push(step);
      chunks.push(...offered.chunks);
    }
  } finally {
    writer.close();
  }
  const soundBytes = sizeOf(sound);
  if (rest === undefined) return { chunks, consumedBytes: soundBytes };
  const finest = await salvage(create, [...kept, ...sound], givenBytes + sizeOf(chunks), rest, finer);
  return { chunks: [...chunks, ...finest.chunks], consumedBytes: soundBytes + finest.consumedBytes };
}

const sizeOf = (buffers: readonly Buffer[]): number => buffers.reduce((sum, { length }) => sum + length, 0);

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
