import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../../lib/ingest/decompress/limits.ts";
import { decompress } from "../../../../lib/ingest/decompress/run.ts";
import { collect, inPieces } from "../../../support/streams.ts";

async function plain(bytes: Uint8Array, pieceBytes?: number) {
  const faults: string[] = [];
  const text = (
    await collect(decompress(inPieces(bytes, pieceBytes), {}, DEFAULT_LIMITS, ({ reason }) => faults.push(reason)))
  ).toString();
  return { text, faults };
}

const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n * 7919}\n`).join("");

test("plain bytes stay as they are, none and one of them included", async () => {
  for (const text of ["", "a", "plain\n"]) expect(await plain(Buffer.from(text))).toEqual({ text, faults: [] });
});

test("gzip of several members is read to its end, however it is cut", async () => {
  const members = Buffer.concat([gzipSync("one\n"), gzipSync(""), gzipSync(lines), gzipSync("two\n")]);
  for (const pieceBytes of [undefined, 1, 7, 4096, 5000]) {
    expect(await plain(members, pieceBytes)).toEqual({ text: `one\n${lines}two\n`, faults: [] });
  }
});

test("a header with a name, a comment, an extra field and a checksum of its own is a header", async () => {
  const body = gzipSync("text").subarray(10);
  const fixed = Buffer.from([0x1f, 0x8b, 8, 0x02 | 0x04 | 0x08 | 0x10, 0, 0, 0, 0, 0, 3]);
  const rest = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from("app.log\0a comment\0"), Buffer.from([0, 0])]);
  expect(await plain(Buffer.concat([fixed, rest, body]))).toEqual({ text: "text", faults: [] });
});

test("padding between and behind members hides none of them", async () => {
  const padding = Buffer.alloc(512);
  const padded = Buffer.concat([gzipSync("one\n"), padding, gzipSync("two\n"), padding]);
  expect(await plain(padded)).toEqual({ text: "one\ntwo\n", faults: [] });
});

test("what stands behind a member and is no gzip takes nothing of it away", async () => {
  expect(await plain(Buffer.concat([gzipSync("one\n"), Buffer.from("\r\n\r\n")]))).toEqual({
    text: "one\n",
    faults: ["undecodable gzip: bytes that are no gzip (at byte 24)"],
  });
});

test("a wrong checksum is told, and the members behind it are read", async () => {
  const wrong = gzipSync("one\n");
  wrong.writeUInt32LE(1, wrong.length - 8);
  expect(await plain(Buffer.concat([wrong, gzipSync("two\n")]))).toEqual({
    text: "one\ntwo\n",
    faults: ["undecodable gzip: wrong checksum (at byte 16)"],
  });
});

test.each([
  ["in its header", 5],
  ["in its data", 20_000],
  ["in its trailer", -4],
])("gzip cut off %s gives what could be decoded, then says so", async (_, end) => {
  const { text, faults } = await plain(gzipSync(lines).subarray(0, end));
  expect(lines.startsWith(text)).toBe(true);
  expect(faults).toEqual([expect.stringMatching(/^undecodable gzip: cut off/)]);
  if (end < 0) expect(text).toBe(lines);
});

test("what can be decoded of broken data does not depend on how it is cut", async () => {
  const broken = gzipSync(lines);
  broken.fill(0xff, 15_000, 15_050);
  const whole = await plain(broken);
  expect(whole.text.length).toBeGreaterThan(10_000);
  expect(whole.faults).toHaveLength(1);
  for (const pieceBytes of [1_000, 4_096, 16_384]) expect(await plain(broken, pieceBytes)).toEqual(whole);
});

test("no bytes behind the magic number make it throw or hang", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (noise) => {
      const { text, faults } = await plain(Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), noise]));
      expect(text.length + faults.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test("a source that fails is the source's error, not a fault of the data", async () => {
  async function* failing() {
    yield gzipSync("text").subarray(0, 12);
    throw new Error("connection reset");
  }
  await expect(collect(decompress(failing(), {}, DEFAULT_LIMITS, () => expect.unreachable()))).rejects.toThrow(
    "connection reset",
  );
});
