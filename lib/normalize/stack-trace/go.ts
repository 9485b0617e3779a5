/** Go: a panic or a fatal error, then every goroutine. */
import { LOOK_AT_CHARACTERS, type StackTrace } from "./trace.ts";

const GOROUTINE = /^goroutine \d+ .{0,80}\[/;
const GO_PANIC = /^(panic|fatal error): (.*)$/;
/** net/http tells of a panic behind a header of its own, and lives on. */
const GO_RECOVERED = /panic(?: serving \S{1,80})?: (.*)$/;

export function readGoPanic(lines: readonly string[], hasHeader: boolean): StackTrace | undefined {
  const goroutineAt = lines.findIndex((line, n) => n > 0 && GOROUTINE.test(line.slice(0, 120)));
  if (goroutineAt < 0) return undefined;
  for (let n = 0; n < goroutineAt; n++) {
    const line = (lines[n] ?? "").slice(0, LOOK_AT_CHARACTERS);
    const found = GO_PANIC.exec(line);
    if (!found) continue;
    const message = withoutRecovered(found[2] ?? "");
    const isOwn = n === 0 && hasHeader;
    return { type: found[1] ?? "panic", message, beginsAt: n, headline: line, isFatal: !isOwn };
  }
  const head = lines[0] ?? "";
  const message = GO_RECOVERED.exec(head.slice(0, LOOK_AT_CHARACTERS))?.[1];
  if (message === undefined) return undefined;
  return { type: "panic", message: withoutRecovered(message), beginsAt: 0, headline: head, isFatal: false };
}

function withoutRecovered(message: string): string {
  return message.endsWith(" [recovered]") ? message.slice(0, -" [recovered]".length) : message;
}
