import { deflateRawSync, deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { decompressed, linesOf, whole } from "../../../support/decompressed.ts";

const lines = linesOf(20_000);

test("zlib is known by what follows its header, without a name, at every level, and short as it may be", async () => {
  for (const level of [0, 1, 6, 9]) {
    for (const text of ["", "a", "one\n", lines]) {
      const bytes = deflateSync(text, { level });
      for (const pieceBytes of [undefined, 7]) expect(await decompressed(bytes, { pieceBytes })).toEqual(whole(text));
    }
  }
});

test("several streams are read to their end, padding between them included", async () => {
  const streams = Buffer.concat([deflateSync("one\n"), Buffer.alloc(10), deflateSync(lines), deflateSync("two\n")]);
  expect(await decompressed(streams)).toEqual(whole(`one\n${lines}two\n`));
});

test.each([
  ["x^ operator is deprecated\n"],
  ["x^"],
  ["x^a"],
  ["x^e2 + 1\n"],
  ["8\x1d", "x^Kzz\n"],
  ["HG", "hC", "XG", "(S"],
])("text that begins like zlib stays text: %j", async (...texts) => {
  for (const text of texts) {
    for (const long of [text, text + lines]) {
      for (const contentEncoding of [undefined, "deflate"]) {
        // A control character is no text: without a name it is left alone, with one it is not.
        if (text.includes("\x1d") && contentEncoding) continue;
        expect(await decompressed(Buffer.from(long), { contentEncoding })).toEqual(whole(long));
      }
    }
  }
});

test("a wrong checksum takes nothing of the content away", async () => {
  for (const text of ["one\n", lines]) {
    const wrong = deflateSync(text);
    wrong.writeUInt32LE(1, wrong.length - 4);
    const { faults, ...content } = await decompressed(wrong, { contentEncoding: "deflate" });
    expect(content).toEqual({ text, isCut: false });
    expect(faults).toEqual([expect.stringMatching(/^undecodable zlib: wrong checksum \(at byte \d+\)$/)]);
  }
});

test("zlib cut off gives what could be decoded, then says so", async () => {
  const { text, faults, isCut } = await decompressed(deflateSync(lines).subarray(0, 30_000));
  expect(lines.startsWith(text)).toBe(true);
  expect(text.length).toBeGreaterThan(50_000);
  expect(faults).toEqual(["undecodable zlib: cut off (at byte 30000)"]);
  expect(isCut).toBe(true);
});

test.each([
  ["the header", { contentEncoding: "deflate" }],
  ["the header, among others", { contentEncoding: "aws-chunked, Deflate" }],
  ["the suffix", { name: "logs/a.log.deflate" }],
  ["the suffix, the header being about something else", { contentEncoding: "gzip", name: "logs/a.ZZ" }],
])("bare deflate is read where %s says so", async (_, declared) => {
  for (const text of ["", "a", "one\n", lines]) {
    expect(await decompressed(deflateRawSync(text), declared)).toEqual(whole(text));
  }
});

test("zlib in what the suffix calls deflate is zlib", async () => {
  expect(await decompressed(deflateSync(lines), { name: "a.deflate" })).toEqual(whole(lines));
});

test("text that is called deflate stays text", async () => {
  for (const text of ['{"message":"日本語"}\n', "K", "plain\n", "\u001b[31mred\u001b[0m\n", lines]) {
    const bytes = Buffer.from(text);
    expect(await decompressed(bytes, { contentEncoding: "deflate" })).toEqual(whole(bytes.toString("latin1")));
  }
});

test("bare deflate cut off, or with bytes behind it, gives what could be decoded and says so", async () => {
  const bytes = deflateRawSync(lines);
  const cut = await decompressed(bytes.subarray(0, 20_000), { name: "a.deflate" });
  expect(lines.startsWith(cut.text)).toBe(true);
  expect(cut.faults).toEqual(["undecodable deflate: cut off (at byte 20000)"]);
  const tail = await decompressed(Buffer.concat([bytes, Buffer.from("tail")]), { name: "a.deflate" });
  expect(tail).toEqual({
    text: lines,
    faults: [`undecodable deflate: bytes behind its end (at byte ${bytes.length})`],
    isCut: false,
  });
});
