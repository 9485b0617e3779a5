/**
 * A secret that its name gives away: `password=…`, `"api_key": "…"`, `Authorization: Bearer …`, `:secret => '…'`, `<password>…</password>`.
 * Between name and value stand an equals sign, a colon or the end of a tag. In prose (`token: expired`) only what looks like a secret is taken.
 */
import { endOfRun, hasDigit, isAlphanumeric, isDigit, setOf } from "../characters.ts";
import { type Detector, isMarkAt, markOf, type Span } from "../scan.ts";
import { kindOfName, type SecretKind } from "../sensitive-names.ts";

const MOST_NAME = 64;
const MOST_BLANKS = 8;
const MOST_BACKSLASHES = 16;
const isNameCharacter = setOf("_-.");
const isSchemeCharacter = setOf("-");
/** What ends a value that no quote ends. */
const STOPS: ReadonlySet<string> = new Set(" \t\r\n\"'`,;&<>()[]{}|");
/** States of a secret, and nothing of it. */
const WORDS: ReadonlySet<string> = new Set(
  "true false null none nil undefined yes no on off ok is are was has not empty missing required invalid incorrect wrong expired changed updated reset must should too mismatch rejected accepted".split(
    " ",
  ),
);

/** The longest of them, and of the schemes. */
const LONGEST_WORD = 16;
const LOOK_AHEAD = 128;
const SHORTEST = 4;
const SHORTEST_IN_PROSE = 8;
/** Schemes of HTTP's Authorization with one token after them, and those with a list of parameters. */
const ONE_TOKEN: ReadonlySet<string> = new Set([
  "bearer",
  "basic",
  "token",
  "negotiate",
  "ntlm",
  "apikey",
  "bot",
  "dpop",
]);
const PARAMETERS: ReadonlySet<string> = new Set(["digest", "aws4-hmac-sha256", "hmac", "signature", "oauth"]);

export const namedValue: Detector = {
  triggers: "=:>",
  // Times and ports: by far the most of what stands before a colon.
  mayFollow: (before, trigger) => trigger !== ":" || !isDigit(before),
  find,
};

interface Name {
  readonly kind: SecretKind;
  /** Before the quote that closes the name, as often as that quote is escaped; undefined without one. */
  readonly quote: string | undefined;
}

function find(text: string, at: number, from: number): Span | undefined {
  const separator = text[at] ?? "";
  const name = nameBefore(text, at, from);
  if (!name) return undefined;
  const start = afterSeparator(text, at, separator);
  if (start === undefined) return undefined;
  return (
    quotedValue(text, start, name) ?? bareValue(text, start, name, start - at === 1 && separator !== ":", separator)
  );
}

function nameBefore(text: string, at: number, from: number): Name | undefined {
  let end = at;
  for (let n = 0; n < MOST_BLANKS && isBlank(text, end - 1); n++) end--;
  let quoteStart = end;
  if (isQuote(text[end - 1])) {
    quoteStart = end - 1;
    while (text[quoteStart - 1] === "\\" && end - quoteStart <= MOST_BACKSLASHES) quoteStart--;
  }
  const last = text.charCodeAt(quoteStart - 1);
  if (!isAlphanumeric(last)) return undefined;
  let start = quoteStart;
  const least = Math.max(from, quoteStart - MOST_NAME);
  while (start > least && isNameCharacter(text.charCodeAt(start - 1))) start--;
  if (text[at] === ">" && (text[start - 1] !== "<" || quoteStart !== at)) return undefined;
  const kind = kindOfName(text.slice(start, quoteStart));
  return kind && { kind, quote: quoteStart < end ? text.slice(quoteStart, end) : undefined };
}

/** @returns where the value begins; undefined for comparisons, paths and addresses */
function afterSeparator(text: string, at: number, separator: string): number | undefined {
  let start = at + 1;
  if (separator === "=" && text[start] === ">") start++;
  if (text[start] === "=" || (separator === ":" && (text[start] === ":" || text.startsWith("//", start))))
    return undefined;
  for (let n = 0; n < MOST_BLANKS && isBlank(text, start); n++) start++;
  return start;
}

function quotedValue(text: string, start: number, { kind }: Name): Span | undefined {
  let quoteAt = start;
  while (text[quoteAt] === "\\" && quoteAt - start < MOST_BACKSLASHES) quoteAt++;
  const quote = text[quoteAt];
  if (quote === undefined || !isQuote(quote)) return undefined;
  const end = closingQuote(text, quoteAt + 1, quote, quoteAt - start);
  const valueStart = kind === "authorization" ? afterScheme(text, quoteAt + 1, end) : quoteAt + 1;
  const value = text.slice(valueStart, Math.min(end, valueStart + LONGEST_WORD + 1));
  if (valueStart >= end || isMarkAt(text, valueStart) || isPlaceholder(text, valueStart, end)) return undefined;
  if (WORDS.has(value.toLowerCase())) return undefined;
  return { start: valueStart, end, mark: markOf(kind) };
}

/** Before the backslashes of the quote that is escaped as often as the opening one; the text's end if it was cut. */
function closingQuote(text: string, start: number, quote: string, backslashes: number): number {
  for (let at = text.indexOf(quote, start); at >= 0; at = text.indexOf(quote, at + 1)) {
    let before = at;
    while (before > start && text[before - 1] === "\\") before--;
    const count = at - before;
    if (backslashes === 0 ? count % 2 === 0 : count <= backslashes) return backslashes === 0 ? at : before;
  }
  return text.length;
}

/** @param isAttached no blank stands before it, and no colon: an assignment rather than prose */
function bareValue(
  text: string,
  start: number,
  { kind, quote }: Name,
  isAttached: boolean,
  separator: string,
): Span | undefined {
  const valueStart = kind === "authorization" ? afterScheme(text, start, text.length) : start;
  // Decided by the first characters: a value that is left alone is looked at again for what follows, so it must not be looked at whole.
  const seen = endOfBare(text, valueStart, LOOK_AHEAD);
  if (seen === valueStart || isMarkAt(text, valueStart) || isPlaceholder(text, valueStart, seen)) return undefined;
  if (seen - valueStart <= LONGEST_WORD && WORDS.has(text.slice(valueStart, seen).toLowerCase())) return undefined;
  const isCookies = kind === "cookie" && text.slice(start, seen).includes("=");
  const isSecret =
    kind === "password"
      ? !isWorkingDirectory(text, start)
      : valueStart > start || isCookies || looksSecret(text, start, seen, isAttached);
  if (!isSecret) return undefined;
  const isHeader = separator === ":" && quote === undefined;
  const isLine = (isCookies && isHeader) || PARAMETERS.has(text.slice(start, valueStart).trimEnd().toLowerCase());
  const end = isLine ? endOfLine(text, seen) : endOfBare(text, seen, text.length);
  // In JSON the value was a number: what stands there afterwards is a string.
  const mark = quote === undefined ? markOf(kind) : quote + markOf(kind) + quote;
  return { start: valueStart, end, mark };
}

function looksSecret(text: string, start: number, end: number, isAttached: boolean): boolean {
  return isAttached ? end - start >= SHORTEST : end - start >= SHORTEST_IN_PROSE && hasDigit(text, start, end);
}

/** The shell's PWD. */
function isWorkingDirectory(text: string, start: number): boolean {
  return text[start] === "/" && text.slice(start - 4, start).toLowerCase() === "pwd=";
}

function endOfBare(text: string, start: number, most: number): number {
  const limit = Math.min(text.length, start + most);
  let end = start;
  for (; end < limit; end++) {
    const character = text[end] ?? "";
    if (STOPS.has(character)) break;
    if (character === "\\" && "\"'nrt".includes(text[end + 1] ?? "\\")) break;
  }
  return end;
}

function endOfLine(text: string, start: number): number {
  let end = start;
  while (end < text.length && !"\r\n\"'<".includes(text[end] ?? "")) end++;
  return end;
}

/** `Bearer`, `Basic` and the like say nothing secret; what follows them does. */
function afterScheme(text: string, start: number, end: number): number {
  const schemeEnd = endOfRun(text, start, isSchemeCharacter);
  const length = schemeEnd - start;
  if (length === 0 || length > LONGEST_WORD || text[schemeEnd] !== " ") return start;
  const scheme = text.slice(start, schemeEnd).toLowerCase();
  if (!ONE_TOKEN.has(scheme) && !PARAMETERS.has(scheme)) return start;
  let after = schemeEnd;
  while (after < end && after - schemeEnd < MOST_BLANKS && text[after] === " ") after++;
  return after >= end ? start : after;
}

/** `***`, `${DB_PASSWORD}`, `%s`: somebody else has redacted it, or it never was filled in. */
function isPlaceholder(text: string, start: number, end: number): boolean {
  const first = text[start];
  if (first === "$" && (text[start + 1] === "{" || text[start + 1] === "(")) return true;
  if (first === "%" && text[start + 1] === "s" && end - start === 2) return true;
  if (first !== "*") return false;
  for (let at = start; at < end; at++) if (text[at] !== "*") return false;
  return true;
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}

function isBlank(text: string, at: number): boolean {
  return text[at] === " " || text[at] === "\t";
}
