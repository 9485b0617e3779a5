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
/** Stands within runs and means nothing by itself: . - _ and their like. */
const MARK = 1024;
export const ALL = 2047;

const TABLE = new Uint16Array(128).fill(MARK);
for (let code = 0; code <= 32; code++) TABLE[code] = SPACE;
TABLE[127] = SPACE;
for (let code = 48; code <= 57; code++) TABLE[code] = DIGIT;
for (let code = 65; code <= 90; code++) {
  TABLE[code] = TABLE[code + 32] = code <= 70 ? LETTER | HEX_LETTER : LETTER;
}
for (const char of "()[]{}<>,;|=") TABLE[char.charCodeAt(0)] = DELIMITER;
for (const char of "\"'`") TABLE[char.charCodeAt(0)] = QUOTE;
TABLE["/".charCodeAt(0)] = SLASH;
TABLE["\\".charCodeAt(0)] = BACKSLASH;
TABLE[":".charCodeAt(0)] = COLON;
TABLE["@".charCodeAt(0)] = AT;

/** Of a UTF-16 unit; what is beyond ASCII is a letter. */
export function classOf(code: number): number {
  return code < 128 ? (TABLE[code] as number) : LETTER;
}
