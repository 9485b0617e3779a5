/** Traces as the languages write them, and how a delivery of such lines is read. */
import { createTextFramer } from "../../../lib/ingest/frame/text.ts";
import { createTextReader } from "../../../lib/normalize/text.ts";
import type { JsonObject } from "../../../lib/record.ts";
import { framesOf } from "../../support/frames.ts";

export const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };

/** As a delivery of these lines is read. */
export function recordsOf(lines: readonly string[]): JsonObject[] {
  const reader = createTextReader(context);
  return framesOf(createTextFramer(), Buffer.from(`${lines.join("\n")}\n`)).map(({ text }) => reader.read(text).value);
}

interface Trace {
  readonly lines: readonly string[];
  readonly type: string;
  readonly message: string | undefined;
}

export const TRACES: Readonly<Record<string, Trace>> = {
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
