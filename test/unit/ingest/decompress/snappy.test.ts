import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32c } from "../../../../lib/ingest/decompress/crc32c.ts";
import { decodeSnappyBlock } from "../../../../lib/ingest/decompress/snappy-block.ts";
import { compressedFixture, decompressed, linesOf, whole } from "../../../support/decompressed.ts";

const raw = compressedFixture("lines.raw.snappy");
const framed = compressedFixture("lines.framed.sz");
const lines = linesOf(6_000);

test("a bare block is read where the header or the suffix says snappy", async () => {
  for (const declared of [
    { contentEncoding: "snappy" },
    { contentEncoding: "x-snappy" },
    { name: "a.snappy" },
    { name: "a.log.sz" },
  ]) {
    for (const pieceBytes of [undefined, 1_000]) {
      expect(await decompressed(raw, { ...declared, pieceBytes })).toEqual(whole(lines));
    }
  }
});

test("frames are known by their magic bytes, whatever is declared, however they are cut", async () => {
  for (const declared of [{}, { contentEncoding: "gzip" }, { name: "a.snappy" }]) {
    expect(await decompressed(framed, declared)).toEqual(whole(lines));
  }
  for (const pieceBytes of [1, 4_099]) expect(await decompressed(framed, { pieceBytes })).toEqual(whole(lines));
});

test("text that is called snappy stays text", async () => {
  for (const text of ["", "plain\n", '{"message":"x"}\n', lines]) {
    expect(await decompressed(Buffer.from(text), { contentEncoding: "snappy" })).toEqual(whole(text));
  }
});

test("a short block that looks like text is a block where it is one", async () => {
  const text = "exactly thirty-two letters here\n";
  const block = Buffer.from(` |${text}`);
  expect(await decompressed(block, { contentEncoding: "snappy" })).toEqual(whole(text));
  expect(await decompressed(block)).toEqual(whole(` |${text}`));
});

test("a block cut off gives all that could be decoded, then says so", async () => {
  const { text, faults, isCut } = await decompressed(raw.subarray(0, 20_000), { name: "a.snappy" });
  expect(lines.startsWith(text)).toBe(true);
  expect(text.length).toBeGreaterThan(20_000);
  expect(faults).toEqual([expect.stringMatching(/^undecodable snappy: cut off \(at byte \d+\)$/)]);
  expect(isCut).toBe(true);
});

test("frames cut off or broken give all that could be decoded, then say so", async () => {
  const cut = await decompressed(framed.subarray(0, 30_000));
  expect(lines.startsWith(cut.text)).toBe(true);
  expect(cut.text.length).toBeGreaterThan(30_000);
  expect(cut.faults).toEqual([expect.stringMatching(/^undecodable framed snappy: cut off \(at byte \d+\)$/)]);

  const unknown = await decompressed(Buffer.concat([framed, Buffer.from([0x02, 1, 0, 0, 0])]));
  expect(unknown.text).toBe(lines);
  expect(unknown.faults).toEqual([expect.stringContaining(`a chunk of unknown type 2 (at byte ${framed.length})`)]);
});

test("padding, skippable chunks and a second stream behind the first are taken", async () => {
  const padding = Buffer.from([0xfe, 3, 0, 0, 9, 9, 9]);
  const skippable = Buffer.from([0x80, 1, 0, 0, 9]);
  expect(await decompressed(Buffer.concat([framed, padding, skippable, framed]))).toEqual(whole(lines + lines));
});

test("a wrong checksum of a frame takes nothing of the content away", async () => {
  const wrong = Buffer.from(framed);
  wrong.writeUInt8(wrong.readUInt8(14) ^ 1, 14);
  expect(await decompressed(wrong)).toEqual({
    text: lines,
    faults: ["undecodable framed snappy: wrong checksum (at byte 10)"],
    isCut: false,
  });
});

test("a bare block beyond the setting is not held", async () => {
  const { text, faults } = await decompressed(raw, { name: "a.snappy", limits: { snappyMebibytes: 1 / 64 } });
  expect(text).toBe("");
  expect(faults).toEqual([expect.stringContaining("limits.snappyMebibytes")]);
});

/** The format's elements, and what they mean by its own words: the decoder is held to it on any sequence of them. */
const element = fc.oneof(
  fc.record({ literal: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
  fc.record({ offset: fc.nat(), length: fc.integer({ min: 1, max: 64 }), form: fc.constantFrom(1, 2, 4) }),
);

test("every sequence of literals and copies is decoded as the format has it", () => {
  fc.assert(
    fc.property(fc.array(element, { maxLength: 60 }), (elements) => {
      const plain: number[] = [];
      const encoded: number[] = [];
      for (const part of elements) {
        if ("literal" in part) {
          const most = part.literal.length - 1;
          if (most < 60) encoded.push(most << 2);
          else if (most < 256) encoded.push(60 << 2, most);
          else encoded.push(61 << 2, most & 0xff, most >> 8);
          encoded.push(...part.literal);
          plain.push(...part.literal);
          continue;
        }
        if (plain.length === 0) continue;
        const isShort = part.form === 1;
        const offset = (part.offset % Math.min(plain.length, isShort ? 2_047 : 65_535)) + 1;
        const length = isShort ? 4 + (part.length % 8) : part.length;
        if (isShort) encoded.push(((offset >> 8) << 5) | ((length - 4) << 2) | 1, offset & 0xff);
        else
          encoded.push(
            ((length - 1) << 2) | (part.form === 2 ? 2 : 3),
            offset & 0xff,
            offset >> 8,
            ...(part.form === 4 ? [0, 0] : []),
          );
        for (let n = 0; n < length; n++) plain.push(plain[plain.length - offset] ?? -1);
      }
      const size = plain.length;
      const preamble =
        size < 128
          ? [size]
          : size < 16_384
            ? [(size & 0x7f) | 0x80, size >> 7]
            : [(size & 0x7f) | 0x80, ((size >> 7) & 0x7f) | 0x80, size >> 14];
      const block = decodeSnappyBlock(Buffer.from([...preamble, ...encoded]), 1_000_000);
      expect(block.problem).toBeUndefined();
      expect([...block.plain]).toEqual(plain);
    }),
  );
});

test("no bytes make the decoder throw, or give more than they say and than is allowed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      const { plain, consumedBytes } = decodeSnappyBlock(noise, 1_000);
      expect(plain.length).toBeLessThanOrEqual(1_000);
      expect(consumedBytes).toBeLessThanOrEqual(noise.length);
    }),
    { numRuns: 5_000 },
  );
});

test("CRC-32C has the value that its specification gives", () => {
  // RFC 3720, B.4.
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
});
