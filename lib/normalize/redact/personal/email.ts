/** E-mail addresses as people write them: no quoted local parts, a domain with a dot. */
import { endOfRun, isLetter, setOf } from "../characters.ts";
import { type Detector, markOf, type Span } from "../scan.ts";

const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 253;
const isLocal = setOf(".!#$%&*+/=?^_{|}~-");
const isDomain = setOf(".-");
/** What may stand in a local part but more often stands before one: `user=a@b.example`. */
const SEPARATORS: ReadonlySet<string> = new Set("=/?&{}|");

export const email: Detector = { triggers: "@", find };

function find(text: string, at: number, from: number): Span | undefined {
  let start = at;
  const least = Math.max(from, at - LONGEST_LOCAL);
  while (start > least && isLocal(text.charCodeAt(start - 1)) && !SEPARATORS.has(text[start - 1] ?? "")) start--;
  while (start < at && text[start] === ".") start++;
  if (start === at) return undefined;
  let end = endOfRun(text, at + 1, isDomain, LONGEST_DOMAIN);
  // The full stop of a sentence is no part of it.
  while (end > at && (text[end - 1] === "." || text[end - 1] === "-")) end--;
  const dot = at + 1 + text.slice(at + 1, end).lastIndexOf(".");
  const isAddress = dot > at + 1 && end - dot > 2 && isLetter(text.charCodeAt(dot + 1));
  return isAddress ? { start, end, mark: markOf("email") } : undefined;
}
