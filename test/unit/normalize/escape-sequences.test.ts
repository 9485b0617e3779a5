import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutEscapeSequences } from "../../../lib/normalize/escape-sequences.ts";
import { normalize } from "../../../lib/normalize/record.ts";
import { createTextReader } from "../../../lib/normalize/text.ts";

const deliveredMs = Date.parse("2026-11-23T12:00:00Z");
const RED = "\u001b[31m";
const PLAIN = "\u001b[0m";

test.each([
  ["colours", `${RED}red${PLAIN}`, "red"],
  ["colours of 24 bits", "\u001b[38;2;255;0;0mred\u001b[39m", "red"],
  ["links", "see \u001b]8;;https://example.com/\u001b\\here\u001b]8;;\u001b\\.", "see here."],
  ["titles that a bell ends", "\u001b]0;title\u0007text", "text"],
  ["moves and erasures", "a\u001b[2K\u001b[1Gb", "ab"],
  ["character sets", "\u001b(Btext", "text"],
  ["a sequence that is cut off", "open \u001b[31;", "open "],
  ["a command that never ends: what follows is text", "\u001b]8;;the order failed", "8;;the order failed"],
  ["an escape alone", "a\u001b", "a"],
])("%s are taken out", (_, text, plain) => {
  expect(withoutEscapeSequences(text)).toBe(plain);
});

test("any text is left without an escape, and without one it is left as it is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("\u001b", "[", "]", ";", "3", "m", "\\", "a", "\n", "\u0007") }),
      (text) => {
        const plain = withoutEscapeSequences(text);
        expect(plain).not.toContain("\u001b");
        if (!text.includes("\u001b")) expect(plain).toBe(text);
      },
    ),
  );
});

test.each([
  `${RED}ERROR${PLAIN} 2026-11-23 10:00:00 it failed`,
  `\u001b[2m2026-11-23T10:00:00Z${PLAIN} ${RED}ERROR${PLAIN} \u001b[1mcart${PLAIN}: it failed`,
  `2026-11-23 10:00:00 ${RED}[error]${PLAIN} it ${RED}failed${PLAIN}`,
])("a header is found behind colours: %j", (line) => {
  expect(createTextReader({ zone: "UTC", deliveredMs }).read(line).value).toMatchObject({
    "@timestamp": Date.parse("2026-11-23T10:00:00Z"),
    "log.level": "error",
    message: "it failed",
  });
});

test("of JSON the message and the level are without colours, everything else is as it came", () => {
  const { record } = normalize(
    { level: `${RED}error${PLAIN}`, message: `it ${RED}failed${PLAIN}`, prompt: `${RED}$${PLAIN}` },
    {
      dataset: undefined,
      origin: "",
      tag: undefined,
      shippedTime: undefined,
      deliveredMs,
      ingestedAt: "2026-11-23T12:00:00.000Z",
      ordinal: 0,
    },
  );
  expect(record).toMatchObject({
    "log.level": "error",
    message: "it failed",
    attributes: { prompt: `${RED}$${PLAIN}` },
  });
});
