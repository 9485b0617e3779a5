/** Masks one run of a message: text without blanks, quotes and brackets. First what it may be as a whole, then its parts. */
import {
  AT,
  BACKSLASH,
  BREAK,
  COLON,
  classAt,
  classesIn,
  DIGIT,
  DOT,
  find,
  JOINER,
  LETTER,
  QUOTE,
  SLASH,
  SPACE,
  skip,
  VARIABLE,
} from "./characters.ts";
import { type Draft, replace } from "./draft.ts";
import { isName, maskPiece } from "./mask-word.ts";
import { restatementEnd } from "./restatement.ts";
import { hardwareEnd, hostEnd, ipv4End, ipv6End } from "./scan-host.ts";
import { isEmail, packageEnd, pathEnd } from "./scan-name.ts";
import { timeEnd } from "./scan-time.ts";

/**
 * @param runClasses those of the run's characters
 * @returns the index to go on at, which may be behind the run: dates, queries and what brackets repeat go on there
 */
export function maskRun(draft: Draft, start: number, runEnd: number, runClasses: number): number {
  const { text } = draft;
  const end = withoutPunctuation(text, start, runEnd);
  const classes = end < runEnd ? classesIn(text, start, end) : runClasses;
  if (!(classes & VARIABLE)) return end;
  if (classes & COLON && classes & SLASH) {
    const scheme = text.indexOf("://", start);
    // An address goes on where words end: its query holds `=`, `,` and brackets.
    if (scheme > start && scheme < end) return put(draft, start, urlEnd(text, scheme), "<url>");
  }
  if (classAt(text, start) & DIGIT && classes & ~(DIGIT | LETTER)) {
    const time = timeEnd(text, start);
    if (time >= end) return put(draft, start, time, "<time>");
  }
  if (classes & (COLON | JOINER)) {
    const hardware = hardwareEnd(text, start);
    if (hardware >= end) return put(draft, start, restatementEnd(text, hardware), "<mac>");
  }
  if (!(classes & (COLON | AT))) return maskPart(draft, start, end, end, classes);
  const address = ipv6End(text, start);
  const from = address > 0 ? put(draft, start, restatementEnd(text, address), "<host>") : start;
  return maskParts(draft, from, end, classes);
}

/** Parts between colons, and around an at sign that is no address: `host:80`, `file.c:12`, `7@2026/11/23:10:00:01`. */
function maskParts(draft: Draft, start: number, end: number, classes: number): number {
  const { text } = draft;
  let i = start;
  let colon = -1;
  let separators = COLON;
  while (i < end) {
    i = skip(text, i, COLON | AT, end);
    if (i > colon) {
      colon = find(text, i, COLON, end);
      separators = classes & AT && !isEmail(text, i, colon) ? COLON | AT : COLON;
    }
    if (i < end) i = maskPart(draft, i, find(text, i, separators, colon), end, classes);
  }
  return i;
}

/**
 * @param stop the end of the part; an address takes its port along, which may stand up to `end`
 * @returns an index behind `start`
 */
function maskPart(draft: Draft, start: number, stop: number, end: number, classes: number): number {
  const { text } = draft;
  if (text[start - 1] === "@" && classAt(text, start) & DIGIT) {
    const time = timeEnd(text, start);
    if (time >= stop) return put(draft, start, time, "<time>");
  }
  if (classes & DOT || text.startsWith("localhost", start)) {
    const host = hostAt(text, start, end);
    if (host > 0) return put(draft, start, restatementEnd(text, host), "<host>");
  }
  if (classes & DOT && classAt(text, start) & LETTER) {
    const name = packageEnd(text, start, stop);
    if (name > 0) return put(draft, start, name, "<id>");
  }
  if (classes & (DOT | SLASH | BACKSLASH)) {
    const path = pathEnd(text, start, stop, end);
    if (path > start) return put(draft, start, path, "<path>");
  }
  if (classes & AT && isEmail(text, start, stop)) return put(draft, start, stop, "<email>");
  if (classes & JOINER) {
    const port = portBehindName(text, start, stop, end);
    if (port > 0) return put(draft, start, port, "<host>");
    const listed = listEnd(text, stop);
    if (listed > 0) return put(draft, start, listed, "<id>");
  }
  if (!(classes & (DIGIT | AT))) return stop;
  return classes & (SLASH | BACKSLASH | AT) ? maskSlashed(draft, start, stop) : maskPiece(draft, start, stop);
}

function hostAt(text: string, start: number, end: number): number {
  const address = ipv4End(text, start, end);
  return address > 0 ? address : hostEnd(text, start, end);
}

/** Two parts with a slash between: `HTTP/1.1`, `12/34`. */
function maskSlashed(draft: Draft, start: number, end: number): number {
  const { text } = draft;
  let i = start;
  while (i < end) {
    const stop = find(text, i, SLASH | BACKSLASH | AT, end);
    if (stop > i) i = maskPiece(draft, i, stop);
    if (i < end) i++;
  }
  return i;
}

/** `web-1:8080` at the end of a run: who has a number and a port is a machine. */
function portBehindName(text: string, start: number, stop: number, end: number): number {
  if (end - stop < 3 || skip(text, stop + 1, DIGIT, end) < end) return -1;
  return isName(text, start, stop) ? end : -1;
}

/** `node-[1-3,7]` names several of a kind: the index behind the list that follows at `index`, or -1. */
export function listEnd(text: string, index: number): number {
  if (text[index] !== "[" || text[index - 1] !== "-" || !(classAt(text, index + 1) & DIGIT)) return -1;
  let close = find(text, index + 1, BREAK);
  while (text[close] === ",") close = find(text, close + 1, BREAK);
  return text[close] === "]" ? close + 1 : -1;
}

/** Without the sentence's own punctuation; a bracket belongs to the address if it opens there. */
function urlEnd(text: string, start: number): number {
  let end = find(text, start, SPACE | QUOTE);
  for (; end > start; end--) {
    const last = text.charAt(end - 1);
    const open = last === ")" ? "(" : last === "]" ? "[" : last === ">" ? "<" : "";
    const isOwn =
      open === "" ? !".:!?,;".includes(last) : text.indexOf(open, start) >= 0 && text.indexOf(open, start) < end;
    if (isOwn) break;
  }
  return end;
}

/** The end without the sentence's own punctuation. */
function withoutPunctuation(text: string, start: number, end: number): number {
  let stop = end;
  while (stop > start && isPunctuation(text.charCodeAt(stop - 1))) stop--;
  return stop;
}

/** . : ! ? */
function isPunctuation(code: number): boolean {
  return code === 46 || code === 58 || code === 33 || code === 63;
}

function put(draft: Draft, from: number, to: number, mask: string): number {
  replace(draft, from, to, mask);
  return to;
}
