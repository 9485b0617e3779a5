/** Rust: a thread that panicked. */
import { LOOK_AT_CHARACTERS, type StackTrace } from "./trace.ts";

const RUST_PANIC = /^thread '[^']{0,200}' (?:\(\d{1,20}\) )?panicked at (.*)$/;
/** Until 1.72: the message in quotes, then the place. */
const RUST_QUOTED = /^'(.*)', \S+:\d+:\d+$/;
const RUST_BEHIND = /^(?:note: |stack backtrace:)/;

export function readRustPanic(lines: readonly string[]): StackTrace | undefined {
  const beginsAt = lines.findIndex((line) => RUST_PANIC.test(line.slice(0, 500)));
  if (beginsAt < 0) return undefined;
  const head = lines[beginsAt] ?? "";
  const place = RUST_PANIC.exec(head.slice(0, LOOK_AT_CHARACTERS))?.[1] ?? "";
  const quoted = RUST_QUOTED.exec(place)?.[1];
  if (quoted !== undefined) return { type: "panic", message: quoted, beginsAt, headline: head, isFatal: false };
  const behindAt = lines.findIndex((line, n) => n > beginsAt && RUST_BEHIND.test(line));
  const own = lines.slice(beginsAt + 1, behindAt < 0 ? undefined : behindAt).join("\n");
  const message = own.trim() === "" ? undefined : own.trim();
  return { type: "panic", message, beginsAt, headline: message ? `${head} ${message}` : head, isFatal: false };
}
