import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../../lib/ingest/parse.ts";
import { quoteBareNumbers } from "../../../lib/ingest/parse-bare-number.ts";

test("numbers that are none are kept as the texts they were written as", () => {
  const line = '{"a":NaN,"b":[-Infinity,Infinity],"NaN":"Infinity \\"NaN"}';
  expect(parse(Buffer.from(line))).toEqual({
    kind: "object",
    value: { a: "NaN", b: ["-Infinity", "Infinity"], NaN: 'Infinity "NaN' },
  });
});

test("what else is broken stays unreadable", () => {
  expect(parse(Buffer.from('{"a":NaN,"b":'))).toMatchObject({ kind: "unreadable" });
});

test("JSON is left as it is", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(quoteBareNumbers(text)).toBe(text);
    }),
  );
});
