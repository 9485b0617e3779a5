/**
 * A message with its variable parts masked: `connection to 10.0.0.7:5432 timed out after 30s` becomes
 * `connection to <ip>:<num> timed out after <num>`. One pass from left to right over at most a thousand characters, with no way back:
 * the time is the same for friendly and for hostile text.
 */
import { ALL, AT, BACKSLASH, COLON, classOf, DELIMITER, DIGIT, QUOTE, SLASH, SPACE } from "./characters.ts";
import { maskRun } from "./mask-run.ts";

/** What tells messages apart stands at their head; stack traces and dumps follow after it. */
const MAX_LENGTH = 1000;
/** A run without any of these is words, which stay as they are. */
const VARIABLE = DIGIT | SLASH | AT | BACKSLASH | COLON;

/** Never empty. */
export function templateOf(message: string): string {
  const text = firstLine(message);
  let template = "";
  let copied = 0;
  let i = 0;

  function replace(from: number, to: number, mask: string): void {
    template += text.slice(copied, from) + mask;
    copied = to;
    i = to;
  }

  while (i < text.length) {
    const kind = classOf(text.charCodeAt(i));
    if (kind & SPACE) {
      const end = endOf(text, i, ALL & ~SPACE);
      if (end - i > 1 || text[i] !== " ") replace(i, end, " ");
      else i = end;
    } else if (kind & QUOTE) {
      const end = endOfQuoted(text, i);
      if (end > 0) replace(i, end, "<str>");
      else i++;
    } else if (kind & DELIMITER) {
      i++;
    } else {
      const end = endOf(text, i, SPACE | QUOTE | DELIMITER);
      if (classesIn(text, i, end) & VARIABLE) maskAt(end);
      else i = end;
    }
  }
  return template + text.slice(copied) || "<empty>";

  function maskAt(end: number): void {
    const run = text.slice(i, end);
    // An address goes on where words end: its query holds `=`, `,` and brackets.
    if (run.includes("://")) {
      replace(i, endOf(text, i, SPACE | QUOTE), "<url>");
      return;
    }
    const mask = maskRun(run);
    if (mask === run) i = end;
    else replace(i, end, mask);
  }
}

/** The first line that has text, without blanks around it. */
function firstLine(message: string): string {
  // Blanks before the text may be many, hence twice the length is looked at.
  const head = message.slice(0, 2 * MAX_LENGTH).trimStart();
  const newline = head.indexOf("\n");
  return head.slice(0, newline < 0 ? MAX_LENGTH : Math.min(newline, MAX_LENGTH)).trimEnd();
}

/** The first index from `start` + 1 whose character is of one of these classes; else the end. */
function endOf(text: string, start: number, classes: number): number {
  let i = start + 1;
  while (i < text.length && !(classOf(text.charCodeAt(i)) & classes)) i++;
  return i;
}

function classesIn(text: string, start: number, end: number): number {
  let classes = 0;
  for (let i = start; i < end; i++) classes |= classOf(text.charCodeAt(i));
  return classes;
}

/**
 * The index after the quotation that begins here, -1 if none does: an apostrophe within a word opens nothing, what is not closed in
 * the line is no quotation, and what has blanks is a sentence, masked as any other.
 */
function endOfQuoted(text: string, start: number): number {
  if (start > 0 && isWord(text, start - 1)) return -1;
  const quote = text.charAt(start);
  let close = text.indexOf(quote, start + 1);
  while (close >= 0 && quote === "'" && isWord(text, close + 1)) close = text.indexOf(quote, close + 1);
  return close < 0 || text.slice(start, close).includes(" ") ? -1 : close + 1;
}

function isWord(text: string, index: number): boolean {
  return index < text.length && !(classOf(text.charCodeAt(index)) & (SPACE | QUOTE | DELIMITER | SLASH | COLON));
}
