/** Addresses of machines. Each function gives the index behind what begins at `start`, or -1. */
import {
  BREAK,
  COLON,
  classAt,
  classesIn,
  DIGIT,
  DOT,
  find,
  HEX_LETTER,
  JOINER,
  LETTER,
  skip,
  WORD,
} from "./characters.ts";
import { FILE_ENDINGS, PACKAGE_HEADS, TOP_DOMAINS } from "./words.ts";

/** IPv4 with a port or a prefix length, and with what Java writes in front: `/10.0.0.7:80`, `host/10.0.0.7:80`. */
export function ipv4End(text: string, start: number, end: number): number {
  let i = start;
  if (!(classAt(text, i) & DIGIT) || dottedQuadEnd(text, i) < 0) {
    const slash = skip(text, i, WORD | JOINER | DOT, end);
    if (text[slash] === "/") i = slash + 1;
  }
  const quad = dottedQuadEnd(text, i);
  if (quad < 0 || quad > end) return -1;
  return text[quad] === "/" ? numberBehind(text, quad) : portEnd(text, quad);
}

function dottedQuadEnd(text: string, start: number): number {
  let i = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text[i++] !== ".") return -1;
    const next = skip(text, i, DIGIT);
    if (next === i || next - i > 3) return -1;
    i = next;
  }
  const isVersion = text[i] === "." && classAt(text, i + 1) & WORD;
  return classAt(text, i) & (WORD | JOINER) || isVersion ? -1 : i;
}

/** `:8080` at an index, or the index itself. */
function portEnd(text: string, index: number): number {
  return text[index] === ":" ? numberBehind(text, index) : index;
}

function numberBehind(text: string, index: number): number {
  const stop = skip(text, index + 1, DIGIT);
  return stop > index + 1 && !(classAt(text, stop) & WORD) ? stop : index;
}

/** `00:1b:44:11:3a:b7`, with dashes too, and longer ones as of InfiniBand. */
export function hardwareEnd(text: string, start: number): number {
  const separator = text.charAt(start + 2);
  if (separator !== ":" && separator !== "-") return -1;
  let i = start;
  let parts = 0;
  for (;;) {
    if (skip(text, i, DIGIT | HEX_LETTER) !== i + 2) return -1;
    parts++;
    i += 2;
    if (text[i] !== separator || !(classAt(text, i + 1) & (DIGIT | HEX_LETTER))) break;
    i++;
  }
  return parts >= 6 && !(classAt(text, i) & WORD) ? i : -1;
}

/** With what tools write behind: a zone `%eth0`, a port `.80`. IPv4 may be its end: `::ffff:10.0.0.7`. */
export function ipv6End(text: string, start: number): number {
  const end = skip(text, start, DIGIT | HEX_LETTER | COLON);
  let colons = 0;
  let isShort = false;
  for (let i = start; i < end; i++) {
    if (text[i] !== ":") continue;
    colons++;
    if (text[i + 1] === ":") isShort = true;
  }
  const isWhole = colons === 7 || (isShort && (classesIn(text, start, end) & DIGIT) !== 0);
  if (!isWhole || classAt(text, end) & WORD || !(classAt(text, end - 1) & WORD)) return -1;
  if (text[end] === "%") return skip(text, end + 1, WORD);
  if (text[end] !== ".") return end;
  const quad = dottedQuadEnd(text, text.lastIndexOf(":", end) + 1);
  return quad > 0 ? quad : numberBehind(text, end);
}

/** `[10.0.0.7]`, `[::1]:443`: the index behind an address in brackets that open at `open`; else -1. */
export function bracketedEnd(text: string, open: number): number {
  const close = find(text, open + 1, BREAK);
  if (text[close] !== "]" || !(classAt(text, open + 1) & (DIGIT | HEX_LETTER | COLON))) return -1;
  const isAddress = ipv4End(text, open + 1, close) === close || ipv6End(text, open + 1) === close;
  return isAddress ? portEnd(text, close + 1) : -1;
}

/** A name with dots whose last label is a domain's, with its port: `db-1.example.com:5432`. Names of classes and files end otherwise. */
export function hostEnd(text: string, start: number, end: number): number {
  const stop = skip(text, start, WORD | JOINER | DOT, end);
  if (text.startsWith("localhost", start) && stop === start + 9) return portEnd(text, stop);
  if (stop < end && text[stop] !== ":") return -1;
  let labels = 1;
  let last = start;
  for (let i = start; i < stop; i++) {
    if (text[i] !== ".") continue;
    if (i === last) return -1;
    labels++;
    last = i + 1;
  }
  if (labels < 2 || stop - last < 2) return -1;
  const ending = text.slice(last, stop).toLowerCase();
  const isCountry =
    labels > 2 && ending.length === 2 && !FILE_ENDINGS.has(ending) && skip(text, last, LETTER, stop) === stop;
  if (!isCountry && !TOP_DOMAINS.has(ending)) return -1;
  const head = text.slice(start, find(text, start, DOT, stop));
  return PACKAGE_HEADS.has(head) ? -1 : portEnd(text, stop);
}
