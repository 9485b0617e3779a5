import fc from "fast-check";
import { expect, test } from "vitest";
import { createTextReader } from "../../../lib/normalize/text.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };
const LINES = [
  'time=2026-11-23T10:00:01Z level=warn msg="logfmt" service=cart',
  "<11>Nov 23 10:00:02 web-1 app[7]: syslog",
  '192.0.2.7 - bob [23/Nov/2026:10:00:03 +0000] "GET /cart?id=1 HTTP/1.1" 502 1234 "-" "curl/8.5.0"',
  "2026-11-23 10:00:04,500 ERROR [main] com.example.Cart - log4j",
  "E1123 10:00:05.000000    7 cart.go:42] klog",
  "2026/11/23 10:00:06 [error] 7#7: *1 nginx error",
  "2026-11-23T10:00:07.000000001Z stdout F ERROR:root:cri",
  "WARNING:root:python root",
  "2026/11/23 10:00:09 go log",
  "time:2026-11-23T10:00:02Z\tlevel:WARN\tmessage:ltsv",
  "just words",
  "",
];

test("what a line is does not depend on the lines before it", () => {
  const alone = new Map(LINES.map((line) => [line, createTextReader(context).read(line)]));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 20 }), (lines) => {
      const reader = createTextReader(context);
      for (const line of lines) expect(reader.read(line)).toEqual(alone.get(line));
    }),
  );
});

test("an epoch is a time also behind a line whose time is only a clock", () => {
  const reader = createTextReader(context);
  const alone = reader.read("1795428000 alone");
  expect(alone.value).toMatchObject({ "@timestamp": 1795428000000 });
  reader.read("10:00:00 INFO a clock");
  expect(reader.read("1795428000 alone")).toEqual(alone);
});

const TIMES = [
  "2026-11-23 10:00:00,123",
  "[23/Nov/2026:10:00:00 +0000]",
  "Nov 23 10:00:00",
  "1795428000",
  "[2026-11-23T10:00:00Z]",
  "20261123-10:00:00:123",
  "11-23 10:00:00.1",
];
const WORDS = [
  "INFO",
  "[error]",
  "D",
  "main",
  "[main]",
  "[a b]",
  "com.example.Cart",
  "cart:",
  "77",
  "-",
  "|",
  "--",
  "web-1",
  "app[7]:",
  "(x.go:4)",
  "{a}",
  "word",
  "a=1",
  "two",
  "words",
  '"q"',
  "<0.1>",
  "RAS",
  ":",
  "Info  ",
  "a|b",
  "x:y",
  "* ",
  "\t",
];

test("no word of a line is lost: what is not time or level is in the message or another field", () => {
  const line = fc
    .tuple(
      fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }),
      fc.constantFrom(...TIMES),
      fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }),
    )
    .map(([before, time, after]) => ({ words: [...before, ...after], text: [...before, time, ...after].join(" ") }));
  fc.assert(
    fc.property(line, ({ words, text }) => {
      const { value } = createTextReader(context).read(text);
      const kept = Object.values(value).join(" ");
      for (const word of words) {
        for (const part of word.match(/\w+/g) ?? []) {
          if (!/^(?:INFO|Info|error|D)$/.test(part)) expect(kept, text).toContain(part);
        }
      }
      expect(value["message"]).not.toBe("");
    }),
    { numRuns: 3_000 },
  );
});

test("any text is read, and has a message if it has any text", () => {
  const unit = fc.constantFrom(
    ...'0123456789:-/.,[](){}<>|"\\= \tTZ+EINFOerror日年月é\ud800\u0000'.split(""),
    "Nov ",
    "2026-11-23 10:00:00",
    " INFO ",
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit, maxLength: 60 })), (text) => {
      const { value } = createTextReader(context).read(text);
      const message = value["message"] ?? value["msg"];
      if (message !== undefined && text.trim() !== "" && value["http.response.status_code"] === undefined)
        expect(String(message).trim()).not.toBe("");
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ["[".repeat(100_000)],
  [`${"(".repeat(100_000)}2026-11-23 10:00:00`],
  [`2026-11-23 10:00:00 ${"[a".repeat(50_000)}`],
  [`a=${'"\\'.repeat(100_000)}`],
  [`${"a:b\t".repeat(50_000)}`],
  [`<11>1 2026-11-23T10:00:00Z a b c d ${'[x y="'.repeat(30_000)}`],
  [`1.1.1.1 - - [23/Nov/2026:10:00:03 +0000] ${'"'.repeat(100_000)}`],
  ["2026-11-23 10:00:00 ".repeat(10_000)],
  ["- ".repeat(100_000)],
  ["1".repeat(200_000)],
])("a long hostile line takes no time", (text) => {
  const reader = createTextReader(context);
  const started = performance.now();
  reader.read(text);
  // A busy machine is ten times slower than an idle one; what grows with the square takes minutes.
  expect(performance.now() - started).toBeLessThan(1_500);
});

test("a container's line is read like any other; the runtime's time counts where it has none", () => {
  const reader = createTextReader(context);
  expect(reader.read("2026-11-23T10:00:07.1Z stderr F 2026-11-23 10:00:06 ERROR text")).toEqual({
    shippedTime: "2026-11-23T10:00:07.1Z",
    value: {
      "@timestamp": Date.parse("2026-11-23T10:00:06Z"),
      "log.level": "error",
      message: "text",
      stream: "stderr",
    },
  });
  expect(reader.read('2026-11-23T10:00:07.1Z stdout F {"a":1}').value).toEqual({
    message: '{"a":1}',
    stream: "stdout",
  });
});

test("a line that a record carries is read, and the record's own fields are kept", () => {
  const reader = createTextReader(context);
  const docker = { log: "2026-11-23 10:00:06 ERROR text\n", stream: "stdout", time: "2026-11-23T10:00:07Z" };
  expect(reader.open(docker)).toEqual({
    "@timestamp": Date.parse("2026-11-23T10:00:06Z"),
    "log.level": "error",
    message: "text",
    stream: "stdout",
    time: "2026-11-23T10:00:07Z",
  });
});

test.each([
  { message: "2026-11-23 10:00:06 ERROR text", level: "info" },
  { message: "just words" },
  { message: '{"a":1}' },
  { message: 7 },
  {},
])("%j is left as it is", (record) => {
  expect(createTextReader(context).open(record)).toBe(record);
});
