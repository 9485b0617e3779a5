/** Bracketed groups of a header, and which words may stand in one. */
import { COLON, isBlank, isDigit, isLetter, isUpper, PIPE, QUOTE, SLASH } from "../characters.ts";

const LONGEST_GROUP = 200;

/** @returns behind the bracket that closes the one at `at`, or -1; nested ones are counted */
export function groupEnd(text: string, at: number): number {
  const open = text.charCodeAt(at);
  const close = closing(open);
  if (close === 0) return -1;
  let depth = 0;
  const limit = Math.min(text.length, at + LONGEST_GROUP);
  for (let to = at; to < limit; to++) {
    const code = text.charCodeAt(to);
    if (code === open) depth++;
    else if (code === close && --depth === 0) return to + 1;
  }
  return -1;
}

function closing(open: number): number {
  switch (open) {
    case 0x5b:
      return 0x5d;
    case 0x28:
      return 0x29;
    case 0x7b:
      return 0x7d;
    case 0x3c:
      return 0x3e;
    default:
      return 0;
  }
}

export function hasBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isBlank(text.charCodeAt(at))) return true;
  return false;
}

export type WordKind = "label" | "prose" | "stop";

/**
 * A label is what machines write before a message: numbers, hosts, loggers, ids, words in capitals. Prose is a plain word; paths,
 * quotes and anything else belong to the message.
 */
export function wordKind(text: string, from: number, to: number): WordKind {
  const first = text.charCodeAt(from);
  if (first === SLASH || first === QUOTE || first === 0x27) return "stop";
  let lower = 0;
  let upper = 0;
  let other = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (isUpper(code)) upper++;
    else if (isLetter(code)) lower++;
    else if (code === QUOTE || code > 0x7e) return "stop";
    else if (code !== COLON || at < to - 1) other++;
  }
  return other > 0 || (lower === 0 && upper > 1) ? "label" : "prose";
}

export function isNumber(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isDigit(text.charCodeAt(at))) return false;
  return to > from;
}

/** Letters, digits and what joins them in names of loggers, programs, files: `c.e.App$Inner`, `rpc.statd`, `cart.go:42`, `app[7]`. */
export function isName(text: string, from: number, to: number): boolean {
  const first = text.charCodeAt(from);
  if (!isLetter(first) && !isDigit(first) && first !== SLASH && first !== 0x5f && first !== 0x24) return false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (isLetter(code) || isDigit(code)) continue;
    if (code <= 0x20 || code > 0x7e || NO_NAME.includes(text.charAt(at))) return false;
  }
  return to > from;
}

const NO_NAME = "\"'=,;!?%|{}\\";

/** `com.example.Cart`: at least two parts, none empty, each begun by a letter. */
export function isDotted(text: string, from: number, to: number): boolean {
  let parts = 0;
  let isBegin = true;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (isBegin) {
      if (!isLetter(code) && code !== 0x5f) return false;
      parts++;
      isBegin = false;
    } else if (code === 0x2e) isBegin = true;
    else if (!isLetter(code) && !isDigit(code) && code !== 0x5f && code !== 0x24 && code !== 0x2d) return false;
  }
  return parts > 1 && !isBegin;
}

/** `-`, `--`, `---`, `:` or `|` alone. @returns the end, or 0 */
export function separatorEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === PIPE) return at + 1;
  if (code !== 0x2d && code !== COLON && code !== 0x2013) return 0;
  let end = at + 1;
  while (text.charCodeAt(end) === code) end++;
  return isBlank(text.charCodeAt(end)) || end === text.length ? end : 0;
}
