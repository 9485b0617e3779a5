/** Bare deflate (RFC 1951): what many clients send as Content-Encoding: deflate. It has neither magic bytes nor a checksum. */
import { createInflateRaw } from "node:zlib";
import type { Decoded } from "./fault.ts";
import { inflate } from "./inflate.ts";
import { type Input, skipPadding } from "./input.ts";
import { CHUNK_BYTES } from "./node-decoder.ts";

export async function* decodeDeflate(input: Input): Decoded {
  const broken = yield* inflate(input, () => createInflateRaw({ chunkSize: CHUNK_BYTES }));
  if (broken) return [broken];
  if (!(await skipPadding(input))) return [];
  return [{ reason: "bytes behind its end", atByte: input.offsetBytes, isCut: false }];
}
