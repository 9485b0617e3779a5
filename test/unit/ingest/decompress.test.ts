import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decompress } from "../../../lib/ingest/decompress.ts";
import { collect, inPieces } from "../../support/streams.ts";

async function plain(bytes: Uint8Array, pieceBytes?: number) {
  const faults: string[] = [];
  const text = (await collect(decompress(inPieces(bytes, pieceBytes), ({ reason }) => faults.push(reason)))).toString();
  return { text, faults };
}

test("plain bytes stay as they are, none and one of them included", async () => {
  for (const text of ["", "a", "plain\n"]) expect(await plain(Buffer.from(text))).toEqual({ text, faults: [] });
});

test("gzip of several members is read to its end, one byte at a time too", async () => {
  const members = Buffer.concat([gzipSync("one\n"), gzipSync(""), gzipSync("two\n")]);
  expect(await plain(members)).toEqual({ text: "one\ntwo\n", faults: [] });
  expect(await plain(members, 1)).toEqual({ text: "one\ntwo\n", faults: [] });
});

test("gzip cut off gives what could be decoded, then says so", async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n * 7919}\n`).join("");
  const whole = gzipSync(lines);
  const { text, faults } = await plain(whole.subarray(0, whole.length / 2));
  expect(text.length).toBeGreaterThan(lines.length / 4);
  expect(lines.startsWith(text)).toBe(true);
  expect(faults).toEqual([expect.stringMatching(/^gzip: /)]);
});

test("a source that fails is the source's error, not a fault of the data", async () => {
  async function* failing() {
    yield gzipSync("text").subarray(0, 12);
    throw new Error("connection reset");
  }
  await expect(collect(decompress(failing(), () => expect.unreachable()))).rejects.toThrow("connection reset");
});
