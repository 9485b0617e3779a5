import fc from "fast-check";
import { expect, test } from "vitest";
import { framerFor } from "../../../lib/ingest/frame/detect.ts";
import { type Framer, MAX_FRAME_BYTES } from "../../../lib/ingest/frame/frame.ts";
import { createJsonArrayFramer } from "../../../lib/ingest/frame/json-array.ts";
import { createLineFramer } from "../../../lib/ingest/frame/lines.ts";
import { framesOf } from "../../support/frames.ts";

const textsOf = (framer: Framer, text: string) => framesOf(framer, Buffer.from(text)).map((frame) => frame.text);

test("lines end at a line feed; carriage returns and blank lines are no part of them", () => {
  expect(textsOf(createLineFramer(), "one\r\n\n  \ntwo\nthree")).toEqual(["one", "two", "three"]);
});

test("U+2028 and U+0085 do not end a line", () => {
  expect(textsOf(createLineFramer(), "a\u2028b\u0085c\n")).toEqual(["a\u2028b\u0085c"]);
});

test("a line's offset is where its bytes begin", () => {
  expect(framesOf(createLineFramer(), Buffer.from("é\n\nb")).map((frame) => frame.offsetBytes)).toEqual([0, 4]);
});

test("a line over the limit is given in pieces, of which the first counts, and the next line is whole again", () => {
  const long = "x".repeat(2 * MAX_FRAME_BYTES + 5);
  const frames = framesOf(createLineFramer(), Buffer.from(`${long}\nshort\n`), 64 * 1024);
  const pieces = frames.slice(0, -1);
  expect(pieces.map((piece) => piece.text).join("")).toBe(long);
  expect(pieces.map((piece) => piece.piece)).toEqual([0, 1, 2]);
  expect(frames.at(-1)).toMatchObject({ text: "short", piece: undefined });
});

test("however the bytes are cut, the lines are the same", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "é", "\n", "\r\n", " ", "日本", "\n\n")),
      fc.integer({ min: 1, max: 7 }),
      (parts, pieceBytes) => {
        const bytes = Buffer.from(parts.join(""));
        expect(framesOf(createLineFramer(), bytes, pieceBytes)).toEqual(framesOf(createLineFramer(), bytes));
      },
    ),
  );
});

test("the elements of an array are frames, on one line or many, whatever brackets and quotes their strings hold", () => {
  const elements = [{ a: "]},{[" }, { b: ['"', "\\"] }, { c: { d: 1 } }];
  for (const text of [JSON.stringify(elements), JSON.stringify(elements, null, 2)]) {
    const found = textsOf(createJsonArrayFramer(), text).map((frame) => JSON.parse(frame));
    expect(found).toEqual(elements);
  }
});

test("any JSON array gives its elements, however the bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(0, 2),
      (elements, pieceBytes, indent) => {
        const bytes = Buffer.from(JSON.stringify(elements, null, indent));
        const found = framesOf(createJsonArrayFramer(), bytes, pieceBytes).map((frame) => JSON.parse(frame.text));
        expect(found).toEqual(elements.map((element) => JSON.parse(JSON.stringify(element))));
      },
    ),
  );
});

test("a broken element does not take its neighbours with it", () => {
  expect(textsOf(createJsonArrayFramer(), '[{"a":1},{"b":},{"c":3}]')).toEqual(['{"a":1}', '{"b":}', '{"c":3}']);
});

test("an element over the limit is given in pieces, of which the first counts, and the next one is whole again", () => {
  const long = JSON.stringify({ message: "x".repeat(2 * MAX_FRAME_BYTES) });
  const frames = framesOf(createJsonArrayFramer(), Buffer.from(`[${long},{"b":1}]`), 64 * 1024);
  const pieces = frames.slice(0, -1);
  expect(pieces.map((piece) => piece.text).join("")).toBe(long);
  expect(pieces.map((piece) => piece.piece)).toEqual([0, 1, 2]);
  expect(frames.at(-1)).toMatchObject({ text: '{"b":1}', piece: undefined });
});

test("an array that is cut off gives its last element with a fault", () => {
  const frames = framesOf(createJsonArrayFramer(), Buffer.from('[{"a":1},{"b":"x'));
  expect(frames[1]).toMatchObject({ text: '{"b":"x', fault: "cut off inside a JSON array" });
});

test.each([
  ['[{"a":1}]', false, '{"a":1}'],
  ['\ufeff [ \n {"a":1}]', false, '{"a":1}'],
  ['["a"]', true, '"a"'],
  ["[1, 2]", true, "1"],
  ["[2026-11-23] boot\n", true, "[2026-11-23] boot"],
  ["ß is text", false, "ß is text"],
  ["[error] disk full", false, "[error] disk full"],
  ["[2026-11-23 10:00:00] text", false, "[2026-11-23 10:00:00] text"],
])("%j (declared JSON: %s) begins with the record %j", (text, isJson, first) => {
  const bytes = Buffer.from(text);
  expect(framesOf(framerFor(bytes, isJson ? "json" : undefined), bytes)[0]?.text).toBe(first);
});
