/** `scheme://user:PASSWORD@host`, and a token in the user's place. */
import { hasDigit, isOneOf } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const MOST_USER_INFO = 512;
const SHORTEST_TOKEN = 20;
/** `<` among them: a password that is redacted already ends the search. */
const STOPS: ReadonlySet<string> = new Set(" \t\r\n/?#\"'`<>\\");

/** Colons stand in every time; with a slash behind them they are rare. */
export const urlPassword: Detector = { triggers: "/", mayFollow: isOneOf(":"), find };

function find(text: string, at: number): Span | undefined {
  if (text[at + 1] !== "/") return undefined;
  const start = at + 2;
  const most = Math.min(text.length, start + MOST_USER_INFO);
  let colon = -1;
  let sign = -1;
  for (let n = start; n < most; n++) {
    const character = text[n] ?? "";
    if (STOPS.has(character)) break;
    if (character === ":" && colon < 0) colon = n;
    // Passwords are found with an unescaped @: the last one ends them.
    if (character === "@") sign = n;
  }
  if (sign < 0) return undefined;
  if (colon >= 0 && colon < sign) {
    return colon + 1 === sign ? undefined : { start: colon + 1, end: sign, mark: markOf("password") };
  }
  const isToken = sign - start >= SHORTEST_TOKEN && hasDigit(text, start, sign);
  return isToken ? { start, end: sign, mark: markOf("token") } : undefined;
}
