/** Lines → what the stack trace in them tells: Java, Python, Go, Node, .NET, Ruby, Rust. Each reader knows its own. */
import { readFrames } from "./frames.ts";
import { readGoPanic } from "./go.ts";
import { readPythonTrace } from "./python.ts";
import { readRubyTrace } from "./ruby.ts";
import { readRustPanic } from "./rust.ts";
import type { StackTrace, TraceReader } from "./trace.ts";

const READERS: readonly TraceReader[] = [readPythonTrace, readGoPanic, readRustPanic, readFrames, readRubyTrace];

/** More are not looked at; the trace itself keeps them. */
const MOST_LINES = 20_000;

/** @param hasHeader a time or a level stood before the first line: it is what a person wrote */
export function readStackTrace(text: string, hasHeader: boolean): StackTrace | undefined {
  const lines = text.split("\n", MOST_LINES);
  for (const [n, line] of lines.entries()) if (line.endsWith("\r")) lines[n] = line.slice(0, -1);
  for (const read of READERS) {
    const trace = read(lines, hasHeader);
    if (trace) return trace;
  }
  return undefined;
}

/** @returns where the n-th line begins */
export function lineAt(text: string, n: number): number {
  let at = 0;
  for (let line = 0; line < n; line++) at = text.indexOf("\n", at) + 1;
  return at;
}
