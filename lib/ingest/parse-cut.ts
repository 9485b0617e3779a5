/** The first piece of a record that is too long → what it says up to there: a JSON object is closed where it was cut. */
import { parse, type Readable } from "./parse.ts";

const OPEN_OBJECT = 0x7b;

export function parseCut(bytes: Buffer): Readable {
  if (bytes[0] === OPEN_OBJECT) {
    const text = bytes.toString("utf8");
    for (const closed of closings(text)) {
      const parsed = parse(Buffer.from(closed));
      if (parsed.kind === "object") return parsed;
    }
    return { kind: "text", text };
  }
  const parsed = parse(bytes);
  return parsed.kind === "unreadable" ? { kind: "text", text: bytes.toString("utf8") } : parsed;
}

/** The text closed as it stands, if it was cut inside a value; else without the member that was cut. */
function closings(text: string): string[] {
  const closers: string[] = [];
  let isInString = false;
  let escapeAt = -1;
  let memberAt = -1;
  let memberClosers = "";
  const behind = () => closers.toReversed().join("");

  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === "\\") {
        escapeAt = at;
        at++;
      } else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "{") closers.push("}");
    else if (character === "[") closers.push("]");
    else if (character === "}" || character === "]") closers.pop();
    else if (character === "," && closers.length <= MOST_DEPTH) {
      memberAt = at;
      memberClosers = behind();
    }
  }
  const end = behind();
  const tries: string[] = [];
  // `\u00e` and a lone backslash are no escapes: six characters are the longest.
  const isInEscape = escapeAt >= 0 && text.length - escapeAt < 6;
  if (isInString) tries.push(`${isInEscape ? text.slice(0, escapeAt) : text}"${end}`);
  if (memberAt >= 0) tries.push(text.slice(0, memberAt) + memberClosers);
  return tries;
}

/** Deeper members are not worth what finding their closers costs. */
const MOST_DEPTH = 16;
