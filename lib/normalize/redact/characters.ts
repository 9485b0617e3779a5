/** Classes of ASCII characters. What is not ASCII, and the place before the first or after the last character, is in none. */

const DIGIT = 1;
const LETTER = 2;
const UPPER = 4;
const HEX = 8;

const CLASSES = new Uint8Array(128);
const add = (characters: string, kind: number): void => {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = (classOf(character.charCodeAt(0)) ?? 0) | kind;
};
const UPPER_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
add("0123456789", DIGIT);
add(UPPER_LETTERS + UPPER_LETTERS.toLowerCase(), LETTER);
add(UPPER_LETTERS, UPPER);
add("0123456789abcdefABCDEF", HEX);

/** The index of NaN, which charCodeAt gives outside of a text, is no element either. */
function classOf(code: number): number {
  return CLASSES[code] ?? 0;
}

export function isDigit(code: number): boolean {
  return (classOf(code) & DIGIT) !== 0;
}

export function isUpper(code: number): boolean {
  return (classOf(code) & UPPER) !== 0;
}

export function isHex(code: number): boolean {
  return (classOf(code) & HEX) !== 0;
}

export function isAlphanumeric(code: number): boolean {
  return (classOf(code) & (DIGIT | LETTER)) !== 0;
}

export function isLetter(code: number): boolean {
  return (classOf(code) & LETTER) !== 0;
}

/** Letters, digits and the characters of `more`. */
export function setOf(more: string): (code: number) => boolean {
  const members = new Uint8Array(128);
  for (let code = 0; code < 128; code++) members[code] = isAlphanumeric(code) ? 1 : 0;
  for (const character of more) members[character.charCodeAt(0)] = 1;
  return (code) => members[code] === 1;
}

export function isOneOf(characters: string): (code: number) => boolean {
  return (code) => characters.includes(String.fromCharCode(code));
}

/** @returns where the run of members that begins at `start` ends; `most` characters further, if it does not end before */
export function endOfRun(
  text: string,
  start: number,
  isMember: (code: number) => boolean,
  most = Number.POSITIVE_INFINITY,
): number {
  const limit = Math.min(text.length, start + most);
  let end = start;
  while (end < limit && isMember(text.charCodeAt(end))) end++;
  return end;
}

export function hasDigit(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isDigit(text.charCodeAt(at))) return true;
  return false;
}
