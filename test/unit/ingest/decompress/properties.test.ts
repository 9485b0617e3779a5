import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compressedFixture, decompressed, linesOf, whole } from "../../../support/decompressed.ts";

const lines = linesOf(6_000);
const FORMATS = [
  { format: "gzip", bytes: gzipSync(lines), declared: {} },
  {
    format: "gzip of small members",
    bytes: Buffer.concat((lines.match(/(.*\n){1,50}/g) ?? []).map((part) => gzipSync(part))),
    declared: {},
  },
  { format: "zstd", bytes: compressedFixture("lines.zst"), declared: {} },
  {
    format: "zstd of small frames",
    bytes: Buffer.concat((lines.match(/(.*\n){1,50}/g) ?? []).map((part) => zstdCompressSync(part))),
    declared: {},
  },
  { format: "zlib", bytes: deflateSync(lines), declared: {} },
  { format: "deflate", bytes: deflateRawSync(lines), declared: { contentEncoding: "deflate" } },
  { format: "framed snappy", bytes: compressedFixture("lines.framed.sz"), declared: {} },
  { format: "snappy", bytes: compressedFixture("lines.raw.snappy"), declared: { name: "a.snappy" } },
  { format: "zstd in gzip", bytes: gzipSync(zstdCompressSync(lines)), declared: {} },
];
const pieces = fc.integer({ min: 50, max: 70_000 });

describe.each(FORMATS)("$format", ({ bytes, declared }) => {
  test("gives the same however it is cut into pieces", async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (pieceBytes) => {
        expect(await decompressed(bytes, { ...declared, pieceBytes })).toEqual(whole(lines));
      }),
      { numRuns: 10 },
    );
  });

  test("cut off anywhere it gives a begin of the content, and says so unless the cut is between two parts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 16, max: bytes.length - 1 }), pieces, async (length, pieceBytes) => {
        const cut = bytes.subarray(0, length);
        const once = await decompressed(cut, declared);
        expect(lines.startsWith(once.text)).toBe(true);
        if (once.faults.length === 0) expect(once.text.endsWith("\n")).toBe(true);
        expect(await decompressed(cut, { ...declared, pieceBytes })).toEqual(once);
      }),
      { numRuns: 15 },
    );
  });

  test("with any bytes changed it gives the same each time, and does not throw", async () => {
    const changes = fc.array(
      fc.tuple(fc.integer({ min: 10, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    await fc.assert(
      fc.asyncProperty(changes, pieces, async (changed, pieceBytes) => {
        const broken = Buffer.from(bytes);
        for (const [at, mask] of changed) broken.writeUInt8(broken.readUInt8(at) ^ mask, at);
        const once = await decompressed(broken, declared);
        expect(await decompressed(broken, { ...declared, pieceBytes })).toEqual(once);
      }),
      { numRuns: 8 },
    );
  });
});

const BEGINS = [
  [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x28, 0xb5, 0x2f, 0xfd, 0x24],
  [0x50, 0x2a, 0x4d, 0x18],
  [0x78, 0x9c],
  [0xff, 0x06, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59],
  [],
];

test("no bytes behind any magic number make it throw or hang, whatever is declared", async () => {
  const declared = fc.record({
    contentEncoding: fc.constantFrom(undefined, "gzip", "deflate", "snappy", "deflate, gzip", ","),
    name: fc.constantFrom(undefined, "a.deflate", "a.snappy.gz", ".sz"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...BEGINS),
      fc.uint8Array({ maxLength: 200 }),
      declared,
      async (begin, noise, said) => {
        const bytes = Buffer.concat([Buffer.from(begin), noise]);
        const once = await decompressed(bytes, said);
        expect(await decompressed(bytes, { ...said, pieceBytes: 3 })).toEqual(once);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("text is never taken for anything else, whatever is declared", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 2_000 }).filter((value) => !/\p{Cc}/u.test(value));
  const declared = fc.constantFrom(
    {},
    { contentEncoding: "deflate" },
    { contentEncoding: "snappy" },
    { name: "a.deflate" },
  );
  await fc.assert(
    fc.asyncProperty(text, declared, async (value, said) => {
      const bytes = Buffer.from(value);
      expect(await decompressed(bytes, said)).toEqual(whole(bytes.toString("latin1")));
    }),
    { numRuns: 1_000 },
  );
});

test.each(["˗🕽⅞ꄴ𓊀剆", "。𝀫Į", "K"])(
  "text that happens to begin with whole deflate data stays text: %s",
  async (text) => {
    const bytes = Buffer.from(text);
    expect(await decompressed(bytes, { contentEncoding: "deflate" })).toEqual(whole(bytes.toString("latin1")));
  },
);

test("what Sluice has no name for is left as it is", async () => {
  const bytes = brotliCompressSync(lines);
  expect(await decompressed(bytes)).toEqual(whole(bytes.toString("latin1")));
});
