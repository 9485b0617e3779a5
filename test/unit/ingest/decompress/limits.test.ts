import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../../lib/ingest/decompress/limits.ts";
import { decompress } from "../../../../lib/ingest/decompress/run.ts";
import { decompressed, linesOf } from "../../../support/decompressed.ts";
import { inPieces } from "../../../support/streams.ts";

const MEBIBYTE = 2 ** 20;

/** Members of 64 MiB of zeros, as many as are asked for: 64 KB each. */
async function* bomb(members: number) {
  const member = gzipSync(Buffer.alloc(64 * MEBIBYTE));
  for (let n = 0; n < members; n++) yield member;
}

async function run(body: AsyncIterable<Uint8Array>, limits = DEFAULT_LIMITS) {
  const faults: string[] = [];
  let bytes = 0;
  let largest = 0;
  const content = decompress(body, {}, limits, ({ reason, isCut }) => faults.push(`${reason}${isCut ? " cut" : ""}`));
  for await (const chunk of content) {
    bytes += chunk.length;
    largest = Math.max(largest, chunk.length);
  }
  return { bytes, largest, faults };
}

test("a bomb ends at the ratio, long before it is whole, in pieces that are small", async () => {
  const { bytes, largest, faults } = await run(bomb(32));
  expect(bytes).toBeGreaterThan(32 * MEBIBYTE);
  expect(bytes).toBeLessThan(56 * MEBIBYTE);
  expect(largest).toBeLessThanOrEqual(4 * MEBIBYTE);
  expect(faults).toEqual([expect.stringMatching(/^undecodable gzip: over 800 times .*limits\.ratio.* cut$/)]);
});

test("a bomb inside another layer ends as well", async () => {
  const inner = gzipSync(Buffer.alloc(64 * MEBIBYTE));
  const { bytes, faults } = await run(
    inPieces(zstdCompressSync(Buffer.concat(Array.from({ length: 4 }, () => inner)))),
  );
  expect(bytes).toBeLessThan(56 * MEBIBYTE);
  expect(faults).toEqual([expect.stringContaining("limits.ratio")]);
});

test.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
])("a little of the same line over and over is no bomb in %s", async (_, compress) => {
  const heartbeat = "2026-11-23T10:00:00Z INFO alive\n".repeat(1_000_000);
  const { bytes, faults } = await run(inPieces(compress(heartbeat)));
  expect({ bytes, faults }).toEqual({ bytes: heartbeat.length, faults: [] });
});

test("content beyond the setting is not given, to the byte, however the bytes are cut", async () => {
  const lines = linesOf(100_000);
  const limits = { plainGibibytes: 100_000 / 2 ** 30 };
  for (const compress of [gzipSync, zstdCompressSync]) {
    for (const pieceBytes of [undefined, 777]) {
      const { text, faults, isCut } = await decompressed(compress(lines), { pieceBytes, limits });
      expect(text).toBe(lines.slice(0, 100_000));
      expect(faults).toEqual([expect.stringContaining("limits.plainGibibytes")]);
      expect(isCut).toBe(true);
    }
  }
});

test("bare deflate is bounded as the others are", async () => {
  const bytes = deflateRawSync(Buffer.alloc(64 * MEBIBYTE));
  const { text, faults } = await decompressed(bytes, { name: "a.deflate" });
  expect(text.length).toBeLessThan(56 * MEBIBYTE);
  expect(faults).toEqual([expect.stringContaining("limits.ratio")]);
});
