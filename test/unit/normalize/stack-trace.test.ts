import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTextFramer } from "../../../lib/ingest/frame/text.ts";
import { parseCriLines, parseDockerLines } from "../../../lib/ingest/parse-container.ts";
import { readStackTrace } from "../../../lib/normalize/stack-trace/read.ts";
import { createTextReader } from "../../../lib/normalize/text.ts";
import { framesOf } from "../../support/frames.ts";
import { context, recordsOf, TRACES } from "./stack-traces.ts";

describe("behind a header", () => {
  const next = "2026-11-23 10:00:01,000 INFO  [main] com.example.Shop - next";

  // What Ruby's Logger writes is the message itself, on the header's own line.
  const rows = Object.entries(TRACES).filter(([name]) => !name.startsWith("Ru") && name !== "Rails");
  test.each(rows)("%s: the header is the first line's, the exception the others'", (_, { lines, type, message }) => {
    const [record, following, ...more] = recordsOf([
      "2026-11-23 10:00:00,123 ERROR [main] com.example.Shop - it failed",
      ...lines,
      next,
    ]);
    expect(record).toEqual({
      "@timestamp": Date.parse("2026-11-23T10:00:00.123Z"),
      "log.level": "error",
      "log.logger": "com.example.Shop",
      thread: "main",
      message: "it failed",
      "error.type": type,
      ...(message !== undefined && { "error.message": message }),
      "error.stack_trace": lines.join("\n"),
    });
    expect(following).toMatchObject({ message: "next", "log.level": "info" });
    expect(following).not.toHaveProperty(["error.type"]);
    expect(more).toEqual([]);
  });

  test("an exception on the header's own line is its message and the trace's first line", () => {
    const [record] = recordsOf([
      "E, [2026-11-23T10:00:00.000000 #7] ERROR -- : no order (Shop::NotFound)",
      "app.rb:3:in 'pay'",
    ]);
    expect(record).toMatchObject({
      "log.level": "error",
      message: "no order (Shop::NotFound)",
      "error.type": "Shop::NotFound",
      "error.message": "no order",
      "error.stack_trace": "no order (Shop::NotFound)\napp.rb:3:in 'pay'",
    });
  });

  test("Lambda's Python writes the exception before its traceback", () => {
    const [record] = recordsOf([
      "[ERROR] ZeroDivisionError: division by zero",
      "Traceback (most recent call last):",
      '  File "/var/task/app.py", line 3, in handler',
      "    1/0",
    ]);
    expect(record).toMatchObject({
      "log.level": "error",
      message: "[ERROR] ZeroDivisionError: division by zero",
      "error.type": "ZeroDivisionError",
      "error.message": "division by zero",
    });
  });

  test("a panic that net/http caught is an error, not the end", () => {
    const [record] = recordsOf([
      "2026/11/23 10:00:00 http: panic serving 10.0.0.1:4711: runtime error: index out of range",
      "goroutine 35 [running]:",
      "net/http.(*conn).serve.func1()",
      "\t/go/src/net/http/server.go:1854 +0xbf",
    ]);
    expect(record).toMatchObject({
      "log.level": "error",
      "error.type": "panic",
      "error.message": "runtime error: index out of range",
    });
  });

  test("a record that says that nothing is wrong shows a trace and is no error", () => {
    const [record] = recordsOf([
      "2026-11-23 10:00:00,123 INFO app: retrying",
      "\tat com.example.A.b(A.java:1)",
      "Caused by: java.io.IOException: x",
      "\tat com.example.A.b(A.java:2)",
    ]);
    expect(record).toMatchObject({ "log.level": "info" });
    expect(record).not.toHaveProperty(["error.type"]);
  });

  test("lines that are no trace go on with the message", () => {
    const record = createTextReader(context).read("2026-11-23 10:00:00 WARN app: first\nsecond\nthird").value;
    expect(record).toMatchObject({ message: "first\nsecond\nthird", "log.level": "warn" });
  });
});

describe("in containers whose streams come by turns", () => {
  const trace = ["java.io.IOException: disk", "\tat a.B.c(B.java:1)", "\tat a.B.d(B.java:2)"];

  test("CRI: each stream's trace is its own", () => {
    const lines = trace.flatMap((line, n) => [
      `2026-11-23T10:00:0${n}.0Z stderr F ${line}`,
      `2026-11-23T10:00:0${n}.5Z stdout F GET /${n} 200`,
    ]);
    const frames = framesOf(createTextFramer(), Buffer.from(lines.join("\n")));
    const parsed = parseCriLines(Buffer.from(frames[0]?.text ?? ""));
    const { value } = createTextReader(context).read(parsed.kind === "text" ? parsed.text : "");
    expect(value).toMatchObject({ "error.type": "java.io.IOException", "error.stack_trace": trace.join("\n") });
    expect(frames).toHaveLength(4);
  });

  test("docker's lines that a shipper gave names to join per container, and are never taken for cut ones", () => {
    const lineOf = (pod: string, log: string) =>
      JSON.stringify({ log, stream: "stderr", kubernetes: { pod_name: pod, labels: { app: "shop" } } });
    const lines = trace.flatMap((line) => [lineOf("a", line), lineOf("b", "all is well")]);
    const frames = framesOf(createTextFramer(), Buffer.from(lines.join("\n")));
    expect(frames).toHaveLength(4);
    const parsed = parseDockerLines(Buffer.from(frames[0]?.text ?? ""));
    expect(parsed).toMatchObject({ value: { log: trace.join("\n"), kubernetes: { pod_name: "a" } } });
  });
});

test("any text is read in little time, and what is taken as a trace lies in it", () => {
  const piece = fc.constantFrom(
    "\tat a",
    "Error: x",
    "panic: ",
    "goroutine 1 [",
    "a.rb:1:in ",
    "Caused by: ",
    "\r",
    "[",
    " (A)",
    "'",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), fc.boolean(), (lines, hasHeader) => {
      const trace = readStackTrace(lines.join("\n"), hasHeader);
      if (!trace) return;
      expect(trace.beginsAt).toBeLessThan(lines.join("\n").split("\n").length);
      expect(trace.type).not.toBe("");
    }),
  );
});
