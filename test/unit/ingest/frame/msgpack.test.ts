import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { framerFor } from "../../../../lib/ingest/frame/detect.ts";
import { MAX_FRAME_BYTES } from "../../../../lib/ingest/frame/frame.ts";
import { createMsgpackFramer } from "../../../../lib/ingest/frame/msgpack.ts";
import { parseMsgpack } from "../../../../lib/ingest/parse-msgpack.ts";
import { framesOf } from "../../../support/frames.ts";

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** By the letter of the specification, always in the long forms: what is read is not what was written by the same hand. */
function encode(value: Value): Buffer {
  if (value === null) return Buffer.from([0xc0]);
  if (typeof value === "boolean") return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(9, 0xcb);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (typeof value === "string") return Buffer.concat([headed(0xdb, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Array.isArray(value)) return Buffer.concat([headed(0xdd, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([headed(0xdf, entries.length), ...entries.flatMap(([key, own]) => [encode(key), encode(own)])]);
}

function headed(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(5, type);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const parsed = (text: string) => parseMsgpack(hex(text));

describe("values", () => {
  test("a map is the record", () => {
    expect(parsed("82 a1 61 01 a1 62 a1 63")).toEqual({ kind: "object", value: { a: 1, b: "c" } });
  });

  test("Fluentd's pair gives the record and the time of the event, to the nanosecond", () => {
    expect(parsed("92 d7 00 6b 04 0e a0 07 5b cd 15 81 a1 61 01")).toEqual({
      kind: "object",
      value: { a: 1 },
      shipped: { time: "2026-11-23T10:00:00.123456789Z", tag: "" },
    });
  });

  test("Fluent Bit's pair has metadata beside the time", () => {
    expect(parsed("92 92 d7 00 6b 04 0e a0 00 00 00 00 81 a1 6d 02 81 a1 61 01")).toMatchObject({
      value: { a: 1, metadata: { m: 2 } },
      shipped: { time: "2026-11-23T10:00:00.000000000Z" },
    });
  });

  test("an entry of the forward protocol has a tag", () => {
    expect(parsed("93 a3 61 70 70 ce 6b 04 0e a0 81 a1 61 01")).toMatchObject({
      value: { a: 1 },
      shipped: { time: "2026-11-23T10:00:00.000Z", tag: "app" },
    });
  });

  test("what JSON cannot say is said as text", () => {
    const value = parsed(
      "85 a1 75 cf ffffffffffffffff a1 69 d3 8000000000000000 a1 6e cb 7ff8000000000000 a1 62 c4 01 ff a1 78 d4 2a 07",
    );
    expect(value).toMatchObject({
      value: { u: "18446744073709551615", i: "-9223372036854775808", n: "NaN", b: "/w==", x: "ext(42):Bw==" },
    });
  });

  test("keys of any type are text, and __proto__ is a key like any other", () => {
    const value = parsed("83 01 02 c0 03 a9 5f5f70726f746f5f5f 04");
    expect(JSON.stringify(value)).toBe('{"kind":"object","value":{"1":2,"null":3,"__proto__":4}}');
  });
});

describe("streams", () => {
  const value = fc.letrec<{ value: Value; record: { [key: string]: Value } }>((tie) => ({
    record: fc.dictionary(fc.string({ unit: "grapheme" }), tie("value"), { noNullPrototype: true, minKeys: 1 }),
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: "grapheme" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      tie("record"),
    ),
  }));

  test("any records come back as they were, however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(value.record, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        (records, cut) => {
          const bytes = Buffer.concat(records.map(encode));
          const framer = createMsgpackFramer();
          const frames = [];
          for (let from = 0; from < bytes.length; from += cut)
            frames.push(...framer.push(bytes.subarray(from, from + cut)));
          frames.push(...framer.end());
          expect(frames.map((frame) => parseMsgpack(frame.bytes))).toEqual(
            records.map((record) => ({ kind: "object", value: record })),
          );
          expect(Buffer.concat(frames.map((frame) => frame.bytes))).toEqual(bytes);
        },
      ),
    );
  });

  test("no bytes make it fail; all of them lie in the frames, in order, and those without a fault can be read", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 20 }), (given, cut) => {
        const bytes = Buffer.from(given);
        const framer = createMsgpackFramer();
        const frames = [];
        for (let from = 0; from < bytes.length; from += cut)
          frames.push(...framer.push(bytes.subarray(from, from + cut)));
        frames.push(...framer.end());
        expect(Buffer.concat(frames.map((frame) => frame.bytes))).toEqual(bytes);
        for (const frame of frames)
          if (frame.fault === undefined) expect(parseMsgpack(frame.bytes)).toHaveProperty("kind");
        expect(framesOf(createMsgpackFramer(), bytes, cut)).toEqual(framesOf(createMsgpackFramer(), bytes));
      }),
    );
  });

  test("a stream that is cut gives its last value with a fault", () => {
    const bytes = Buffer.concat([encode({ a: 1 }), encode({ b: "text" }).subarray(0, -2)]);
    expect(framesOf(createMsgpackFramer(), bytes).map(({ fault }) => fault)).toEqual([
      undefined,
      "cut off inside a MessagePack value",
    ]);
  });

  test.each(["dd", "df", "db", "c6", "c9"])(
    "what %s declares is not believed: the rest is one record that cannot be read",
    (type) => {
      const bytes = Buffer.concat([encode({ a: 1 }), hex(`${type} ff ff ff ff`), encode({ b: 2 })]);
      const [good, bad, ...more] = framesOf(createMsgpackFramer(), bytes, 7);
      expect(good?.fault).toBeUndefined();
      expect(bad).toMatchObject({ fault: "undecodable: broken MessagePack", piece: 0 });
      expect(more).toEqual([]);
    },
  );

  test("a value over the limit is one record in pieces, and the next is whole again", () => {
    const bytes = Buffer.concat([encode({ long: "x".repeat(3 * MAX_FRAME_BYTES) }), encode({ b: 2 })]);
    for (const pieceBytes of [64 * 1024, bytes.length]) {
      const frames = framesOf(createMsgpackFramer(), bytes, pieceBytes);
      expect(frames.map(({ piece }) => piece)).toEqual([0, 1, 2, 3, undefined]);
    }
  });

  test("nesting is followed without recursion, and too much of it is a fault of that record only", () => {
    const deep = Buffer.concat([Buffer.alloc(10_000, 0x91), Buffer.from([0x01]), encode({ b: 2 })]);
    expect(framesOf(createMsgpackFramer(), deep).map(({ fault }) => fault)).toEqual([
      "MessagePack nested deeper than 512",
      undefined,
    ]);
  });
});

test("text in an old encoding that begins with the byte of a map or an array stays text", () => {
  const text = Buffer.from([0x93, ...Buffer.from("quoted"), 0x94, ...Buffer.from(" text\nnext\n")]);
  expect(framesOf(framerFor(text), text)).toHaveLength(2);
});
