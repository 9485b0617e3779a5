import { deflateRawSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../../lib/ingest/decompress/limits.ts";
import { decompress } from "../../../../lib/ingest/decompress/run.ts";
import { decompressed, linesOf, whole } from "../../../support/decompressed.ts";
import { collect } from "../../../support/streams.ts";

const lines = linesOf(20_000);
/** The last block, of type 3: there is none. */
const INVALID_BLOCK = 0x07;

test("gzip of several members is read to its end, however it is cut", async () => {
  const members = Buffer.concat([gzipSync("one\n"), gzipSync(""), gzipSync(lines), gzipSync("two\n")]);
  for (const pieceBytes of [undefined, 1, 7, 4096, 5000]) {
    expect(await decompressed(members, { pieceBytes })).toEqual(whole(`one\n${lines}two\n`));
  }
});

test("thousands of small members are read to their end, and larger ones among them", async () => {
  const parts = Array.from({ length: 4_000 }, (_, n) => (n % 1_000 === 500 ? linesOf(20_000) : `record ${n}\n`));
  const members = Buffer.concat(parts.map((part) => gzipSync(part)));
  expect(await decompressed(members)).toEqual(whole(parts.join("")));
});

test("a member that holds what looks like the begin of another is one", async () => {
  // Stored blocks: the magic bytes stand in the data as they are.
  const magic = Buffer.concat([Buffer.from("this: "), Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.from(" is no member\n")]);
  const members = Buffer.concat(Array.from({ length: 20 }, () => gzipSync(magic, { level: 0 })));
  expect(await decompressed(members)).toEqual(whole(magic.toString("latin1").repeat(20)));
});

test("a header with a name, a comment, an extra field and a checksum of its own is a header", async () => {
  const body = gzipSync("text").subarray(10);
  const fixed = Buffer.from([0x1f, 0x8b, 8, 0x02 | 0x04 | 0x08 | 0x10, 0, 0, 0, 0, 0, 3]);
  const rest = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from("app.log\0a comment\0"), Buffer.from([0, 0])]);
  expect(await decompressed(Buffer.concat([fixed, rest, body]))).toEqual(whole("text"));
});

test("padding between and behind members hides none of them", async () => {
  const padding = Buffer.alloc(512);
  const padded = Buffer.concat([gzipSync("one\n"), padding, gzipSync("two\n"), gzipSync("three\n"), padding]);
  expect(await decompressed(padded)).toEqual(whole("one\ntwo\nthree\n"));
});

test("what stands behind a member and is no gzip takes nothing of it away", async () => {
  expect(await decompressed(Buffer.concat([gzipSync("one\n"), Buffer.from("\r\n\r\n")]))).toEqual({
    text: "one\n",
    faults: ["undecodable gzip: bytes that are no gzip (at byte 24)"],
    isCut: false,
  });
});

test("a wrong checksum is told, and the members behind it are read", async () => {
  const wrong = gzipSync("one\n");
  wrong.writeUInt32LE(1, wrong.length - 8);
  expect(await decompressed(Buffer.concat([wrong, gzipSync("two\n")]))).toEqual({
    text: "one\ntwo\n",
    faults: ["undecodable gzip: wrong checksum (at byte 16)"],
    isCut: false,
  });
});

test("many wrong checksums are one fault, which counts them", async () => {
  const wrong = gzipSync("one\n");
  wrong.writeUInt32LE(1, wrong.length - 8);
  const { text, faults } = await decompressed(Buffer.concat(Array.from({ length: 3_000 }, () => wrong)));
  expect(text).toBe("one\n".repeat(3_000));
  expect(faults).toEqual(["undecodable gzip: wrong checksum in 3000 members, the first of them (at byte 16)"]);
});

test.each([
  ["in its header", 5],
  ["in its data", 20_000],
  ["in its trailer", -4],
  ["before its trailer", -8],
])("gzip cut off %s gives what could be decoded, then says so", async (_, end) => {
  const bytes = gzipSync(lines).subarray(0, end);
  const { text, faults, isCut } = await decompressed(bytes);
  expect(lines.startsWith(text)).toBe(true);
  expect(faults).toEqual([expect.stringMatching(/^undecodable gzip: cut off .*\(at byte \d+\)$/)]);
  expect(isCut).toBe(end === 20_000);
  if (end < 0) expect(text).toBe(lines);
});

test.each([[1], [1_000], [40_000]])(
  "all that stands before an invalid block is given, to the last byte (%i lines)",
  async (count) => {
    const sound = linesOf(count);
    // Ends a block at a byte's border without ending the data.
    const begun = deflateRawSync(sound, { finishFlush: 2 });
    const header = gzipSync("").subarray(0, 10);
    const broken = Buffer.concat([header, begun, Buffer.from([INVALID_BLOCK]), Buffer.alloc(300, "x")]);
    for (const pieceBytes of [undefined, 1_000]) {
      const { text, faults, isCut } = await decompressed(broken, { pieceBytes });
      expect(text).toBe(sound);
      expect(faults).toEqual([expect.stringContaining(`invalid block type (at byte ${10 + begun.length}`)]);
      expect(isCut).toBe(true);
    }
  },
);

test("what can be decoded of broken data does not depend on how it is cut", async () => {
  const broken = gzipSync(lines);
  broken.fill(0xff, 15_000, 15_050);
  const once = await decompressed(broken);
  expect(once.text.length).toBeGreaterThan(10_000);
  expect(once.faults).toHaveLength(1);
  for (const pieceBytes of [1_000, 4_096, 16_384]) expect(await decompressed(broken, { pieceBytes })).toEqual(once);
});

test("a source that fails is the source's error, not a fault of the data", async () => {
  async function* failing() {
    yield gzipSync("text").subarray(0, 12);
    throw new Error("connection reset");
  }
  const content = decompress(failing(), {}, DEFAULT_LIMITS, () => expect.unreachable());
  await expect(collect(content)).rejects.toThrow("connection reset");
});

test("a reader that stops early lets the source go", async () => {
  let isOpen = true;
  async function* endless() {
    try {
      for (;;) yield gzipSync(lines);
    } finally {
      isOpen = false;
    }
  }
  for await (const chunk of decompress(endless(), {}, DEFAULT_LIMITS, () => expect.unreachable())) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect(isOpen).toBe(false);
});
