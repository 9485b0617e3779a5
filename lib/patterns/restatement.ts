/** What stands in brackets behind a value and says it again: `10.0.0.7 (web-1.example.com)`, `2048 bytes (2 KB)`, `web-1[10.0.0.7]`. */
import { BREAK, classAt, classesIn, DIGIT, DOT, find, SPACE } from "./characters.ts";

const LONGEST = 100;

/** The index behind a restatement that follows at `index`, after a blank or at once; else `index`. */
export function restatementEnd(text: string, index: number): number {
  const open = text[index] === " " ? index + 1 : index;
  const close = text[open] === "(" ? ")" : text[open] === "[" ? "]" : "";
  if (close === "") return index;
  const stop = text.indexOf(close, open);
  if (stop < 0 || stop - open > LONGEST) return index;
  return stop === open + 1 || isValue(text, open + 1, stop) ? stop + 1 : index;
}

/** One value, with a unit perhaps. */
function isValue(text: string, start: number, end: number): boolean {
  const first = find(text, start, BREAK, end);
  if (!(classesIn(text, start, first) & (DIGIT | DOT))) return text.slice(start, end) === "unknown";
  if (first === end) return true;
  return (
    (classAt(text, start) & DIGIT) !== 0 &&
    (classAt(text, first) & SPACE) !== 0 &&
    find(text, first + 1, BREAK, end) === end
  );
}
