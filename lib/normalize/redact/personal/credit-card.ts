/** Card numbers: 13 to 19 digits, single blanks or hyphens between them, a first digit that issuers use, and Luhn's check digit. */
import { isAlphanumeric, isDigit } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const SHORTEST = 13;
const LONGEST = 19;

export const creditCard: Detector = { triggers: "23456", find };

function find(text: string, at: number): Span | undefined {
  const before = text.charCodeAt(at - 1);
  if (isAlphanumeric(before) || text[at - 1] === "." || (isSeparator(text[at - 1]) && isDigit(text.charCodeAt(at - 2))))
    return undefined;
  let digits = "";
  let end = at;
  for (let n = at; digits.length <= LONGEST; n++) {
    const code = text.charCodeAt(n);
    if (isDigit(code)) {
      digits += text[n];
      end = n + 1;
    } else if (!isSeparator(text[n]) || end !== n) break;
  }
  if (digits.length < SHORTEST || digits.length > LONGEST || isAlphanumeric(text.charCodeAt(end))) return undefined;
  return luhnHolds(digits) ? { start: at, end, mark: markOf("credit-card") } : undefined;
}

function luhnHolds(digits: string): boolean {
  let sum = 0;
  for (let n = 0; n < digits.length; n++) {
    const digit = digits.charCodeAt(digits.length - 1 - n) - 0x30;
    const doubled = n % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isSeparator(character: string | undefined): boolean {
  return character === " " || character === "-";
}
