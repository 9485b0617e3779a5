/** Access key ids of AWS: `AKIA` (users), `ASIA` (sessions), `ABIA` (bearer tokens), then 16 upper-case letters and digits. */
import { endOfRun, isAlphanumeric, isDigit, isOneOf, isUpper } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const LENGTH = 20;

export const awsKey: Detector = { triggers: "I", mayFollow: isOneOf("KSB"), find };

function find(text: string, at: number, from: number): Span | undefined {
  const start = at - 2;
  if (text[at + 1] !== "A" || start < from || text[start] !== "A") return undefined;
  if (isAlphanumeric(text.charCodeAt(start - 1))) return undefined;
  const end = endOfRun(text, start, isKeyCharacter);
  return end - start === LENGTH && !isAlphanumeric(text.charCodeAt(end))
    ? { start, end, mark: markOf("aws-key") }
    : undefined;
}

function isKeyCharacter(code: number): boolean {
  return isUpper(code) || isDigit(code);
}
