/** Masks the value of `key=value` and `key = value`: what stands there differs, the key says what it is. An empty value stays empty. */
import { BREAK, classAt, DELIMITER, find, LETTER, QUOTE, SPACE, skip, WORD } from "./characters.ts";
import { type Draft, replace } from "./draft.ts";
import { restatementEnd } from "./restatement.ts";
import { bracketedEnd, hostEnd } from "./scan-host.ts";
import { wordyDateEnd } from "./scan-time.ts";
import { TELLING_KEYS } from "./words.ts";

const BLANKS_MOST = 2;

/**
 * @param equals where `=` stands
 * @returns the index to go on at, behind `equals`
 */
export function maskValue(draft: Draft, equals: number): number {
  const { text } = draft;
  const after = equals + 1;
  const key = keyBefore(text, equals);
  if (key === "" || text[after] === "=" || text[after] === ">") return after;
  const start = skip(text, after, SPACE, after + BLANKS_MOST);
  const isApart = start > after;
  if (isApart && (start >= text.length || isKey(text, start))) return after;
  const first = classAt(text, start);
  if (first & SPACE) return after;
  if (first & QUOTE) return quotedValue(draft, start, key);
  if (text[start] === "<") {
    const close = find(text, start + 1, SPACE | QUOTE | DELIMITER);
    return text[close] === ">" ? put(draft, start, close + 1, "<val>") : after;
  }
  const host = text[start] === "[" ? bracketedEnd(text, start) : -1;
  if (host > 0) return put(draft, start, restatementEnd(text, host), "<val>");
  if (first & DELIMITER || first === 0) return after;
  return wordValue(draft, start, key);
}

function wordValue(draft: Draft, start: number, key: string): number {
  const { text } = draft;
  const date = classAt(text, start) & LETTER ? wordyDateEnd(text, start) : -1;
  if (date > 0) return put(draft, start, date, "<val>");
  const end = valueEnd(text, start);
  const isStructure =
    text[end] === "{" || (text[end] === "(" && text.charAt(start) < "a" && classAt(text, start) & LETTER);
  const isTelling = TELLING_KEYS.has(key.toLowerCase()) && skip(text, start, LETTER, end) === end;
  if (isStructure || isTelling) return end;
  const isHost = text[end] === " " && hostEnd(text, start, end) === end;
  return put(draft, start, isHost ? restatementEnd(text, end) : end, "<val>");
}

/** What is said in words stays where the key announces words. */
function quotedValue(draft: Draft, start: number, key: string): number {
  const { text } = draft;
  const close = text.indexOf(text.charAt(start), start + 1);
  if (close < 0) return start + 1;
  const isSaying = TELLING_KEYS.has(key.toLowerCase());
  return isSaying ? start + 1 : put(draft, start, close + 1, "<val>");
}

/** The word in front of `=`, a blank between them allowed; empty if there is none or `=` is part of another sign. */
function keyBefore(text: string, equals: number): string {
  const end = text[equals - 1] === " " ? equals - 1 : equals;
  let start = end;
  while (start > 0 && classAt(text, start - 1) & WORD) start--;
  if (start < end) return text.slice(start, end);
  return "])\"'".includes(text.charAt(end - 1)) && end > 0 ? text.charAt(end - 1) : "";
}

/** Whether a word with `=` behind it begins here: then the value before it is empty. */
function isKey(text: string, start: number): boolean {
  const stop = find(text, start, BREAK);
  return stop > start && text[stop] === "=" && text[stop + 1] !== "=";
}

/** Goes over `=` and over commas between which no key stands: `a==`, `1,2,3`. */
function valueEnd(text: string, start: number): number {
  if (text.startsWith("http", start)) return find(text, start, SPACE | QUOTE);
  let end = find(text, start, BREAK);
  for (;;) {
    if (text[end] === "=") end = find(text, end + 1, BREAK);
    else if (text[end] === "," && classAt(text, end + 1) & WORD && !isKey(text, end + 1))
      end = find(text, end + 1, BREAK);
    else break;
  }
  while (end > start + 1 && ".:;!?".includes(text.charAt(end - 1))) end--;
  return end;
}

function put(draft: Draft, from: number, to: number, mask: string): number {
  replace(draft, from, to, mask);
  return to;
}
