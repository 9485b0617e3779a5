import { constants, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { compressedFixture, decompressed, linesOf, whole } from "../../../support/decompressed.ts";

const lines = linesOf(20_000);
const withChecksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const EMPTY_FRAME = zstdCompressSync("");

function skippable(content: Buffer): Buffer {
  const header = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

test("all frames are read, with skippable and empty ones between them, however they are cut", async () => {
  const frames = Buffer.concat([
    skippable(Buffer.alloc(100_000, 1)),
    zstdCompressSync("one\n"),
    EMPTY_FRAME,
    zstdCompressSync(lines, withChecksum),
    skippable(Buffer.alloc(0)),
    zstdCompressSync("two\n", withChecksum),
  ]);
  for (const pieceBytes of [undefined, 1, 4_099]) {
    expect(await decompressed(frames, { pieceBytes })).toEqual(whole(`one\n${lines}two\n`));
  }
});

test("a frame without a content size, as zstd writes one from a pipe, is read", async () => {
  expect(await decompressed(compressedFixture("lines.zst"))).toEqual(whole(linesOf(6_000)));
});

test("blocks that cannot be compressed and runs of one byte are read", async () => {
  // Pseudo-random: nothing repeats.
  let state = 1;
  const noise = Buffer.alloc(300_000).map(() => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  });
  const runs = Buffer.alloc(2_000_000, "a");
  expect(await decompressed(Buffer.concat([zstdCompressSync(noise), zstdCompressSync(runs)]))).toEqual(
    whole(Buffer.from(noise).toString("latin1") + runs.toString("latin1")),
  );
});

test.each([
  ["small", "one\n"],
  ["large", lines],
])("a wrong checksum of a %s frame is told, its content and the frames behind it are read", async (_, text) => {
  const wrong = zstdCompressSync(text, withChecksum);
  wrong.writeUInt32LE(1, wrong.length - 4);
  expect(await decompressed(Buffer.concat([wrong, zstdCompressSync("two\n")]))).toEqual({
    text: `${text}two\n`,
    faults: [`undecodable zstd: wrong checksum (at byte ${wrong.length - 4})`],
    isCut: false,
  });
});

test("a frame cut off gives the blocks that are whole, then says so", async () => {
  const bytes = zstdCompressSync(lines);
  const { text, faults, isCut } = await decompressed(bytes.subarray(0, -10));
  expect(text).toBe(lines.slice(0, 2 * 128 * 1024));
  expect(faults).toEqual([expect.stringMatching(/^undecodable zstd: cut off \(at byte \d+\)$/)]);
  expect(isCut).toBe(true);
});

test("the blocks before a broken one are given, all of them, however they are cut", async () => {
  const bytes = zstdCompressSync(lines);
  bytes.fill(0xff, bytes.length - 30);
  const once = await decompressed(bytes);
  expect(once.text).toBe(lines.slice(0, 2 * 128 * 1024));
  expect(once.faults).toEqual([expect.stringMatching(/^undecodable zstd: /)]);
  expect(once.isCut).toBe(true);
  for (const pieceBytes of [1_000, 65_536]) expect(await decompressed(bytes, { pieceBytes })).toEqual(once);
});

test.each([
  ["in its magic bytes' neighbour", 4],
  ["in its header", 5],
])("a frame cut off %s is told, what stands before it is given", async (_, bytes) => {
  const { text, faults } = await decompressed(
    Buffer.concat([zstdCompressSync("one\n"), EMPTY_FRAME.subarray(0, bytes)]),
  );
  expect(text).toBe("one\n");
  expect(faults).toEqual([expect.stringMatching(/^undecodable zstd: cut off in its header/)]);
});

test("a skippable frame cut off is told", async () => {
  const { text, faults } = await decompressed(
    Buffer.concat([zstdCompressSync("one\n"), skippable(Buffer.alloc(50)).subarray(0, 30)]),
  );
  expect(text).toBe("one\n");
  expect(faults).toEqual([expect.stringContaining("cut off in a skippable frame")]);
});

test("a frame that needs a dictionary says so", async () => {
  const dictionary = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x21, 7, 4, 0x21, 0, 0, ...Buffer.from("text")]);
  expect((await decompressed(dictionary)).faults).toEqual(["undecodable zstd: it needs a dictionary (at byte 0)"]);
});

test("bytes behind the frames that are none are told", async () => {
  const tail = Buffer.concat([zstdCompressSync("one\n"), Buffer.from("tail")]);
  const { text, faults, isCut } = await decompressed(tail);
  expect({ text, isCut }).toEqual({ text: "one\n", isCut: false });
  expect(faults).toEqual([`undecodable zstd: bytes that are no zstd (at byte ${tail.length - 4})`]);
});
