/** Account numbers of ISO 13616: a country, two check digits, 11 to 30 letters and digits, with or without blanks after each four. */
import { isAlphanumeric, isDigit, isUpper } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const SHORTEST = 15;
const LONGEST = 34;

export const iban: Detector = { triggers: "0123456789", find };

/** At the first check digit. */
function find(text: string, at: number, from: number): Span | undefined {
  const start = at - 2;
  if (start < from || !isUpper(text.charCodeAt(at - 1)) || !isUpper(text.charCodeAt(start))) return undefined;
  if (!isDigit(text.charCodeAt(at + 1)) || isAlphanumeric(text.charCodeAt(start - 1))) return undefined;
  let number = "";
  let end = start;
  /** Where a number written in groups of four may end: a short group, or any group, if words follow. */
  let found: Span | undefined;
  for (let n = start; number.length <= LONGEST; n++) {
    const code = text.charCodeAt(n);
    if (isUpper(code) || isDigit(code)) {
      number += text[n];
      end = n + 1;
      continue;
    }
    if (!isAlphanumeric(code) && end === n) found = spanOf(number, start, end) ?? found;
    if (text[n] !== " " || number.length % 4 !== 0 || end !== n) break;
  }
  return found;
}

function spanOf(number: string, start: number, end: number): Span | undefined {
  const isNumber = number.length >= SHORTEST && number.length <= LONGEST && checkHolds(number);
  return isNumber ? { start, end, mark: markOf("iban") } : undefined;
}

/** ISO 7064, MOD 97-10, a digit at a time: letters count as 10 to 35. */
function checkHolds(number: string): boolean {
  let remainder = 0;
  for (const character of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
