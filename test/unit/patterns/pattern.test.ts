import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fnv1a64 } from "../../../lib/patterns/fingerprint.ts";
import { fingerprint, patternOf } from "../../../lib/patterns/pattern.ts";
import { templateOf } from "../../../lib/patterns/template.ts";

/** What looks ahead, or back, or opens something, again and again. */
const HOSTILE = [
  "'",
  '"',
  "/",
  ":",
  "1:",
  "1.",
  "-1",
  "a1",
  "@.",
  "\\",
  "x'y",
  "  ",
  "'a ",
  "[1",
  "=a",
  "1 Jan ",
  "10.0.0.1 (",
  "eth0 ",
];

type Stream = Iterator<number, number>;

describe("a template masks what differs between messages of one kind", () => {
  test.each([
    ["connection to 10.0.0.7:5432 timed out after 30s", "connection to <host> timed out after <time>"],
    ["retry 3 of 5 in 1.5ms, delta -12", "retry <num> of <num> in <time>, delta <num>"],
    ["order 3f2504e0-4f89-11d3-9a0c-0305e82c3301 lost", "order <uuid> lost"],
    ["vif:3f2504e0-4f89-11d3-9a0c-0305e82c3301/up", "vif:<uuid>/up"],
    ["GET https://api.example.com/v1/a?b=c,d(e) failed", "GET <url> failed"],
    ["mail to bob.smith@example.com bounced", "mail to <email> bounced"],
    ["user 'bob' has no role \"admin\"", "user <str> has no role <str>"],
    ['"GET /v2/a/b HTTP/1.1" 200', '"GET <path> HTTP/<num>" <num>'],
    ["token Zx81kQ07pLm42vT refused", "token <id> refused"],
    ['left over {"stock":3,"1042":7}', 'left over {"stock":<num>,<str>:<num>}'],
  ])("%s → %s", (message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  test.each([
    ["words and punctuation stay", "Cannot add or read the decade: and/or nothing!"],
    ["an apostrophe opens no quotation", "user can't log in, it's over"],
    ["a quotation that is not closed is none", 'unexpected " in input'],
    ["functions stay", "at server.Foo.run and foo::bar"],
    ["other scripts stay", "支付失败：余额不足"],
  ])("%s", (_, message) => {
    expect(templateOf(message)).toBe(message);
  });

  test("only the first line with text counts, for stack traces follow it", () => {
    expect(templateOf("\n  Error: boom\n    at f (a.js:1:2)")).toBe("Error: boom");
  });

  test("blanks count as one", () => {
    expect(templateOf("a  b\tc ")).toBe("a b c");
  });

  test("a message without text has a template too", () => {
    expect(templateOf("")).toBe("<empty>");
    expect(templateOf(" \n ")).toBe("<empty>");
  });
});

describe("a pattern", () => {
  test("is its version and the 64-bit FNV-1a of the template", () => {
    expect(patternOf("took 5 of 9")).toEqual({
      template: "took <num> of <num>",
      pattern: fingerprint("took <num> of <num>"),
    });
    expect(fingerprint("took <num>")).toBe(`3-${fnv1a64("took <num>")}`);
  });

  // Published test vectors, draft-eastlake-fnv.
  test.each([
    ["", "cbf29ce484222325"],
    ["a", "af63dc4c8601ec8c"],
    ["foobar", "85944171f73967e8"],
  ])("hashes %j to %s", (text, hash) => {
    expect(fnv1a64(text)).toBe(hash);
  });

  test("hashes the UTF-8 bytes of any text, as 64-bit arithmetic does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        let hash = 0xcbf29ce484222325n;
        for (const byte of new TextEncoder().encode(text)) {
          hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
        }
        expect(fnv1a64(text)).toBe(hash.toString(16).padStart(16, "0"));
      }),
    );
  });

  test("is the same for messages that differ in their numbers only", () => {
    const word = fc.constantFrom(
      "job",
      "failed",
      "on",
      "(disk)",
      "a:",
      "x=",
      "[n]",
      "after",
      "ms",
      "user",
      "for",
      "-",
      "/",
    );
    const number = fc.nat({ max: 99_999_999 });
    const part = fc.oneof(word, fc.constant(undefined));
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        fc.infiniteStream(number),
        fc.infiniteStream(number),
        (parts, a, b) => {
          const filled = (numbers: Stream) => parts.map((each) => each ?? numbers.next().value).join(" ");
          expect(templateOf(filled(b))).toBe(templateOf(filled(a)));
        },
      ),
    );
  });

  test("is the same whatever digits a message has, if it has as many and none is a word's", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ghi  .:=/-_,()[]'\"5555"), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.constantFrom("2", "3", "7", "8"), (message, digit) => {
        expect(templateOf(message.replaceAll("5", digit))).toBe(templateOf(message));
      }),
    );
  });

  test("is that of the message without blanks around it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (message) => {
        expect(templateOf(`  ${message.trim()} \n`)).toBe(templateOf(message.trim()));
      }),
    );
  });

  test("exists for any text, in bounded length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (message) => {
        const { template, pattern } = patternOf(message);
        expect(template).not.toBe("");
        // The shortest variable part is one character, its mask has seven at most.
        expect(template.length).toBeLessThanOrEqual(7000);
        expect(pattern).toMatch(/^3-[0-9a-f]{16}$/);
      }),
    );
  });

  test.each(HOSTILE)("looks at no more than the first thousand characters of a megabyte of %j", (part) => {
    const long = part.repeat(1_000_000 / part.length);
    expect(templateOf(`x ${long}`)).toBe(templateOf(`x ${long}`.slice(0, 2000)));
  });

  test.each(HOSTILE)("takes no longer for much of %j at once than for as much in sixteen parts", (part) => {
    const whole = part.repeat(960).slice(0, 960);
    const sixteenth = whole.slice(0, 60);
    const wholeMs = leastMs(() => templateOf(whole), 50);
    const partsMs = leastMs(() => templateOf(sixteenth), 800);
    // Quadratic would be sixteen.
    expect(wholeMs / partsMs).toBeLessThan(6);
  });
});

function leastMs(work: () => void, times: number): number {
  const measured = Array.from({ length: 7 }, () => {
    const started = performance.now();
    for (let i = 0; i < times; i++) work();
    return performance.now() - started;
  });
  return Math.min(...measured);
}
