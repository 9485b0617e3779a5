import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { compressedFixture, decompressed, linesOf, whole } from "../../../support/decompressed.ts";

const lines = linesOf(20_000);

test("plain bytes stay as they are, none and one of them included", async () => {
  for (const text of ["", "a", "plain\n", lines]) {
    for (const pieceBytes of [undefined, 1_000]) {
      expect(await decompressed(Buffer.from(text), { pieceBytes })).toEqual(whole(text));
    }
  }
});

test("the bytes are right where header and key are wrong", async () => {
  const wrong = { contentEncoding: "zstd", name: "a.snappy" };
  expect(await decompressed(gzipSync(lines), wrong)).toEqual(whole(lines));
  expect(await decompressed(zstdCompressSync(lines), { ...wrong, contentEncoding: "gzip" })).toEqual(whole(lines));
  expect(await decompressed(Buffer.from(lines), { contentEncoding: "gzip", name: "a.gz" })).toEqual(whole(lines));
});

test.each([
  ["gzip in gzip", gzipSync(gzipSync(lines)), {}],
  ["zstd in gzip", gzipSync(zstdCompressSync(lines)), {}],
  ["zlib in zstd in gzip", gzipSync(zstdCompressSync(deflateSync(lines))), {}],
  ["bare deflate in gzip, by its header", gzipSync(deflateRawSync(lines)), { contentEncoding: "deflate, gzip" }],
  ["bare deflate in gzip, by its name", gzipSync(deflateRawSync(lines)), { name: "a.deflate.gz" }],
])("%s is read", async (_, bytes, declared) => {
  expect(await decompressed(bytes, declared)).toEqual(whole(lines));
  expect(await decompressed(bytes, { ...declared, pieceBytes: 1_001 })).toEqual(whole(lines));
});

test("a fourth layer is refused", async () => {
  const bytes = gzipSync(gzipSync(gzipSync(gzipSync(lines))));
  expect(await decompressed(bytes)).toEqual({
    text: "",
    faults: ["undecodable gzip: inside 3 other layers of compression"],
    isCut: false,
  });
});

test("a cut of the outer layer is told once, and not as the inner one's", async () => {
  const bytes = gzipSync(gzipSync(lines, { level: 1 }), { level: 0 });
  const { text, faults, isCut } = await decompressed(bytes.subarray(0, 30_000));
  expect(lines.startsWith(text)).toBe(true);
  expect(text.length).toBeGreaterThan(30_000);
  expect(faults).toEqual(["undecodable gzip: cut off (at byte 30000)"]);
  expect(isCut).toBe(true);
});

test("a fault of an inner layer says which", async () => {
  expect((await decompressed(zstdCompressSync(gzipSync(lines).subarray(0, 1_000)))).faults).toEqual([
    "undecodable gzip: cut off (at byte 1000 inside zstd)",
  ]);
});

test.each([
  ["bzip2", "short.bz2"],
  ["xz", "short.xz"],
  ["lz4", "short.lz4"],
  ["zip", "short.zip"],
])("%s is known, not read, and never taken for text", async (format, file) => {
  const refused = {
    text: "",
    faults: [`undecodable ${format}: Sluice reads gzip, zstd, zlib, deflate and snappy`],
    isCut: false,
  };
  expect(await decompressed(compressedFixture(file))).toEqual(refused);
  expect(await decompressed(gzipSync(compressedFixture(file)), { name: "a.gz" })).toEqual(refused);
});

test("text that begins like an archive's magic bytes is text", async () => {
  for (const text of ["BZh9 is a level of bzip2\n", "LZIP and its like\n", "PK is short for Pakistan\n", "7z\n"]) {
    expect(await decompressed(Buffer.from(text))).toEqual(whole(text));
  }
});
