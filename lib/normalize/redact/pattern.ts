/**
 * Patterns that users write, in the syntax of RE2 (https://github.com/google/re2/wiki/Syntax): no look-around, no back references, and time
 * linear in the text whatever the pattern.
 */
import { RE2JS } from "re2js";
import { markOf } from "./scan.ts";

/** @returns what is wrong with it, for the person who wrote it; undefined if it can be used */
export function patternProblem(pattern: string): string | undefined {
  try {
    return RE2JS.compile(pattern).matcher("").find() ? "a pattern that does not match the empty text" : undefined;
  } catch (error) {
    return `a pattern in RE2's syntax: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** @param contains a text that stands in all that the pattern matches: others are not searched */
export function createPatternRedactor(name: string, pattern: string, contains = ""): (text: string) => string {
  const compiled = RE2JS.compile(pattern);
  const mark = markOf(name);
  return (text) => {
    if (!text.includes(contains)) return text;
    const matcher = compiled.matcher(text);
    return matcher.find() ? matcher.replaceAll(mark) : text;
  };
}
