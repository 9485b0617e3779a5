import { expect, test } from "vitest";
import { readLogfmt } from "../../../../lib/normalize/formats/logfmt.ts";
import { readLtsv } from "../../../../lib/normalize/formats/ltsv.ts";

test("logfmt gives its pairs, with quotes and escapes undone", () => {
  expect(
    readLogfmt('time=2026-11-23T10:00:01Z level=warn msg="a \\"quoted\\" text\\n" service=cart empty= flag'),
  ).toEqual({
    time: "2026-11-23T10:00:01Z",
    level: "warn",
    msg: 'a "quoted" text\n',
    service: "cart",
    empty: "",
    flag: true,
  });
});

test("a pair that comes twice is kept twice", () => {
  expect(readLogfmt("level=info msg=x a=1 a=2")).toMatchObject({ a: "1", "a#2": "2" });
});

test("pairs without a message are their own message", () => {
  expect(readLogfmt("a=1 b=2 c=3")).toEqual({ a: "1", b: "2", c: "3", message: "a=1 b=2 c=3" });
});

test.each([
  "a=1",
  "a=1 b=2",
  "x = y",
  "level=info and then a sentence",
  'msg="not closed',
  'msg="a"b',
  "",
  "=",
  "plain",
])("%j is no logfmt", (line) => {
  expect(readLogfmt(line)).toBeUndefined();
});

test("LTSV gives its fields; values keep their colons, and what has no label is kept", () => {
  expect(readLtsv("time:2026-11-23T10:00:02Z\tno-label\tlevel:WARN\tmessage:a:b\tlevel:x\t")).toEqual({
    time: "2026-11-23T10:00:02Z",
    unlabelled: "no-label",
    level: "WARN",
    message: "a:b",
    "level#2": "x",
  });
});

test.each(["a:b", "words\twith tabs", "2026-11-23T10:00:00Z\tINFO\tcart.go:12\ttext", "a:b\tc"])(
  "%j is no LTSV",
  (line) => {
    expect(readLtsv(line)).toBeUndefined();
  },
);
