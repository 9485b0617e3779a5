/** What shippers wrap text and records in: compression, MessagePack, protobuf, UTF-16, and what they declare, truly or not. */
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import type { JsonValue } from "../../../lib/record.ts";

/** A snappy chunk that is not compressed, behind the stream's mark; and a raw block that is one literal. */
function snappyRaw(bytes: Buffer): Buffer {
  const length = Math.min(bytes.length, 60);
  return Buffer.concat([Buffer.from([length, ...(length > 0 ? [(length - 1) << 2] : [])]), bytes.subarray(0, length)]);
}

const codings: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => bytes,
  (bytes) => gzipSync(bytes, { level: 1 }),
  (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, bytes.length / 2)), gzipSync(bytes.subarray(bytes.length / 2))]),
  (bytes) => zstdCompressSync(bytes),
  (bytes) => Buffer.concat([zstdCompressSync(bytes), zstdCompressSync(bytes)]),
  (bytes) => deflateSync(bytes),
  (bytes) => deflateRawSync(bytes),
  snappyRaw,
  (bytes) => gzipSync(zstdCompressSync(bytes)),
];

export function compressed(plain: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc.tuple(plain, fc.constantFrom(...codings)).map(([bytes, encode]) => encode(bytes));
}

export const declared = fc.record(
  {
    contentEncoding: fc.constantFrom("gzip", "deflate", "snappy", "zstd", "identity", "deflate, gzip", ","),
    contentType: fc.constantFrom("application/json", "application/msgpack", "text/csv", "application/x-ndjson", "x"),
    name: fc.constantFrom("logs/a.json", "logs/a.msgpack.gz", "a.csv", "a.deflate", "a.snappy", "a.log", ""),
  },
  { requiredKeys: ["name"] },
);

export function utf16(text: string, isLittleEndian: boolean): Buffer {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  return isLittleEndian ? bytes : bytes.swap16();
}

/** In the shortest forms for what is short, as shippers write it. */
export function msgpack(value: JsonValue): Buffer {
  if (value === null) return Buffer.from([0xc0]);
  if (typeof value === "boolean") return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === "number") return msgpackNumber(value);
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(bytes.length, 0xa0, 31, 0xda), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(value.length, 0x90, 15, 0xdc), ...value.map(msgpack)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    head(entries.length, 0x80, 15, 0xde),
    ...entries.flatMap(([key, own]) => [msgpack(key), msgpack(own)]),
  ]);
}

function msgpackNumber(value: number): Buffer {
  if (Number.isInteger(value) && value >= 0 && value < 128) return Buffer.from([value]);
  const bytes = Buffer.alloc(9, 0xcb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(length: number, short: number, mostShort: number, long: number): Buffer {
  if (length <= mostShort) return Buffer.from([short | length]);
  const bytes = Buffer.alloc(3, long);
  bytes.writeUInt16BE(length & 0xffff, 1);
  return bytes;
}

/** Fluentd's entry: an event time (fixext 8, type 0) and the record. */
export function fluentdEntry(record: JsonValue): Buffer {
  return Buffer.concat([Buffer.from([0x92, 0xd7, 0x00, 0x6b, 0x04, 0x0e, 0xa0, 0, 0, 0, 0]), msgpack(record)]);
}

/** ExportLogsServiceRequest of one resource and scope, with a text body each. */
export function otlpProtobuf(bodies: readonly string[]): Buffer {
  const writer = new BinaryWriter();
  writer.tag(1, 2).fork().tag(2, 2).fork();
  for (const body of bodies) {
    writer.tag(2, 2).fork().tag(1, 1).fixed64(1795428000000000000n).tag(2, 0).int32(17);
    writer.tag(5, 2).fork().tag(1, 2).string(body.toWellFormed()).join().join();
  }
  return Buffer.from(writer.join().join().finish());
}
