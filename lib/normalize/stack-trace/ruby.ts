/** Ruby: `app.rb:3:in 'pay': text (RuntimeError)`, as Logger writes it `text (RuntimeError)`, and as Rails does `RuntimeError (text):`. */
import { LOOK_AT_CHARACTERS, type StackTrace } from "./trace.ts";

const FRAME = /^\s*(?:from )?\S{1,300}:\d+:in /;
const PLACED = /^\s*\S{1,300}:\d+:in [`'][^']{0,200}': (.*) \(([A-Z][\w:]*)\)$/;
const LOGGED = /^(.*) \(([A-Z]\w*(?:::[A-Z]\w*)*)\)$/;
const RAILS = /^([A-Z]\w*(?:::[A-Z]\w*)*) \((.*)\):?$/;

export function readRubyTrace(lines: readonly string[]): StackTrace | undefined {
  const frameAt = lines.findIndex((line, n) => n > 0 && FRAME.test(line.slice(0, 400)));
  if (frameAt < 0) return undefined;
  for (let n = frameAt - 1; n >= 0; n--) {
    const line = (lines[n] ?? "").slice(0, LOOK_AT_CHARACTERS);
    const placed = PLACED.exec(line) ?? LOGGED.exec(line);
    const rails = placed ? undefined : RAILS.exec(line);
    const type = placed?.[2] ?? rails?.[1];
    if (type === undefined) continue;
    return { type, message: placed?.[1] ?? rails?.[2], beginsAt: n, headline: line, isFatal: false };
  }
  return undefined;
}
