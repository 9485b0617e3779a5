/**
 * gzip of any number of members (RFC 1952), member by member: Node's own stream gives up silently at padding between members, and throws
 * away what the failing write had decoded. Here a member's content is out before anything behind it is looked at.
 */
import { crc32, createInflateRaw, gunzipSync, inflateRawSync } from "node:zlib";
import { createChecksumFaults, type Decoded, type FaultAt } from "./fault.ts";
import { inflate, PIECE_BYTES } from "./inflate.ts";
import { type Input, skipPadding } from "./input.ts";
import { CHUNK_BYTES } from "./node-decoder.ts";

const TRAILER_BYTES = 8;
/** Longer names and comments than this are no header. */
const MOST_HEADER_BYTES = 64 * 1024;
/** Content of small members decoded at once; more is streamed. */
const MOST_SMALL_BYTES = 4 * 1024 * 1024;

export async function* decodeGzip(input: Input): Decoded {
  const checksums = createChecksumFaults("member");
  let isSmall = false;
  let nextBatchAt = 0;
  while (await skipPadding(input)) {
    if (isSmall && input.offsetBytes >= nextBatchAt) {
      await input.want(PIECE_BYTES);
      const batch = gunzipBatch(input.held);
      // Of broken members each is looked at alone; more than one try for the same bytes would be quadratic.
      nextBatchAt = input.offsetBytes + (batch?.consumedBytes ?? input.held.length);
      if (batch) {
        input.take(batch.consumedBytes);
        if (batch.plain.length > 0) yield batch.plain;
        continue;
      }
    }
    const begin = input.offsetBytes;
    const header = await readHeader(input);
    if (header !== "read") return [...checksums.faults, { reason: header, atByte: begin, isCut: false }];
    const content = { checksum: 0, lengthBytes: 0 };
    const broken = yield* member(input, content, isSmall);
    if (broken) return [...checksums.faults, broken];
    if (!(await input.want(TRAILER_BYTES))) {
      const cut = { reason: "cut off before the checksum", atByte: input.offsetBytes, isCut: false };
      return [...checksums.faults, cut];
    }
    const trailerAt = input.offsetBytes;
    const trailer = input.take(TRAILER_BYTES);
    if (trailer.readUInt32LE(0) !== content.checksum || trailer.readUInt32LE(4) !== content.lengthBytes % 2 ** 32) {
      checksums.add(trailerAt);
    }
    isSmall = input.offsetBytes - begin < PIECE_BYTES;
  }
  return checksums.faults;
}

interface Content {
  checksum: number;
  lengthBytes: number;
}

/** @param isSmall by the member before it: Fluentd's buffers hold thousands of a few records, and each stream has its price */
async function* member(input: Input, content: Content, isSmall: boolean): AsyncGenerator<Buffer, FaultAt | undefined> {
  const small = isSmall ? inflateSmall(input.held.subarray(0, PIECE_BYTES)) : undefined;
  if (small) {
    input.take(small.consumedBytes);
    add(content, small.plain);
    if (small.plain.length > 0) yield small.plain;
    return undefined;
  }
  const chunks = inflate(input, () => createInflateRaw({ chunkSize: CHUNK_BYTES }));
  try {
    for (;;) {
      const { value, done } = await chunks.next();
      if (done) return value;
      add(content, value);
      yield value;
    }
  } finally {
    await chunks.return(undefined);
  }
}

function add(content: Content, chunk: Buffer): void {
  content.checksum = crc32(chunk, content.checksum);
  content.lengthBytes += chunk.length;
}

interface Small {
  readonly plain: Buffer;
  readonly consumedBytes: number;
}

/** A member that ends in these bytes. Undefined if it does not, is large, or broken: the stream will say. */
function inflateSmall(bytes: Buffer): Small | undefined {
  return small(() => inflateRawSync(bytes, { info: true, maxOutputLength: MOST_SMALL_BYTES }));
}

const MEMBER_BEGIN = Buffer.from([0x1f, 0x8b, 8]);

/** All the members before the last that begins here, or before padding among them. If chance made that begin, the checksum of what is cut by it tells. */
function gunzipBatch(bytes: Buffer): Small | undefined {
  const end = bytes.lastIndexOf(MEMBER_BEGIN);
  if (end <= 0) return undefined;
  const options = { info: true, maxOutputLength: MOST_SMALL_BYTES, chunkSize: CHUNK_BYTES };
  return small(() => gunzipSync(bytes.subarray(0, end), options));
}

function small(decode: () => unknown): Small | undefined {
  try {
    // Because of `info` it gives the engine too, which Node's types do not know.
    const { buffer, engine } = decode() as { buffer: Buffer; engine: { bytesWritten: number } };
    return { plain: buffer, consumedBytes: engine.bytesWritten };
  } catch {
    return undefined;
  }
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
