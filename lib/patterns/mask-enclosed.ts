/** Masks what stands between brackets or quotation marks as a whole. */
import { BREAK, classAt, classesIn, DIGIT, find, JOINER, LETTER, QUOTE, SPACE, skip, WORD } from "./characters.ts";
import { type Draft, replace } from "./draft.ts";

const ESCAPED_QUOTES: ReadonlySet<string> = new Set(["\\042", "\\047", "\\x22", "\\x27"]);
const ESCAPE_LENGTH = 4;

/** `[a, b, c]` with words and commas only: how many there are differs. What has numbers is a list of equal masks. */
export function maskList(draft: Draft, start: number): number {
  const { text } = draft;
  let i = start + 1;
  let commas = 0;
  for (;;) {
    const end = find(text, i, BREAK);
    if (end === i || text[end] !== ",") {
      if (end === i || commas === 0 || text[end] !== "]" || classesIn(text, start, end) & DIGIT) return start + 1;
      replace(draft, start + 1, end, "<list>");
      return end;
    }
    commas++;
    i = skip(text, end + 1, SPACE);
  }
}

/**
 * A quotation without blanks is a value. With blanks it is a sentence, masked as any other, and in front of a colon a key, which
 * stays if it has no digits. An apostrophe within a word opens nothing, and what is not closed in the line is no quotation.
 */
export function maskQuoted(draft: Draft, start: number): number {
  const { text } = draft;
  if (isWithin(text, start - 1)) return start + 1;
  const close = closingQuote(text, start);
  if (close < 0) return start + 1;
  if (text[close + 1] === ":" && skip(text, start + 1, LETTER | JOINER, close) === close) return close + 2;
  replace(draft, start, close + 1, "<str>");
  return close + 1;
}

/**
 * `\042name\042`, `\x22name\x22`: quotation marks that a logger escaped. The index behind a quotation without blanks that begins here, or -1.
 */
export function escapedQuotationEnd(text: string, start: number, end: number): number {
  const mark = text.slice(start, start + ESCAPE_LENGTH);
  if (!ESCAPED_QUOTES.has(mark)) return -1;
  const close = text.indexOf(mark, start + ESCAPE_LENGTH);
  return close < 0 || close >= end ? -1 : close + ESCAPE_LENGTH;
}

function closingQuote(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    i = find(text, i, SPACE | QUOTE);
    if (text[i] === quote && !(quote === "'" && isWithin(text, i + 1))) return i;
    if (classAt(text, i) & SPACE) return -1;
  }
  return -1;
}

function isWithin(text: string, index: number): boolean {
  return (classAt(text, index) & WORD) !== 0;
}
