import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../../lib/ingest/parse.ts";
import { parseCriLines, parseDockerLines } from "../../../lib/ingest/parse-container.ts";
import { parseCut } from "../../../lib/ingest/parse-cut.ts";

describe("LTSV", () => {
  test("labels are names; values hold anything, empty ones are none, what has no label is kept", () => {
    expect(parse(Buffer.from("time:10:00\tmessage:a: b\n c\tno label\tlevel:\tmessage:d\t"))).toEqual({
      kind: "object",
      value: { time: "10:00", message: "a: b\n c", unlabelled: "no label", "message#2": "d" },
    });
  });

  test.each(["error:\tdisk full", "10:00:01\tjob: done", "GET /\t200\tok"])("%j is text", (text) => {
    expect(parse(Buffer.from(text))).toEqual({ kind: "text", text });
  });
});

describe("containers", () => {
  test("CRI lines are put together as if they had not been cut", () => {
    const lines =
      "2026-11-23T10:00:00Z stdout P a \n2026-11-23T10:00:01Z stdout F b\n2026-11-23T10:00:02Z stdout F \tat c";
    expect(parseCriLines(Buffer.from(lines))).toEqual({
      kind: "text",
      text: "2026-11-23T10:00:00Z stdout F a b\n\tat c",
    });
  });

  test("docker's parts give one log, with the first part's time", () => {
    const lines = '{"log":"a ","stream":"stdout","time":"1"}\n{"log":"b\\n","stream":"stdout","time":"2"}';
    expect(parseDockerLines(Buffer.from(lines))).toEqual({
      kind: "object",
      value: { log: "a b\n", stream: "stdout", time: "1" },
    });
  });
});

describe("a record that was cut because it is too long", () => {
  test.each([
    ['{"level":"INFO","message":"long te', { level: "INFO", message: "long te" }],
    ['{"a":{"b":[1,2],"c":"x\\u00', { a: { b: [1, 2], c: "x" } }],
    ['{"a":1,"b":tru', { a: 1 }],
    ['{"a":1,"b"', { a: 1 }],
  ])("%j says what it can", (text, value) => {
    expect(parseCut(Buffer.from(text))).toEqual({ kind: "object", value });
  });

  test("any object cut anywhere gives an object or text, never a failure", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(200), (object, at) => {
        expect(["object", "text"]).toContain(parseCut(Buffer.from(JSON.stringify(object)).subarray(0, at)).kind);
      }),
    );
  });
});
