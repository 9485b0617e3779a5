/** IP addresses, version 4 in dotted form and version 6 in any. */
import { isIPv4, isIPv6 } from "node:net";
import { endOfRun, hasDigit, isAlphanumeric, isDigit, isHex } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const LONGEST_V4 = 15;
const LONGEST_V6 = 45;

export const ipv4: Detector = { triggers: ".", find: findV4 };
export const ipv6: Detector = { triggers: ":", find: findV6 };

/** At the first dot: its run of digits and dots is the address, or none is. */
function findV4(text: string, at: number, from: number): Span | undefined {
  let start = at;
  while (start > from && at - start < 4 && isDigit(text.charCodeAt(start - 1))) start--;
  const before = text.charCodeAt(start - 1);
  if (start === at || isAlphanumeric(before) || text[start - 1] === ".") return undefined;
  let end = endOfRun(text, at, isV4Character);
  if (text[end - 1] === ".") end--;
  const isAddress =
    end - start <= LONGEST_V4 && !isAlphanumeric(text.charCodeAt(end)) && isIPv4(text.slice(start, end));
  return isAddress ? { start, end, mark: markOf("ipv4") } : undefined;
}

/** At the first colon. A time has too few parts, a name in C++ or Ruby has letters before its colons. */
function findV6(text: string, at: number, from: number): Span | undefined {
  let start = at;
  while (start > from && at - start < 5 && isHex(text.charCodeAt(start - 1))) start--;
  const before = text.charCodeAt(start - 1);
  if (isAlphanumeric(before) || text[start - 1] === ":") return undefined;
  let end = endOfRun(text, start, isV6Character);
  while (end > at && (text[end - 1] === "." || (text[end - 1] === ":" && text[end - 2] !== ":"))) end--;
  if (end - start > LONGEST_V6 || end - start < 3 || isAlphanumeric(text.charCodeAt(end))) return undefined;
  const isAddress = hasDigit(text, start, end) && isIPv6(text.slice(start, end));
  return isAddress ? { start, end, mark: markOf("ipv6") } : undefined;
}

function isV4Character(code: number): boolean {
  return isDigit(code) || code === 0x2e;
}

function isV6Character(code: number): boolean {
  return isHex(code) || code === 0x3a || code === 0x2e;
}
