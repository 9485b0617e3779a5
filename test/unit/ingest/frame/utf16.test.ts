import fc from "fast-check";
import { expect, test } from "vitest";
import { framerFor } from "../../../../lib/ingest/frame/detect.ts";
import { framesOf } from "../../../support/frames.ts";

function utf16(text: string, isLittleEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return isLittleEndian ? bytes : bytes.swap16();
}

test.each([true, false])(
  "lines of UTF-16 (little endian: %s) are read, placed where they begin in the bytes that came",
  (isLittle) => {
    const bytes = utf16('ਊ one\r\nĊ two 😀\n{\n "a": 1\n}\n', isLittle);
    expect(framesOf(framerFor(bytes), bytes)).toMatchObject([
      { text: "ਊ one", offsetBytes: 2 },
      { text: "Ċ two 😀", offsetBytes: 16 },
      { text: '{\n "a": 1\n}', offsetBytes: 34 },
    ]);
  },
);

test("an array in UTF-16, as PowerShell writes it, gives its elements", () => {
  const bytes = utf16('[\r\n  {"a": 1},\r\n  {"b": 2}\r\n]\r\n', true);
  expect(framesOf(framerFor(bytes), bytes).map(({ text }) => text)).toEqual(['{"a": 1}', '{"b": 2}']);
});

test("any text gives the lines that it gives in UTF-8, however the bytes are cut", () => {
  const line = fc.string({ unit: "binary", maxLength: 8 }).map((text) => `x${text.replaceAll(/[\s{[\ufeff]/gu, "_")}`);
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1 }),
      fc.integer({ min: 2, max: 9 }),
      fc.boolean(),
      (lines, cut, isLittle) => {
        const bytes = utf16(lines.join("\n"), isLittle);
        const frames = framesOf(framerFor(bytes), bytes, cut);
        expect(frames.map(({ text }) => text)).toEqual(lines);
        expect(frames.map(({ offsetBytes }) => offsetBytes)).toEqual(
          lines.map((_, n) => 2 + 2 * lines.slice(0, n).reduce((sum, one) => sum + one.length + 1, 0)),
        );
      },
    ),
  );
});

test("half a character and half a pair are kept as bytes that are no text", () => {
  const bytes = Buffer.concat([utf16("a\ud800b\nc", true), Buffer.from([0x41])]);
  expect(framesOf(framerFor(bytes), bytes).map(({ text }) => text)).toEqual(["a���b", "cA"]);
});
