import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_FRAME_BYTES } from "../../../../lib/ingest/frame/frame.ts";
import { createTextFramer } from "../../../../lib/ingest/frame/text.ts";
import { framesOf } from "../../../support/frames.ts";

const recordsOf = (text: string) => framesOf(createTextFramer(), Buffer.from(text)).map((frame) => frame.text);

describe("JSON", () => {
  test("an object over several lines is one record, and the next begins behind it", () => {
    const pretty = JSON.stringify({ message: "}{", list: [1, { a: null }] }, null, 2);
    expect(recordsOf(`${pretty}\n${pretty},\nplain\n`)).toEqual([pretty, `${pretty},`, "plain"]);
  });

  test("pretty objects that are glued are records of their own", () => {
    expect(recordsOf('{\n "a": 1\n}{\n "b": 2\n}\n')).toEqual(['{\n "a": 1\n}', '{\n "b": 2\n}']);
  });

  test("a line that is cut takes no other with it", () => {
    const lines = ['{"a":"cut', '{"b":1}', '{"c":', '{"d":2}', '{"e":[1,', "plain text", '{"f":3}'];
    expect(recordsOf(`${lines.join("\n")}\n`)).toEqual(lines);
  });

  test("an object that the end cuts off is one record with a fault", () => {
    const [frame] = framesOf(createTextFramer(), Buffer.from('{\n "a": 1,\n "b":'));
    expect(frame).toMatchObject({ text: '{\n "a": 1,\n "b":', fault: "cut off inside a JSON object" });
  });

  test("glued objects without any line end are records, however many", () => {
    const object = JSON.stringify({ message: 'a }{ "quoted" \\ text' });
    const frames = framesOf(createTextFramer(), Buffer.from(object.repeat(50_000)), 64 * 1024);
    expect(frames.length).toBeGreaterThan(45_000);
    expect(frames.map(({ text }) => text).join("")).toBe(object.repeat(50_000));
    expect(frames.every(({ piece, text }) => piece === undefined && text.length < MAX_FRAME_BYTES)).toBe(true);
  });
});

describe("stack traces", () => {
  const header = "2026-11-23 10:00:00,123 ERROR app: it failed";
  const next = "2026-11-23 10:00:01,000 INFO app: next";

  test.each([
    [
      "Java",
      [
        "java.lang.IllegalStateException: no",
        "\tat com.example.A.b(A.java:1)",
        "\tSuppressed: java.io.IOException: x",
        "\t\tat com.example.C.d(C.java:2)",
        "Caused by: java.sql.SQLException: refused",
        "\t... 3 more",
      ],
    ],
    [
      "Python, chained",
      [
        "Traceback (most recent call last):",
        '  File "/app/a.py", line 1, in run',
        "    value = jobs[key]",
        "KeyError: 'a'",
        "During handling of the above exception, another exception occurred:",
        "Traceback (most recent call last):",
        '  File "/app/a.py", line 2, in run',
        "worker.errors.JobError: no key",
      ],
    ],
    [
      "Node",
      ["TypeError: x is not a function", "    at f (/app/a.js:1:2)", "    at g (/app/b.js:3:4) {", "  code: 'E'", "}"],
    ],
    [
      ".NET",
      [
        "System.InvalidOperationException: no",
        " ---> System.IO.IOException: disk",
        "   at App.Disk.Read() in /src/Disk.cs:line 7",
        "   --- End of inner exception stack trace ---",
        "   at App.Program.Main() in /src/Program.cs:line 3",
      ],
    ],
    ["Ruby", ["RuntimeError (no):", "app/models/a.rb:1:in `b'", "app/models/c.rb:2:in `d'"]],
  ])("%s: a trace belongs to the line that tells of the error", (_, trace) => {
    const record = [header, ...trace].join("\n");
    expect(recordsOf(`${record}\n${next}\n${record}\n`)).toEqual([record, next, record]);
  });

  test.each([
    [
      "Go",
      [
        "panic: runtime error: index out of range",
        "goroutine 35 [running]:",
        "main.handler({0x6f1c8, 0xc000126000}, 0xc0000b4000)",
        "\t/app/main.go:42 +0x1d3",
        "created by net/http.(*Server).Serve in goroutine 1",
        "\t/go/src/net/http/server.go:3285 +0x4b4",
        "exit status 2",
      ],
    ],
    [
      "Rust",
      [
        "thread 'main' panicked at src/main.rs:5:10:",
        "called `Option::unwrap()` on a `None` value",
        "stack backtrace:",
        "   0: rust_begin_unwind",
        "             at /rustc/lib.rs:1:2",
        "note: run with `RUST_BACKTRACE=full`",
      ],
    ],
    ["Java", ['Exception in thread "main" java.lang.Error: no', "\tat com.example.A.main(A.java:1)"]],
    [
      "Node",
      ["/app/a.js:3", "    throw new Error('no')", "    ^", "Error: no", "    at f (/app/a.js:3:9)", "Node.js v24.0.0"],
    ],
    ["Ruby", ["a.rb:1:in 'b': no (RuntimeError)", "\tfrom a.rb:2:in 'c'"]],
  ])("%s: what ends a process is a record of its own", (_, trace) => {
    const record = trace.join("\n");
    expect(recordsOf(`${next}\n${record}\n${next}\n`)).toEqual([next, record, next]);
  });

  test("a line that only begins like a frame is none", () => {
    const lines = [header, "at the end of a busy day", "from here on all is well", "Errors: none"];
    expect(recordsOf(lines.join("\n"))).toEqual(lines);
  });

  test("a trace without an end is given in pieces, of which the first counts", () => {
    const frames = framesOf(
      createTextFramer(),
      Buffer.from(
        `${header}\njava.lang.StackOverflowError\n${`\tat a.B.c(${"Long".repeat(20)}.java:1)\n`.repeat(30_000)}${next}\n`,
      ),
      64 * 1024,
    );
    expect(frames.map(({ piece }) => piece)).toEqual([...frames.slice(1).map((_, n) => n), undefined]);
    expect(frames.length).toBeLessThan(20);
    expect(frames.at(-1)?.text).toBe(next);
  });
});

test("an endless trace is given as it comes, and so is what the other stream writes meanwhile", () => {
  const framer = createTextFramer();
  const line = (log: string, stream: string) => `${JSON.stringify({ log, stream, time: "" })}\n`;
  framer.push(Buffer.from(line("java.lang.StackOverflowError\n", "stderr")));
  const both = line("\tat a.B.c(B.java:1)\n", "stderr") + line("working\n", "stdout");
  let givenBytes = 0;
  let takenBytes = 0;
  for (let n = 0; n < 100_000; n++) {
    const block = Buffer.from(both);
    takenBytes += block.length;
    for (const { bytes } of framer.push(block)) givenBytes += bytes.length + 1;
    expect(takenBytes - givenBytes).toBeLessThan(3 * MAX_FRAME_BYTES);
  }
});

describe("container lines", () => {
  const docker = (log: string, stream = "stdout") => JSON.stringify({ log, stream, time: "2026-11-23T10:00:00Z" });

  test("parts that docker cut are joined within their stream, in the order that records begin in", () => {
    const lines = [docker("a "), docker("other\n", "stderr"), docker("b\n"), docker("c\n")];
    expect(recordsOf(lines.join("\n"))).toEqual([`${lines[0]}\n${lines[2]}`, lines[1], lines[3]]);
  });

  test("a backslash and an n that an application wrote are no line end", () => {
    const lines = [docker("path C:\\n"), docker("ext\n"), docker("c\n")];
    expect(recordsOf(lines.join("\n"))).toEqual([`${lines[0]}\n${lines[1]}`, lines[2]]);
  });

  test("parts that CRI marks are joined, whatever stands between", () => {
    const at = "2026-11-23T10:00:00.000000001Z";
    const lines = [
      `${at} stdout P a `,
      `${at} stderr P x `,
      `${at} stdout F b`,
      `${at} stderr F y`,
      `${at} stdout F c`,
    ];
    expect(recordsOf(lines.join("\n"))).toEqual([`${lines[0]}\n${lines[2]}`, `${lines[1]}\n${lines[3]}`, lines[4]]);
  });

  test("a trace is one record in a container's stream too", () => {
    const lines = [docker("java.lang.Error: no\n"), docker("between\n", "stderr"), docker("\tat a.B.c(B.java:1)\n")];
    expect(recordsOf(lines.join("\n"))).toEqual([`${lines[0]}\n${lines[2]}`, lines[1]]);
  });

  test("a part whose end never comes does not hold the others for ever", () => {
    const line = `{"message":"${"x".repeat(1000)}"}\n`;
    const framer = createTextFramer();
    framer.push(Buffer.from(`${docker("open")}\n`));
    let given = 0;
    for (let n = 0; n < 4_000; n++) given += framer.push(Buffer.from(line)).length;
    expect(given).toBe(4_001);
  });
});

describe("laws", () => {
  const at = "2026-11-23T10:00:00.000000001Z";
  const line = fc.constantFrom(
    "plain",
    "  indented",
    "é 日本 😀",
    "ERROR it failed",
    "java.lang.Error: no",
    "\tat a.B.c(B.java:1)",
    "Traceback (most recent call last):",
    "KeyError: 'a'",
    "panic: no",
    "goroutine 1 [running]:",
    '{"a":1}',
    '{"a":1}{"b":2}',
    "{",
    ' "a": 1',
    "}",
    "},",
    '{"a":"',
    '{"a":[1,',
    `${at} stdout P part`,
    `${at} stderr F whole`,
    `${at} stdout F end`,
    '{"log":"part","stream":"stdout","time":""}',
    '{"log":"end\\n","stream":"stdout","time":""}',
    "a:1\tb:2",
    "",
    "\r",
  );
  const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join("\n"));

  test("however the bytes are cut, the records are the same", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (whole, pieceBytes) => {
        const bytes = Buffer.from(whole);
        expect(framesOf(createTextFramer(), bytes, pieceBytes)).toEqual(framesOf(createTextFramer(), bytes));
      }),
    );
  });

  test("every byte that is not blank lies in one record, in order of the records' begins", () => {
    const inked = (part: string) => [...part.replaceAll(/[\s,]/g, "")].sort().join("");
    fc.assert(
      fc.property(text, (whole) => {
        const frames = framesOf(createTextFramer(), Buffer.from(whole));
        expect(inked(frames.map((frame) => frame.text).join(""))).toBe(inked(whole));
        const offsets = frames.map(({ offsetBytes }) => offsetBytes);
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
      }),
    );
  });

  test("two deliveries of whole records, one behind the other, give the records of both", () => {
    const whole = fc.constantFrom(
      '{"a":1}',
      "plain",
      '{"log":"x\\n","stream":"stdout","time":""}',
      "INFO ok",
      "a:1\tb:2",
    );
    const delivery = fc.array(whole, { maxLength: 20 }).map((lines) => lines.map((one) => `${one}\n`).join(""));
    fc.assert(
      fc.property(delivery, delivery, (first, second) => {
        expect(recordsOf(first + second)).toEqual([...recordsOf(first), ...recordsOf(second)]);
      }),
    );
  });

  test("no bytes make it fail, and what it gives does not depend on how they come", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (bytes, pieceBytes) => {
        const given = Buffer.from(bytes);
        expect(framesOf(createTextFramer(), given, pieceBytes)).toEqual(framesOf(createTextFramer(), given));
      }),
    );
  });
});
