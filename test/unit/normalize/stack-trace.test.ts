import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTextFramer } from "../../../lib/ingest/frame/text.ts";
import { parseCriLines, parseDockerLines } from "../../../lib/ingest/parse-container.ts";
import { readStackTrace } from "../../../lib/normalize/stack-trace/read.ts";
import { createTextReader } from "../../../lib/normalize/text.ts";
import type { JsonObject } from "../../../lib/record.ts";
import { framesOf } from "../../support/frames.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };

/** As a delivery of these lines is read. */
function recordsOf(lines: readonly string[]): JsonObject[] {
  const reader = createTextReader(context);
  return framesOf(createTextFramer(), Buffer.from(`${lines.join("\n")}\n`)).map(({ text }) => reader.read(text).value);
}

interface Trace {
  readonly lines: readonly string[];
  readonly type: string;
  readonly message: string | undefined;
}

const TRACES: Readonly<Record<string, Trace>> = {
  Java: {
    lines: [
      "java.lang.IllegalStateException: cannot place order 7",
      "\tat com.example.Orders.place(Orders.java:87)",
      "\tSuppressed: java.io.IOException: close failed",
      "\t\tat com.example.Db.close(Db.java:12)",
      "Caused by: java.net.ConnectException: refused",
      "\t... 5 more",
    ],
    type: "java.lang.IllegalStateException",
    message: "cannot place order 7",
  },
  "Java without a message": {
    lines: ["java.lang.StackOverflowError", "\tat com.example.Deep.descend(Deep.java:1)"],
    type: "java.lang.StackOverflowError",
    message: undefined,
  },
  "Python, chained": {
    lines: [
      "Traceback (most recent call last):",
      '  File "/app/a.py", line 1, in run',
      "    value = jobs[key]",
      "            ~~~~^^^^^",
      "KeyError: 'a'",
      "During handling of the above exception, another exception occurred:",
      "Traceback (most recent call last):",
      '  File "/app/a.py", line 2, in run',
      "worker.errors.JobError: job 7 has no key",
    ],
    type: "worker.errors.JobError",
    message: "job 7 has no key",
  },
  "Python, a group": {
    lines: [
      "  + Exception Group Traceback (most recent call last):",
      '  |   File "/app/a.py", line 1, in <module>',
      "  |     raise ExceptionGroup('two', errors)",
      "  | ExceptionGroup: two (2 sub-exceptions)",
      "  +-+---------------- 1 ----------------",
      "    | ValueError: 1",
      "    +---------------- 2 ----------------",
      "    | TypeError: 2",
      "    +------------------------------------",
    ],
    type: "ExceptionGroup",
    message: "two (2 sub-exceptions)",
  },
  "Node with a code": {
    lines: [
      "TypeError [ERR_INVALID_ARG_TYPE]: The argument must be of type string",
      "    at f (/app/a.js:1:2)",
      "    at async g (file:///app/b.js:3:4) {",
      "  code: 'ERR_INVALID_ARG_TYPE'",
      "}",
    ],
    type: "TypeError",
    message: "The argument must be of type string",
  },
  ".NET": {
    lines: [
      "System.InvalidOperationException: no order",
      " ---> System.IO.IOException: disk",
      "   at App.Disk.Read() in /src/Disk.cs:line 7",
      "   --- End of inner exception stack trace ---",
      "   at App.Program.Main() in /src/Program.cs:line 3",
    ],
    type: "System.InvalidOperationException",
    message: "no order",
  },
  "Ruby's Logger": {
    lines: ["undefined method 'x' for nil (NoMethodError)", "app.rb:3:in 'Shop#pay'", "app.rb:9:in '<main>'"],
    type: "NoMethodError",
    message: "undefined method 'x' for nil",
  },
  Rails: {
    lines: ["ActiveRecord::RecordNotFound (Couldn't find Order):", "app/models/order.rb:3:in 'find!'"],
    type: "ActiveRecord::RecordNotFound",
    message: "Couldn't find Order",
  },
};

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

describe("without a header", () => {
  test.each(Object.entries(TRACES))("%s: the exception is the message", (_, { lines, type, message }) => {
    const [record] = recordsOf(lines);
    expect(record).toMatchObject({ "log.level": "error", "error.type": type, "error.stack_trace": lines.join("\n") });
    expect(record?.["error.message"]).toBe(message);
    expect(record?.["message"]).toContain(message ?? type);
  });

  test.each<[string, string[], JsonObject]>([
    [
      "Go",
      [
        "panic: runtime error: index out of range [5] with length 3 [recovered]",
        "\tpanic: runtime error: index out of range [5] with length 3",
        "",
        "goroutine 35 [running]:",
        "main.handler({0x6f1c8, 0xc000126000}, 0xc0000b4000)",
        "\t/app/main.go:42 +0x1d3",
        "exit status 2",
      ],
      {
        "log.level": "fatal",
        "error.type": "panic",
        "error.message": "runtime error: index out of range [5] with length 3",
      },
    ],
    [
      "Go, fatal",
      [
        "runtime: goroutine stack exceeds 1000000000-byte limit",
        "fatal error: stack overflow",
        "runtime stack:",
        "runtime.throw({0x4, 0x5})",
        "\t/go/src/runtime/panic.go:1047 +0x5d",
        "goroutine 1 gp=0xc0000 m=0 mp=0x5 [running]:",
        "main.f()",
        "\t/app/main.go:3 +0x1",
      ],
      { "log.level": "fatal", "error.type": "fatal error", "error.message": "stack overflow" },
    ],
    [
      "Node, uncaught",
      [
        "file:///app/index.js:3",
        "throw new RangeError('too far')",
        "^",
        "",
        "RangeError: too far",
        "    at file:///app/index.js:3:7",
        "Node.js v24.1.0",
      ],
      { "log.level": "error", message: "RangeError: too far", "error.type": "RangeError", "error.message": "too far" },
    ],
    [
      "Java, uncaught",
      ['Exception in thread "main" java.lang.Error: no', "\tat a.B.main(B.java:3)"],
      { "log.level": "error", "error.type": "java.lang.Error", "error.message": "no" },
    ],
    [
      ".NET, unhandled",
      ["Unhandled exception. System.Exception: no", "   at P.Main() in /src/P.cs:line 1"],
      { "log.level": "fatal", "error.type": "System.Exception", "error.message": "no" },
    ],
    [
      "Rust until 1.72",
      ["thread 'main' panicked at 'no order', src/main.rs:2:5", "note: run with `RUST_BACKTRACE=1`"],
      { "log.level": "error", "error.type": "panic", "error.message": "no order" },
    ],
    [
      "Rust",
      [
        "thread 'tokio-1' (7) panicked at src/main.rs:2:5:",
        "index out of bounds: the len is 3",
        "stack backtrace:",
        "   0: rust_begin_unwind",
        "             at /rustc/1/library/std/src/panicking.rs:1:2",
      ],
      { "log.level": "error", "error.type": "panic", "error.message": "index out of bounds: the len is 3" },
    ],
    [
      "Ruby",
      ["app.rb:3:in 'Shop#pay': no order (Shop::Error)", "\tfrom app.rb:9:in '<main>'"],
      { "log.level": "error", "error.type": "Shop::Error", "error.message": "no order" },
    ],
  ])("%s is one record that tells of it", (_, lines, expected) => {
    const records = recordsOf([...lines, "2026-11-23 10:00:02 listening"]);
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject(expected);
    const told = `${records[0]?.["message"]}\n${records[0]?.["error.stack_trace"]}`;
    for (const line of lines) expect(told).toContain(line);
  });

  test(".NET's console logger: level and category stand above the text", () => {
    const [first, second] = recordsOf([
      "fail: Shop.Orders.Service[13]",
      "      It failed",
      "      System.InvalidOperationException: no order",
      "         at Shop.Orders.Service.Place() in /src/Service.cs:line 7",
      "info: Microsoft.Hosting.Lifetime[14]",
      "      Now listening on: http://localhost:5000",
    ]);
    expect(first).toMatchObject({
      "log.level": "error",
      "log.logger": "Shop.Orders.Service",
      message: "It failed",
      "error.type": "System.InvalidOperationException",
      "error.message": "no order",
    });
    expect(second).toEqual({
      "log.level": "info",
      "log.logger": "Microsoft.Hosting.Lifetime",
      event_id: "14",
      message: "Now listening on: http://localhost:5000",
    });
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
