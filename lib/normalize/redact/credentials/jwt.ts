/** JSON Web Tokens (RFC 7519) and encrypted ones (RFC 7516): three or five parts of base64url; the first is `{"…` in base64. */
import { endOfRun, isOneOf, setOf } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const SHORTEST_PART = 10;
const isBase64url = setOf("_-");

export const jwt: Detector = { triggers: "J", mayFollow: isOneOf("y"), find };

function find(text: string, at: number, from: number): Span | undefined {
  const start = at - 2;
  if (start < from || text[start] !== "e" || isBase64url(text.charCodeAt(start - 1))) return undefined;
  const headerEnd = endOfRun(text, start, isBase64url);
  if (headerEnd - start < SHORTEST_PART || text[headerEnd] !== ".") return undefined;
  let end = endOfRun(text, headerEnd + 1, isBase64url);
  if (end - headerEnd <= SHORTEST_PART && text[end] !== ".") return undefined;
  for (let part = 3; part <= 5 && text[end] === "." && isBase64url(text.charCodeAt(end + 1)); part++) {
    end = endOfRun(text, end + 1, isBase64url);
  }
  return { start, end, mark: markOf("jwt") };
}
