/** Text made to fit: cut at a length, or made of the characters that a mail's subject may have. */
import { shortId } from "./alert-id.ts";

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
  const plain = toAscii(text.slice(0, 4 * length), "?")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length <= length ? plain : `${plain.slice(0, length - 3)}...`;
}

/**
 * A name in ASCII. One in another script gets a stand-in, the same each time, so that mail filters can go by it: what is ASCII of
 * it, or `service`, and a few digits of its hash (`service-3f2a`).
 */
export function asciiName(name: string, length: number): string {
  const known = toAscii(name, "");
  if (known === toAscii(name, "?")) return asciiText(name, length);
  const digits = shortId(name.normalize("NFC")).slice(0, 4);
  const readable = known.replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, "");
  const stem = /[a-z0-9]{3}/i.test(readable) ? asciiText(readable, length - 5) : "service";
  return `${stem}-${digits}`;
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

/** Accents fall away; what has no ASCII becomes `unknown`, once for a run of it: the body has it as it is. */
function toAscii(text: string, unknown: string): string {
  let ascii = "";
  let isUnknown = false;
  for (const char of text.normalize("NFKD")) {
    const code = char.codePointAt(0) ?? 0;
    const known = code < 127 ? char : LETTERS[char];
    if (known !== undefined) ascii += code < 32 ? " " : known;
    else if (!isMark(char) && !isUnknown) ascii += unknown;
    isUnknown = known === undefined;
  }
  return ascii;
}

function isMark(char: string): boolean {
  return /\p{Mark}/u.test(char);
}
