/** `Bearer TOKEN` and `Basic USER:PASSWORD in base64` where no `Authorization` stands before them. */
import { endOfRun, hasDigit, isAlphanumeric, setOf } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const SHORTEST_BEARER = 16;
const MOST_BASIC = 1_024;
/** RFC 6750's b64token, and base64. */
const isTokenCharacter = setOf("-._~+/");
const EQUALS_SIGN = 0x3d;

export const httpScheme: Detector = { triggers: "Bb", mayFollow: (before) => !isAlphanumeric(before), find };

function find(text: string, at: number): Span | undefined {
  const second = text[at + 1];
  if (second !== "e" && second !== "a" && second !== "E" && second !== "A") return undefined;
  const scheme = text.slice(at, at + 7).toLowerCase();
  if (scheme === "bearer ") return tokenAfter(text, at + 7, looksLikeBearer);
  return scheme.startsWith("basic ") ? tokenAfter(text, at + 6, looksLikeBasic) : undefined;
}

function tokenAfter(text: string, start: number, isSecret: typeof looksLikeBearer): Span | undefined {
  const end = endOfRun(text, endOfRun(text, start, isTokenCharacter), (code) => code === EQUALS_SIGN);
  // `name=value` is no token.
  if (isAlphanumeric(text.charCodeAt(end)) && text.charCodeAt(end - 1) === EQUALS_SIGN) return undefined;
  return isSecret(text, start, end) ? { start, end, mark: markOf("authorization") } : undefined;
}

function looksLikeBearer(text: string, start: number, end: number): boolean {
  return end - start >= SHORTEST_BEARER && hasDigit(text, start, end);
}

/** Words are base64 as well: what they decode to is no text with a colon. */
function looksLikeBasic(text: string, start: number, end: number): boolean {
  if (end - start < 4 || end - start > MOST_BASIC) return false;
  const decoded = Buffer.from(text.slice(start, end), "base64").toString("latin1");
  if (!decoded.includes(":")) return false;
  for (let n = 0; n < decoded.length; n++) if (decoded.charCodeAt(n) < 0x20) return false;
  return true;
}
