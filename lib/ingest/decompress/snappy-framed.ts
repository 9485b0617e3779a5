/** Snappy in frames (google/snappy, framing_format.txt): chunks of at most 64 KiB of content, each with its checksum. */
import { crc32c } from "./crc32c.ts";
import { createChecksumFaults, type Decoded, type FaultAt } from "./fault.ts";
import type { Input } from "./input.ts";
import { decodeSnappyBlock } from "./snappy-block.ts";

const STREAM_BEGIN = Buffer.from([0xff, 0x06, 0x00, 0x00, ...Buffer.from("sNaPpY")]);

export function isSnappyFramed(head: Buffer): boolean {
  return head.subarray(0, STREAM_BEGIN.length).equals(STREAM_BEGIN);
}

const HEADER_BYTES = 4;
const CHECKSUM_BYTES = 4;
const MOST_PLAIN_BYTES = 64 * 1024;
/** What 64 KiB that cannot be compressed become, and some grace. */
const MOST_CHUNK_BYTES = 80 * 1024;

const COMPRESSED = 0x00;
const UNCOMPRESSED = 0x01;
const FIRST_SKIPPABLE = 0x80;

export async function* decodeSnappyFramed(input: Input): Decoded {
  const checksums = createChecksumFaults("chunk");
  const end = (reason: string, atByte: number, isCut: boolean): FaultAt[] => [
    ...checksums.faults,
    { reason, atByte, isCut },
  ];
  while (await input.want(1)) {
    const atByte = input.offsetBytes;
    if (!(await input.want(HEADER_BYTES))) return end("cut off", atByte, true);
    const type = input.held[0];
    const sizeBytes = input.held.readUIntLE(1, 3);
    if (type !== COMPRESSED && type !== UNCOMPRESSED) {
      if (type === undefined || type < FIRST_SKIPPABLE) return end(`a chunk of unknown type ${type}`, atByte, true);
      if (!(await input.skip(HEADER_BYTES + sizeBytes))) return end("cut off", atByte, true);
      continue;
    }
    if (sizeBytes < CHECKSUM_BYTES || sizeBytes > MOST_CHUNK_BYTES) return end("invalid chunk", atByte, true);
    const isWhole = await input.want(HEADER_BYTES + sizeBytes);
    if (input.held.length < HEADER_BYTES + CHECKSUM_BYTES) return end("cut off", atByte, true);
    const checksum = input.take(HEADER_BYTES + CHECKSUM_BYTES).readUInt32LE(HEADER_BYTES);
    const dataAt = input.offsetBytes;
    const { plain, consumedBytes, problem } = decodeChunk(type, input.take(sizeBytes - CHECKSUM_BYTES));
    if (plain.length > 0) yield plain;
    if (!isWhole) return end("cut off", dataAt + consumedBytes, true);
    if (problem !== undefined) return end(problem, dataAt + consumedBytes, true);
    if (masked(crc32c(plain)) !== checksum) checksums.add(atByte);
  }
  return checksums.faults;
}

function decodeChunk(type: number, data: Buffer): { plain: Buffer; consumedBytes: number; problem?: string } {
  if (type === COMPRESSED) return decodeSnappyBlock(data, MOST_PLAIN_BYTES);
  return { plain: data, consumedBytes: data.length };
}

/** As the format has it: a checksum over checksums is a poor one. */
function masked(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
