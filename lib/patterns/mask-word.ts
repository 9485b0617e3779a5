/** Masks the numbers and ids within a piece of text without colons and slashes. */
import { classAt, classOf, DIGIT, DOT, HEX_LETTER, JOINER, LETTER, skip, WORD } from "./characters.ts";
import { type Draft, replace } from "./draft.ts";
import { measureEnd } from "./scan-measure.ts";
import { ORDINALS } from "./words.ts";

/** Shorter hexadecimal numbers may be words and names: `cafe1`, `e1000`. */
const HEX_LEAST = 6;
const HEX_SURE = 8;
/** Hexadecimal numbers as long as a digest. Shorter ones may by chance have no letter, and are numbers like others. */
const DIGEST_LEAST = 32;
/** Tokens and random names go to and fro between letters and digits. */
const ID_LEAST = 8;
const ID_CHANGES = 3;
/** Groups of digits joined by so many dashes are no range. */
const GROUPS_LEAST = 3;
const UUID_LENGTH = 36;
const LOWER_A = 97;
const LOWER_Z = 122;

/** @returns the index to go on at: a unit behind a blank belongs to its number */
export function maskPiece(draft: Draft, start: number, end: number): number {
  const { text } = draft;
  if (isUuid(text, start, end)) {
    replace(draft, start, start + UUID_LENGTH, "<uuid>");
    return start + UUID_LENGTH === end ? end : maskPiece(draft, start + UUID_LENGTH, end);
  }
  if (isName(text, start, end)) {
    replace(draft, start, end, "<id>");
    return end;
  }
  let i = start;
  while (i < end) {
    const from = skipSign(text, i);
    if (classAt(text, from) & WORD) {
      i = maskWord(draft, i, from, wordEnd(text, from, end));
    } else {
      i++;
    }
  }
  return i;
}

function isUuid(text: string, start: number, end: number): boolean {
  if (end < start + UUID_LENGTH || text[start + 8] !== "-" || text[start + 13] !== "-") return false;
  for (let i = 0; i < UUID_LENGTH; i++) {
    const isDash = i === 8 || i === 13 || i === 18 || i === 23;
    if (isDash ? text[start + i] !== "-" : !(classAt(text, start + i) & (DIGIT | HEX_LETTER))) return false;
  }
  return true;
}

/** `blk_-1608`, `pool-1-thread-2`, `node-12`: parts joined by dashes or underscores with a number among them; not `64-bit`, `10-20`. */
export function isName(text: string, start: number, runEnd: number): boolean {
  let end = runEnd;
  const from = skip(text, start, JOINER, end);
  while (end > from && classAt(text, end - 1) & JOINER) end--;
  let joiner = from;
  let digits = 0;
  let letters = 0;
  let joiners = 0;
  for (let i = from; i < end; i++) {
    const kind = classOf(text.charCodeAt(i));
    if (kind & JOINER) {
      if (joiners++ === 0) joiner = i;
    } else if (kind & DIGIT) digits++;
    else if (kind & LETTER) letters++;
    else if (!(kind & DOT)) return false;
  }
  if (joiners === 0 || digits === 0 || (letters === 0 && joiners < GROUPS_LEAST && text[joiner] !== "_")) return false;
  const isMeasure = skip(text, from, DIGIT, joiner) === joiner && skip(text, joiner + 1, LETTER, end) === end;
  return !isMeasure;
}

/** A plus or minus before a digit, not between two words. */
function skipSign(text: string, index: number): number {
  const char = text[index];
  if (char !== "-" && char !== "+") return index;
  return !(classAt(text, index - 1) & WORD) && classAt(text, index + 1) & DIGIT ? index + 1 : index;
}

/** Letters and digits; a dot between digits belongs to the number. */
function wordEnd(text: string, start: number, end: number): number {
  let i = skip(text, start, WORD, end);
  while (text[i] === "." && i + 1 < end && classAt(text, i - 1) & DIGIT && classAt(text, i + 1) & DIGIT) {
    i = skip(text, i + 1, WORD, end);
  }
  return i;
}

/** @param signed where the number's sign stands, if it has one; else equal to `start` */
function maskWord(draft: Draft, signed: number, start: number, end: number): number {
  const { text } = draft;
  let digits = 0;
  let hexLetters = 0;
  let changes = 0;
  let wasDigit = (classAt(text, start) & DIGIT) !== 0;
  for (let i = start; i < end; i++) {
    const kind = classOf(text.charCodeAt(i));
    if (kind & DIGIT) digits++;
    else if (kind & HEX_LETTER) hexLetters++;
    if (kind & DOT) continue;
    const isDigit = (kind & DIGIT) !== 0;
    if (isDigit !== wasDigit) changes++;
    wasDigit = isDigit;
  }
  const length = end - start;
  const isHex = digits + hexLetters === length;
  // Of an object without a name of its own, Java prints the class and a number: Foo@1b2c3d.
  const isObject = isHex && text[start - 1] === "@" && length >= 4;
  if (digits === 0 && !isObject) return end;
  if (text[start] === "0" && (text[start + 1] === "x" || text[start + 1] === "X"))
    return put(draft, signed, end, "<hex>");
  if (isHex && hexLetters > 0) {
    if (length >= DIGEST_LEAST) return put(draft, signed, end, "<hex>");
    if (isObject || length >= HEX_SURE || (length >= HEX_LEAST && changes > 1)) return put(draft, signed, end, "<num>");
  }
  if (classAt(text, start) & DIGIT) {
    const measured = measureEnd(draft, signed, start, end);
    if (measured > 0) return measured;
    // 1f, 00c6
    if (isHex) return put(draft, signed, end, "<num>");
  }
  if (isNumbered(text, start, end)) return put(draft, signed, end, "<id>");
  if (length >= ID_LEAST && changes >= ID_CHANGES && skip(text, start, WORD, end) === end)
    return put(draft, signed, end, "<id>");
  return maskDigits(draft, signed, start, end);
}

function put(draft: Draft, from: number, to: number, mask: string): number {
  replace(draft, from, to, mask);
  return to;
}

/** `eth0`, `node12`: one of several, which may have other letters. Names with capitals are products and codes: EC2, MD5, IPv4. */
function isNumbered(text: string, start: number, end: number): boolean {
  let i = start;
  while (i < end && text.charCodeAt(i) >= LOWER_A && text.charCodeAt(i) <= LOWER_Z) i++;
  if (i === start || i === end || skip(text, i, DIGIT, end) < end) return false;
  return text[start - 1] !== "." && !(text[end] === "." && classAt(text, end + 1) & WORD);
}

/** What is left of a word with digits keeps its letters: `IPv<num>`. */
function maskDigits(draft: Draft, signed: number, start: number, end: number): number {
  const { text } = draft;
  let i = start;
  while (i < end) {
    if (!(classAt(text, i) & DIGIT)) {
      i++;
      continue;
    }
    const stop = skip(text, i, DIGIT | DOT, end);
    const isOrdinal = ORDINALS.has(text.slice(stop, end));
    replace(draft, i === start ? signed : i, isOrdinal ? end : stop, "<num>");
    i = isOrdinal ? end : stop;
  }
  return end;
}
