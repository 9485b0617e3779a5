/**
 * gzip of any number of members (RFC 1952), member by member: Node's own stream gives up silently at padding between members, and throws
 * away what the failing write had decoded. Here a member's content is out before anything behind it is looked at.
 */
import { once } from "node:events";
import { crc32, createInflateRaw, type InflateRaw } from "node:zlib";
import { blocksOf } from "./blocks.ts";

/**
 * Input is inflated in pieces of this size, counted from the object's begin: what can be decoded of broken data, and so the ids of its
 * records, does not depend on how the network cut it. Deflate expands up to 1,032 times: a piece gives 4 MiB at most.
 */
const PIECE_BYTES = 4 * 1024;
const TRAILER_BYTES = 8;
/** Longer names and comments than this are no header. */
const MOST_HEADER_BYTES = 64 * 1024;

export interface GzipFault {
  readonly reason: string;
  /** The content ends here in the midst of something; else what was given is whole. */
  readonly isCut: boolean;
}

/** @param onFault called for each thing that is wrong, after all that was decoded before it was given */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  onFault: (fault: GzipFault) => void,
): AsyncGenerator<Uint8Array> {
  const input = createInput(blocksOf(chunks, PIECE_BYTES));
  try {
    while (await skipPadding(input)) {
      const header = await readHeader(input);
      if (header !== "read") return onFault({ reason: header, isCut: false });
      let checksum = 0;
      let length = 0;
      const broken = yield* inflate(input, (chunk) => {
        checksum = crc32(chunk, checksum);
        length += chunk.length;
      });
      if (broken !== undefined) return onFault({ reason: broken, isCut: true });
      if (!(await input.want(TRAILER_BYTES))) return onFault({ reason: "cut off before the checksum", isCut: false });
      const trailer = input.take(TRAILER_BYTES);
      if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== length % 2 ** 32)
        onFault({ reason: "wrong checksum", isCut: false });
    }
  } finally {
    await input.close();
  }
}

/** The compressed bytes that wait, refilled on demand. */
interface Input {
  readonly held: Buffer;
  /** @returns false if fewer bytes are left */
  want(count: number): Promise<boolean>;
  take(count: number): Buffer;
  close(): Promise<void>;
}

function createInput(pieces: AsyncGenerator<Buffer>): Input {
  let held: Buffer = Buffer.alloc(0);
  return {
    get held() {
      return held;
    },
    async want(count) {
      while (held.length < count) {
        const { value, done } = await pieces.next();
        if (done) return false;
        held = held.length === 0 ? value : Buffer.concat([held, value]);
      }
      return true;
    },
    take(count) {
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      return taken;
    },
    async close() {
      await pieces.return(undefined);
    },
  };
}

/** Tapes and block devices pad with zeros. @returns false at the end */
async function skipPadding(input: Input): Promise<boolean> {
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

const HAS_CHECKSUM = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;

/** @returns "read", or what is wrong; then nothing was taken */
async function readHeader(input: Input): Promise<string> {
  if (!(await input.want(2)) || input.held[0] !== 0x1f || input.held[1] !== 0x8b) return "bytes that are no gzip";
  if (!(await input.want(10))) return "cut off in its header";
  if (input.held[2] !== 8) return `compression method ${input.held[2]}`;
  const flags = input.held[3] ?? 0;
  let length = 10;
  if (flags & HAS_EXTRA) {
    if (!(await input.want(length + 2))) return "cut off in its header";
    length += 2 + input.held.readUInt16LE(length);
  }
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & flag)) continue;
    const end = await findZero(input, length);
    if (end === undefined) return "cut off in its header";
    length = end + 1;
  }
  if (flags & HAS_CHECKSUM) length += 2;
  if (!(await input.want(length))) return "cut off in its header";
  input.take(length);
  return "read";
}

async function findZero(input: Input, from: number): Promise<number | undefined> {
  for (let at = from; at < MOST_HEADER_BYTES; at++) {
    if (!(await input.want(at + 1))) return undefined;
    if (input.held[at] === 0) return at;
  }
  return undefined;
}

/** Gives one member's content. @returns what is wrong, undefined at its proper end */
async function* inflate(input: Input, onChunk: (chunk: Buffer) => void): AsyncGenerator<Buffer, string | undefined> {
  const inflater = createInflateRaw();
  let decoded: Buffer[] = [];
  inflater.on("data", (chunk: Buffer) => {
    onChunk(chunk);
    decoded.push(chunk);
  });
  // The write that failed is told; the event that follows must find somebody.
  inflater.on("error", () => {});
  try {
    for (;;) {
      if (!(await input.want(1))) return "cut off";
      const offered = input.held.subarray(0, PIECE_BYTES);
      const consumedBefore = inflater.bytesWritten;
      const broken = await offer(inflater, offered);
      const consumed = inflater.bytesWritten - consumedBefore;
      input.take(consumed);
      yield* decoded;
      decoded = [];
      if (broken !== undefined) return broken;
      // Deflate data know their own end: what stands behind it is not consumed.
      if (consumed < offered.length) return undefined;
    }
  } finally {
    inflater.destroy();
  }
}

/** @returns what is wrong with the bytes, undefined once all that belongs to the member was taken */
async function offer(inflater: InflateRaw, bytes: Buffer): Promise<string | undefined> {
  const settled = new AbortController();
  try {
    await Promise.race([
      // At the member's end the stream ends, and need not call the write back.
      once(inflater, "end", { signal: settled.signal }),
      new Promise<void>((resolve, reject) => inflater.write(bytes, (error) => (error ? reject(error) : resolve()))),
    ]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    settled.abort();
  }
}
