/**
 * zstd of any number of frames (RFC 8878), frame by frame: Node's decoders stop behind the first without an error. Frames and blocks are
 * found here, their content is decoded by Node.
 */
import { createZstdDecompress, zstdDecompressSync } from "node:zlib";
import { createChecksumFaults, type Decoded, type FaultAt } from "./fault.ts";
import { type Input, skipPadding } from "./input.ts";
import { CHUNK_BYTES, createNodeDecoder, type NodeDecoder } from "./node-decoder.ts";
import {
  BLOCK_HEADER_BYTES,
  CHECKSUM_BYTES,
  type FrameHeader,
  frameLength,
  isFrame,
  isSkippable,
  LOOK_AHEAD_BYTES,
  readBlockHeader,
  readFrameHeader,
  SKIPPABLE_HEADER_BYTES,
} from "./zstd-frame.ts";

/** Content of a small frame, and of small frames decoded together (twice that at most); a larger one is streamed. */
const MOST_SMALL_BYTES = 1024 * 1024;
const USUAL_RATIO = 8;
/** Blocks are offered together until they have this size or number: 64 MiB of content at the very most, 1 MiB as a rule. */
const GROUP_BYTES = 64 * 1024;
const GROUP_BLOCKS = 512;

export async function* decodeZstd(input: Input): Decoded {
  const checksums = createChecksumFaults("frame");
  while (await skipPadding(input)) {
    await input.want(LOOK_AHEAD_BYTES);
    const small = decodeSmallFrames(input.held);
    if (small.consumedBytes > 0) {
      input.take(small.consumedBytes);
      if (small.plain.length > 0) yield small.plain;
      continue;
    }
    const fault = yield* decodeFrame(input, checksums.add);
    if (fault) return [...checksums.faults, fault];
  }
  return checksums.faults;
}

/** The frames at the begin of these bytes that are whole, small and sound, decoded together: each step between two would have its price. */
function decodeSmallFrames(bytes: Buffer): { plain: Buffer; consumedBytes: number } {
  const contents: Buffer[] = [];
  let plainBytes = 0;
  let at = 0;
  while (plainBytes < MOST_SMALL_BYTES) {
    const rest = bytes.subarray(at);
    const header = isFrame(rest) ? readFrameHeader(rest) : undefined;
    const length = header && !header.hasDictionary ? frameLength(rest, header) : undefined;
    const content = length === undefined ? undefined : decodeSmall(rest.subarray(0, length));
    if (length === undefined || content === undefined) break;
    contents.push(content);
    plainBytes += content.length;
    at += length;
  }
  const [only] = contents;
  return { plain: contents.length === 1 && only ? only : Buffer.concat(contents), consumedBytes: at };
}

/** Undefined if it is large or broken: the stream will say. */
function decodeSmall(frame: Buffer): Buffer | undefined {
  try {
    // Node takes a buffer of chunkSize for every frame: 16 KiB if nothing is said.
    const chunkSize = Math.min(Math.max(frame.length * USUAL_RATIO, 1024), CHUNK_BYTES);
    return zstdDecompressSync(frame, { maxOutputLength: MOST_SMALL_BYTES, chunkSize });
  } catch {
    return undefined;
  }
}

async function* decodeFrame(
  input: Input,
  onWrongChecksum: (atByte: number) => void,
): AsyncGenerator<Buffer, FaultAt | undefined> {
  const atByte = input.offsetBytes;
  if (isSkippable(input.held)) return skipFrame(input);
  if (!isFrame(input.held)) return { reason: "bytes that are no zstd", atByte, isCut: false };
  const header = readFrameHeader(input.held);
  if (!header) return { reason: "cut off in its header", atByte, isCut: false };
  if (header.hasDictionary) return { reason: "it needs a dictionary", atByte, isCut: false };
  return yield* decodeLarge(input, header, onWrongChecksum);
}

async function skipFrame(input: Input): Promise<FaultAt | undefined> {
  const atByte = input.offsetBytes;
  const isHeld = await input.want(SKIPPABLE_HEADER_BYTES);
  if (isHeld && (await input.skip(SKIPPABLE_HEADER_BYTES + input.held.readUInt32LE(4)))) return undefined;
  return { reason: "cut off in a skippable frame", atByte, isCut: false };
}

async function* decodeLarge(
  input: Input,
  header: FrameHeader,
  onWrongChecksum: (atByte: number) => void,
): AsyncGenerator<Buffer, FaultAt | undefined> {
  const decoder = createNodeDecoder(() => createZstdDecompress({ chunkSize: CHUNK_BYTES }));
  try {
    let firstBytes = header.lengthBytes;
    for (let isLast = false; !isLast; ) {
      const group = await nextBlocks(input, firstBytes);
      firstBytes = 0;
      const fault = yield* decodeBlocks(input, decoder, group.lengths);
      if (fault) return fault;
      if (group.problem !== undefined) return { reason: group.problem, atByte: input.offsetBytes, isCut: true };
      isLast = group.isLast;
    }
    if (!header.hasChecksum) return undefined;
    const atByte = input.offsetBytes;
    if (!(await input.want(CHECKSUM_BYTES))) return { reason: "cut off before the checksum", atByte, isCut: false };
    const { problem } = await decoder.offer(input.take(CHECKSUM_BYTES), []);
    if (problem !== undefined) onWrongChecksum(atByte);
    return undefined;
  } finally {
    decoder.close();
  }
}

interface Group {
  /** Of the frame's header, if it comes first, and of whole blocks; all of them are held. */
  readonly lengths: readonly number[];
  readonly isLast: boolean;
  /** Why no block follows. */
  readonly problem?: string;
}

async function nextBlocks(input: Input, headerBytes: number): Promise<Group> {
  const lengths = headerBytes > 0 ? [headerBytes] : [];
  let total = headerBytes;
  while (total < GROUP_BYTES && lengths.length < GROUP_BLOCKS) {
    if (!(await input.want(total + BLOCK_HEADER_BYTES))) return { lengths, isLast: false, problem: "cut off" };
    const block = readBlockHeader(input.held, total);
    if (!block) return { lengths, isLast: false, problem: "invalid block" };
    if (!(await input.want(total + block.lengthBytes))) return { lengths, isLast: false, problem: "cut off" };
    lengths.push(block.lengthBytes);
    total += block.lengthBytes;
    if (block.isLast) return { lengths, isLast: true };
  }
  return { lengths, isLast: false };
}

async function* decodeBlocks(
  input: Input,
  decoder: NodeDecoder,
  lengths: readonly number[],
): AsyncGenerator<Buffer, FaultAt | undefined> {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total === 0) return undefined;
  const beginByte = input.offsetBytes;
  const { chunks, consumedBytes, problem } = await decoder.offer(input.take(total), [(bytes) => split(bytes, lengths)]);
  yield* chunks;
  return problem === undefined ? undefined : { reason: problem, atByte: beginByte + consumedBytes, isCut: true };
}

function split(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
}
