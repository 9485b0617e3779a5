/** Masks what stands between brackets or quotation marks as a whole. */
import { BREAK, classAt, classesIn, DIGIT, find, JOINER, LETTER, SPACE, skip, WORD } from "./characters.ts";
import { type Draft, replace } from "./draft.ts";

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
 * stays. An apostrophe within a word opens nothing, and what is not closed in the line is no quotation.
 */
export function maskQuoted(draft: Draft, start: number): number {
  const { text } = draft;
  if (isWithin(text, start - 1)) return start + 1;
  const quote = text.charAt(start);
  let close = text.indexOf(quote, start + 1);
  while (close >= 0 && quote === "'" && isWithin(text, close + 1)) close = text.indexOf(quote, close + 1);
  if (close < 0 || find(text, start, SPACE, close) < close) return start + 1;
  if (text[close + 1] === ":" && skip(text, start + 1, LETTER | DIGIT | JOINER, close) === close) return close + 2;
  replace(draft, start, close + 1, "<str>");
  return close + 1;
}

function isWithin(text: string, index: number): boolean {
  return (classAt(text, index) & WORD) !== 0;
}
