/**
 * A message with its variable parts masked: `connection to 10.0.0.7:5432 timed out after 30s` becomes
 * `connection to <host> timed out after <time>`. One scan from left to right over at most a thousand characters; what looks ahead
 * looks at one part: the time is the same for friendly and for hostile text.
 */
import { BREAK, classOf, DELIMITER, QUOTE, SPACE, skip, VARIABLE } from "./characters.ts";
import { type Draft, draftOf, finished, replace, squeeze } from "./draft.ts";
import { escapedQuotationEnd, maskList, maskQuoted } from "./mask-enclosed.ts";
import { listEnd, maskRun } from "./mask-run.ts";
import { maskUserBehind } from "./mask-user.ts";
import { maskValue } from "./mask-value.ts";
import { bracketedEnd } from "./scan-host.ts";
import { isDayOrMonth, wordyDateEnd } from "./scan-time.ts";

/** What tells messages apart stands at their head; stack traces and dumps follow after it. */
const MAX_LENGTH = 1000;
const CAPITAL_A = 65;
const CAPITAL_Z = 90;

/** Never empty. */
export function templateOf(message: string): string {
  const text = firstLine(message);
  const draft = draftOf(text);
  let i = 0;
  while (i < text.length) {
    const kind = classOf(text.charCodeAt(i));
    if (kind & SPACE) i = maskBlanks(draft, i);
    else if (kind & QUOTE) i = maskQuoted(draft, i);
    else if (kind & DELIMITER) i = maskDelimiter(draft, i);
    else i = maskText(draft, i);
  }
  return finished(draft) || "<empty>";
}

/** The first line that has text, without blanks around it. What is too long ends with a whole word if it can. */
function firstLine(message: string): string {
  // Blanks before the text may be many, hence twice the length is looked at.
  const head = message.slice(0, 2 * MAX_LENGTH).trimStart();
  const newline = head.indexOf("\n");
  const line = newline < 0 ? head : head.slice(0, newline);
  if (line.length <= MAX_LENGTH) return line.trimEnd();
  const blank = line.lastIndexOf(" ", MAX_LENGTH);
  return line.slice(0, blank > MAX_LENGTH / 2 ? blank : MAX_LENGTH).trimEnd();
}

function maskBlanks(draft: Draft, start: number): number {
  const end = skip(draft.text, start + 1, SPACE);
  if (end - start > 1 || draft.text[start] !== " ") squeeze(draft, start, end);
  return end;
}

function maskDelimiter(draft: Draft, start: number): number {
  const char = draft.text[start];
  if (char === "=") return maskValue(draft, start);
  if (char !== "[") return start + 1;
  const host = bracketedEnd(draft.text, start);
  return host > 0 ? put(draft, start, host, "<host>") : maskList(draft, start);
}

function maskText(draft: Draft, start: number): number {
  const { text } = draft;
  let end = start;
  let classes = 0;
  for (; end < text.length; end++) {
    const kind = classOf(text.charCodeAt(end));
    if (kind & BREAK) break;
    classes |= kind;
  }
  if (text[end] === "[") {
    // A machine's name with its address.
    const host = bracketedEnd(text, end);
    if (host > 0) return put(draft, start, host, "<host>");
  }
  if (text[start] === "\\") {
    const quotation = escapedQuotationEnd(text, start, end);
    if (quotation > 0) return put(draft, start, quotation, "<str>");
  }
  return classes & VARIABLE ? Math.max(end, maskRun(draft, start, end, classes)) : maskPlain(draft, start, end);
}

/** A word that stays, unless a date begins with it or it tells what follows. */
function maskPlain(draft: Draft, start: number, end: number): number {
  const { text } = draft;
  if (text[end] === "[") {
    const listed = listEnd(text, end);
    if (listed > 0) return put(draft, start, listed, "<id>");
  }
  const first = text.charCodeAt(start);
  if (first >= CAPITAL_A && first <= CAPITAL_Z && isDayOrMonth(text, start, end)) {
    const date = wordyDateEnd(text, start);
    if (date > 0) return put(draft, start, date, "<time>");
  }
  const length = end - start;
  const isUser = length === 4 && (text.startsWith("user", start) || text.startsWith("User", start));
  return isUser || (length === 3 && text.startsWith("for", start)) ? maskUserBehind(draft, start, end) : end;
}

function put(draft: Draft, from: number, to: number, mask: string): number {
  replace(draft, from, to, mask);
  return to;
}
