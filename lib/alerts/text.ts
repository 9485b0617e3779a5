/** Text made to fit: cut at a length, or made of the characters that a mail's subject may have. */

/** At most `length` UTF-16 units, what is cut is marked; a character is not cut in two. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  const isBroken = /[\uD800-\uDBFF]$/.test(head);
  return `${isBroken ? head.slice(0, -1) : head}…`;
}

/** Without what XML 1.0, and so SNS, does not carry: control characters and halves of characters. */
export function carriedText(text: string): string {
  return text.replace(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "");
}

/** At most `length` (3 or more) printable ASCII characters on one line. */
export function asciiText(text: string, length: number): string {
  const plain = toAscii(text.slice(0, 4 * length))
    .replace(/\s+/g, " ")
    .trim();
  return plain.length <= length ? plain : `${plain.slice(0, length - 3)}...`;
}

/** Letters that have no base letter in Unicode's decompositions. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  "…": "...",
  "–": "-",
  "—": "-",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
};

/** Accents fall away, other scripts become question marks: the body has them as they are. */
function toAscii(text: string): string {
  let ascii = "";
  for (const char of text.normalize("NFKD")) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 127) ascii += LETTERS[char] ?? (isMark(char) ? "" : "?");
    else ascii += code < 32 ? " " : char;
  }
  return ascii;
}

function isMark(char: string): boolean {
  return /\p{Mark}/u.test(char);
}
