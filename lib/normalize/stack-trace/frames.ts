/** Java, Node and .NET: an exception's line, perhaps more lines of its message, then frames. */
import { LOOK_AT_CHARACTERS, type StackTrace } from "./trace.ts";

const FRAME = /^\s+(?:at \S|\.\.\. \d+ |---> )|^(?:Caused by:(?: |$)|\.\.\. \d+ )/;
/** Node quotes the source that threw, under its place. */
const SOURCE = /^\S+:\d+$/;
const PREFIX = /^\s*(?:Exception in thread "[^"]*" |Unhandled exception\. |Uncaught )/;
/** `java.io.IOException: text`, `TypeError [ERR_X]: text`, `Error`; a namespace or a telling end is what makes it one. */
const EXCEPTION =
  /^((?:[A-Za-z_$][\w$]*(?:\.|::))*[A-Z][\w$]*(?:`\d+)?(?:[+][A-Z][\w$]*)?)(?: \[[\w.-]+\])?(?: \(0x[\da-fA-F]+\))?(?:: (.*)|:?\s*)$/;
const TELLING_END = /(?:Error|Exception|Throwable|Failure|Fault)$/;
/** Behind words of the message, as console.error("it failed", error) prints it. */
const EXCEPTION_BEHIND = /\s((?:[A-Za-z_$][\w$]*\.)*[A-Z][\w$]*(?:Error|Exception)|Error)(?: \[[\w.-]+\])?(?:: (.*))?$/;

export function readFrames(lines: readonly string[], hasHeader: boolean): StackTrace | undefined {
  const frameAt = lines.findIndex((line, n) => n > 0 && FRAME.test(line.slice(0, LOOK_AT_CHARACTERS)));
  if (frameAt < 0) return undefined;
  for (let n = frameAt - 1; n >= 0; n--) {
    const whole = lines[n] ?? "";
    const line = whole.slice(0, LOOK_AT_CHARACTERS);
    const prefix = PREFIX.exec(line)?.[0] ?? "";
    const found = EXCEPTION.exec(line.slice(prefix.length).trim());
    const type = found?.[1];
    if (type !== undefined && isException(type, n === frameAt - 1 && (n > 0 || !hasHeader))) {
      const beginsAt = n > 0 && !SOURCE.test(lines[0] ?? "") ? n : 0;
      const message = messageOver(lines, n, frameAt, whole, line, found?.[2]);
      return { type, message, beginsAt, headline: whole.trim(), isFatal: prefix.startsWith("Unhandled") };
    }
    if (n > 0) continue;
    const behind = EXCEPTION_BEHIND.exec(line);
    if (behind?.[1] === undefined) return undefined;
    const message = messageOver(lines, 0, frameAt, whole, line, behind[2]);
    return { type: behind[1], message, beginsAt: 0, headline: whole, isFatal: false };
  }
  return undefined;
}

/** @param isNextToFrame where any name with a capital is believed */
function isException(type: string, isNextToFrame: boolean): boolean {
  return isNextToFrame || TELLING_END.test(type) || /[a-z_$\w](?:\.|::)[A-Z]/.test(type);
}

/** The rest of its line, and the lines up to the first frame. */
function messageOver(
  lines: readonly string[],
  at: number,
  frameAt: number,
  whole: string,
  line: string,
  found: string | undefined,
): string | undefined {
  const own = found === undefined ? "" : found + whole.slice(line.length);
  const message = [own, ...lines.slice(at + 1, frameAt)].join("\n").trim();
  return message === "" ? undefined : message;
}
