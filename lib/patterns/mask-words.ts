/** Masks the numbers within a run, word by word: `blk_-1608` is `blk_<num>`, `0x1f` `<hex>`, `12.5ms` `<num>`. */
import { classOf, DIGIT, HEX_LETTER, LETTER } from "./characters.ts";

/** A number's unit changes with its size, so it is masked with it. */
const UNITS: ReadonlySet<string> = new Set(
  "ns us µs ms s sec secs min mins m h hr d b k kb kib mb mib m gb gib g tb tib t bytes".split(" "),
);
/** Shorter ones may be words: `added`, `cafe1`. */
const HEX_LEAST = 8;
/** Tokens and random names are long and go to and fro between letters and digits. */
const ID_LEAST = 12;
const ID_CHANGES = 3;
const UUID_LENGTH = 36;

export function maskWords(run: string): string {
  let masked = "";
  let i = 0;
  while (i < run.length) {
    const kind = classOf(run.charCodeAt(i));
    if (isSign(run, i)) {
      // The sign goes with its number.
      i++;
    } else if (isUuid(run, i)) {
      masked += "<uuid>";
      i += UUID_LENGTH;
    } else if (kind & (LETTER | DIGIT)) {
      const end = wordEnd(run, i);
      masked += maskWord(run.slice(i, end));
      i = end;
    } else {
      masked += run[i++];
    }
  }
  return masked;
}

function isUuid(run: string, start: number): boolean {
  if (run.length < start + UUID_LENGTH) return false;
  for (let i = 0; i < UUID_LENGTH; i++) {
    const isDash = i === 8 || i === 13 || i === 18 || i === 23;
    const kind = classOf(run.charCodeAt(start + i));
    if (isDash ? run[start + i] !== "-" : !(kind & (DIGIT | HEX_LETTER))) return false;
  }
  return true;
}

/** A plus or minus before a digit, not between two words. */
function isSign(run: string, index: number): boolean {
  const char = run[index];
  if (char !== "-" && char !== "+") return false;
  if (index > 0 && classOf(run.charCodeAt(index - 1)) & (LETTER | DIGIT)) return false;
  return (classOf(run.charCodeAt(index + 1)) & DIGIT) !== 0;
}

/** Letters and digits; a dot between digits belongs to the number. */
function wordEnd(run: string, start: number): number {
  let i = start;
  for (; i < run.length; i++) {
    if (classOf(run.charCodeAt(i)) & (LETTER | DIGIT)) continue;
    const isPoint = run[i] === "." && i > start && isDigitAt(run, i - 1) && isDigitAt(run, i + 1);
    if (!isPoint) break;
  }
  return i;
}

function maskWord(word: string): string {
  let digits = 0;
  let hexLetters = 0;
  let changes = 0;
  for (let i = 0; i < word.length; i++) {
    const kind = classOf(word.charCodeAt(i));
    if (kind & DIGIT) digits++;
    else if (kind & HEX_LETTER) hexLetters++;
    if (i > 0 && isDigitAt(word, i) !== isDigitAt(word, i - 1)) changes++;
  }
  if (digits === 0) return word;
  if (word[0] === "0" && (word[1] === "x" || word[1] === "X")) return "<hex>";
  if (digits === word.length) return word[0] === "0" && digits >= HEX_LEAST ? "<hex>" : "<num>";
  if (hexLetters > 0 && digits + hexLetters === word.length && word.length >= HEX_LEAST) return "<hex>";
  const number = numberEnd(word);
  if (number > 0 && (number === word.length || UNITS.has(word.slice(number).toLowerCase()))) return "<num>";
  if (word.length >= ID_LEAST && changes >= ID_CHANGES && !word.includes(".")) return "<id>";
  return maskDigits(word);
}

/** Where the number at the head of the word ends: digits, and points between them. */
function numberEnd(word: string): number {
  let i = 0;
  while (i < word.length && (isDigitAt(word, i) || word[i] === ".")) i++;
  return i;
}

function maskDigits(word: string): string {
  let masked = "";
  let i = 0;
  while (i < word.length) {
    if (!isDigitAt(word, i)) {
      masked += word[i++];
      continue;
    }
    while (i < word.length && (isDigitAt(word, i) || word[i] === ".")) i++;
    masked += "<num>";
  }
  return masked;
}

function isDigitAt(text: string, index: number): boolean {
  return index < text.length && (classOf(text.charCodeAt(index)) & DIGIT) !== 0;
}
