/** zlib (RFC 1950), what HTTP calls deflate; any number of streams, as gzip has members. */
import { createInflate } from "node:zlib";
import { createChecksumFaults, type Decoded } from "./fault.ts";
import { inflate } from "./inflate.ts";
import { type Input, skipPadding } from "./input.ts";
import { CHUNK_BYTES } from "./node-decoder.ts";

const HEADER_BYTES = 2;
/** Zlib's own words for it; it comes when all the content was given. */
const WRONG_CHECKSUM = "incorrect data check";

export async function* decodeZlib(input: Input): Decoded {
  const checksums = createChecksumFaults("stream");
  while (await skipPadding(input)) {
    const atByte = input.offsetBytes;
    if (!(await input.want(HEADER_BYTES)) || !isZlibHeader(input.held)) {
      return [...checksums.faults, { reason: "bytes that are no zlib", atByte, isCut: false }];
    }
    const broken = yield* inflate(input, () => createInflate({ chunkSize: CHUNK_BYTES }));
    if (broken?.reason === WRONG_CHECKSUM) {
      // Nobody knows whether another stream begins behind it.
      checksums.add(broken.atByte);
      return checksums.faults;
    }
    if (broken) return [...checksums.faults, broken];
  }
  return checksums.faults;
}

/** Method deflate, a window of at most 32 KiB, no preset dictionary, divisible by 31. */
export function isZlibHeader(head: Uint8Array): boolean {
  const [method = 0, flags = 0] = head;
  return (method & 0x0f) === 8 && method >> 4 <= 7 && (flags & 0x20) === 0 && (method * 256 + flags) % 31 === 0;
}
