/** Python: frames first, then the exception; of a chain the last one was raised. An exception group stands behind bars. */
import { LOOK_AT_CHARACTERS, type StackTrace } from "./trace.ts";

const TRACEBACK = "Traceback (most recent call last):";
const GROUP = "  + Exception Group Traceback (most recent call last):";
const EXCEPTION = /^([A-Za-z_][\w.]*)(?:: (.*))?$/;
const EXCEPTION_BEFORE = /(?:^|\s)([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning)): (.*)$/;
const UNKNOWN = "Exception";

export function readPythonTrace(lines: readonly string[]): StackTrace | undefined {
  const beginsAt = lines.findIndex((line) => line.startsWith(TRACEBACK) || line === GROUP);
  if (beginsAt < 0) return undefined;
  const own = lines.includes(GROUP) ? lines.map(withoutBar) : lines;
  const last = own.findLastIndex((line) => line.startsWith(TRACEBACK) || line.startsWith("Exception Group Traceback"));
  const endAt = own.findIndex((line, n) => n > last && line !== "" && !/^\s/.test(line));
  if (endAt < 0) return withoutEnd(lines, beginsAt);
  const exception = own[endAt] ?? "";
  const [, type = UNKNOWN, message] = EXCEPTION.exec(exception.slice(0, LOOK_AT_CHARACTERS)) ?? [];
  return { type, message, beginsAt, headline: exception, isFatal: false };
}

/** Lambda writes the exception first, `[ERROR] KeyError: 'a'`; else the trace was cut off before it. */
function withoutEnd(lines: readonly string[], beginsAt: number): StackTrace {
  const before = (lines[beginsAt - 1] ?? "").slice(0, LOOK_AT_CHARACTERS);
  const [, type = UNKNOWN, message] = EXCEPTION_BEFORE.exec(before) ?? [];
  return { type, message, beginsAt, headline: lines[beginsAt] ?? "", isFatal: false };
}

/** Only of the outermost group: those inside are indented further, and look like frames then. */
function withoutBar(line: string): string {
  return line.startsWith("  | ") || line.startsWith("  + ") ? line.slice(4) : line;
}
