import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../lib/record.ts";
import { recordsOf, TRACES } from "./stack-traces.ts";

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
