import { crc32, inflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { zip } from "../../../infra/build/zip.ts";

const text = (value: string) => new TextEncoder().encode(value);

it("holds each file's content, name and check sum where the format puts them", () => {
  const content = text("exports.handler = async () => 1;\n".repeat(50));
  const packed = Buffer.from(zip([{ path: "page/größe.js", content }]));

  // Read by the directory at the end, as unpackers do.
  const end = packed.length - 22;
  expect(packed.readUInt32LE(end)).toBe(0x06054b50);
  expect(packed.readUInt16LE(end + 10)).toBe(1);
  const directory = packed.readUInt32LE(end + 16);
  expect(directory + packed.readUInt32LE(end + 12)).toBe(end);
  const nameLength = packed.readUInt16LE(directory + 28);
  expect(packed.toString("utf8", directory + 46, directory + 46 + nameLength)).toBe("page/größe.js");
  expect(packed.readUInt32LE(directory + 16)).toBe(crc32(content));

  const local = packed.readUInt32LE(directory + 42);
  const data = local + 30 + packed.readUInt16LE(local + 26);
  const compressed = packed.subarray(data, data + packed.readUInt32LE(directory + 20));
  expect(inflateRawSync(compressed)).toEqual(Buffer.from(content));
});

it("lets everybody read the files: Lambda runs as another user", () => {
  const packed = Buffer.from(zip([{ path: "index.js", content: text("1") }]));
  const directory = packed.readUInt32LE(packed.length - 6);
  expect(packed.readUInt32LE(directory + 38) >>> 16).toBe(0o100644);
});

it("gives the same bytes for the same content, so that a deployment changes only what changed", () => {
  const entries = [
    { path: "index.js", content: text("a") },
    { path: "sluice.yml", content: text("b") },
  ];
  expect(zip(entries)).toEqual(zip(structuredClone(entries)));
});
