/** Python: frames first, then the exception; of a chain the last one was raised. An exception group stands behind bars. */
import { LOOK_AT_CHARACTERS, type StackTrace } from "./trace.ts";

const TRACEBACK = "Traceback (most recent call last):";
const GROUP = "  + Exception Group Traceback (most recent call last):";
const EXCEPTION = /^([A-Za-z_][\w.]*)(?:: (.*))?$/;

export function readPythonTrace(lines: readonly string[]): StackTrace | undefined {
  const beginsAt = lines.findIndex((line) => line.startsWith(TRACEBACK) || line === GROUP);
  if (beginsAt < 0) return undefined;
  const own = lines.includes(GROUP) ? lines.map(withoutBar) : lines;
  const last = own.findLastIndex((line) => line.startsWith(TRACEBACK) || line.startsWith("Exception Group Traceback"));
  const endAt = own.findIndex((line, n) => n > last && line !== "" && !/^\s/.test(line));
  const [, type = "Exception", message] = EXCEPTION.exec((own[endAt] ?? "").slice(0, LOOK_AT_CHARACTERS)) ?? [];
  const headline = own[endAt] ?? lines[beginsAt] ?? "";
  return { type, message, beginsAt, headline, isFatal: false };
}

/** Only of the outermost group: those inside are indented further, and look like frames then. */
function withoutBar(line: string): string {
  return line.startsWith("  | ") || line.startsWith("  + ") ? line.slice(4) : line;
}
