/** Classes of characters as bits, looked up in a table: what the scan of a message asks of each one. */
export const SPACE = 1;
export const QUOTE = 2;
/** Ends a run of text that belongs together. */
export const DELIMITER = 4;
export const DIGIT = 8;
/** A to F in both cases; they are letters too. */
export const HEX_LETTER = 16;
export const LETTER = 32;
export const SLASH = 64;
export const BACKSLASH = 128;
export const COLON = 256;
export const AT = 512;
export const DOT = 1024;
/** Joins the parts of a name: - _ ~ */
export const JOINER = 2048;
/** Stands within runs and means nothing by itself: # $ % and their like. */
const MARK = 4096;
export const WORD = LETTER | DIGIT;
/** What ends every run. */
export const BREAK = SPACE | QUOTE | DELIMITER;
/** A run without any of these is a word. */
export const VARIABLE = DIGIT | SLASH | AT | BACKSLASH | COLON | DOT;

const TABLE = new Uint16Array(128).fill(MARK);
for (let code = 0; code <= 32; code++) TABLE[code] = SPACE;
TABLE[127] = SPACE;
for (let code = 48; code <= 57; code++) TABLE[code] = DIGIT;
for (let code = 65; code <= 90; code++) {
  TABLE[code] = TABLE[code + 32] = code <= 70 ? LETTER | HEX_LETTER : LETTER;
}
for (const [chars, kind] of [
  ["()[]{}<>,;|=&", DELIMITER],
  ["\"'`", QUOTE],
  ["/", SLASH],
  ["\\", BACKSLASH],
  [":", COLON],
  ["@", AT],
  [".", DOT],
  ["-_~", JOINER],
] as const) {
  for (const char of chars) TABLE[char.charCodeAt(0)] = kind;
}

/** Of a UTF-16 unit; what is beyond ASCII is a letter. */
export function classOf(code: number): number {
  return code < 128 ? (TABLE[code] as number) : LETTER;
}

/** The class of the character at an index; 0 outside the text. */
export function classAt(text: string, index: number): number {
  return index >= 0 && index < text.length ? classOf(text.charCodeAt(index)) : 0;
}

/** The first index from `start` on whose character is of none of these classes; else `end`. */
export function skip(text: string, start: number, classes: number, end: number = text.length): number {
  let i = start;
  while (i < end && classOf(text.charCodeAt(i)) & classes) i++;
  return i;
}

/** The first index from `start` on whose character is of one of these classes; else `end`. */
export function find(text: string, start: number, classes: number, end: number = text.length): number {
  let i = start;
  while (i < end && !(classOf(text.charCodeAt(i)) & classes)) i++;
  return i;
}

/** All classes of the characters in a range. */
export function classesIn(text: string, start: number, end: number): number {
  let classes = 0;
  for (let i = start; i < end; i++) classes |= classOf(text.charCodeAt(i));
  return classes;
}
