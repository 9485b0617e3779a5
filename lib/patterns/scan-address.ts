/** Addresses of machines, people and files. Each function gives the index behind what begins at `start`, or -1. */
import {
  BREAK,
  COLON,
  classAt,
  DIGIT,
  DOT,
  find,
  HEX_LETTER,
  JOINER,
  LETTER,
  QUOTE,
  SLASH,
  SPACE,
  skip,
  WORD,
} from "./characters.ts";
import { FILE_ENDINGS, PACKAGE_HEADS, TELLING_ENDINGS, TOP_DOMAINS } from "./words.ts";

/** IPv4 with a port or a prefix length, and with what Java writes in front: `/10.0.0.7:80`, `host/10.0.0.7:80`. */
export function ipv4End(text: string, start: number, end: number): number {
  let i = start;
  if (!(classAt(text, i) & DIGIT) || find(text, i, SLASH, end) < end) {
    const slash = find(text, i, SLASH, end);
    if (slash < end && dottedQuadEnd(text, slash + 1) > 0) i = slash + 1;
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

/** With what tools write behind: a zone `%eth0`, a port `.80`. */
export function ipv6End(text: string, start: number): number {
  const end = skip(text, start, DIGIT | HEX_LETTER | COLON);
  let colons = 0;
  let isShort = false;
  for (let i = start; i < end; i++) {
    if (text[i] !== ":") continue;
    colons++;
    if (text[i + 1] === ":") isShort = true;
  }
  const isWhole = colons === 7 || (isShort && end - start > 3);
  if (!isWhole || classAt(text, end) & WORD || !(classAt(text, end - 1) & WORD)) return -1;
  if (text[end] === "%") return skip(text, end + 1, WORD);
  return text[end] === "." ? numberBehind(text, end) : end;
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

/**
 * A name read from its end, of a package, an application or a class: `com.example.shop.cart`, with what it holds behind a slash. Names
 * of errors and of constants tell what happened; those in front of `=` and `(` are keys and functions.
 */
export function packageEnd(text: string, start: number, end: number): number {
  const stop = skip(text, start, WORD | JOINER | DOT, end);
  const dot = find(text, start, DOT, stop);
  const last = text.lastIndexOf(".", stop - 1) + 1;
  if (dot === stop || find(text, dot + 1, DOT, stop) === stop || !PACKAGE_HEADS.has(text.slice(start, dot))) return -1;
  if (text[stop] === "=" || text[stop] === "(") return -1;
  const name = text.slice(last, stop);
  if (name === "" || name === name.toUpperCase() || TELLING_ENDINGS.some((ending) => name.endsWith(ending))) return -1;
  return text[stop] === "/" ? end : stop;
}

/** `bob@example.com`, `root@web-1`, not `Object@1f2e3d`. */
export function isEmail(text: string, start: number, end: number): boolean {
  const at = text.indexOf("@", start);
  if (at <= start || at >= end - 1) return false;
  if (!(classAt(text, at + 1) & LETTER) || skip(text, at + 1, WORD | JOINER | DOT, end) < end) return false;
  if (skip(text, at + 1, DIGIT | HEX_LETTER, end) === end) return false;
  return skip(text, start, WORD | JOINER | DOT, at) === at;
}

/** Absolute paths, relative ones of three parts or more, and names of files. A line number behind a colon stays outside. */
export function pathEnd(text: string, start: number, end: number): number {
  if (isDrive(text, start)) return drivePathEnd(text, end);
  const colon = find(text, start, COLON, end);
  const first = find(text, start, SLASH, colon);
  if (first === colon) return fileEnd(text, start, colon);
  const isAbsolute = first === start ? colon > start + 1 : first < start + 3 && skip(text, start, DOT, first) === first;
  const isHome = text[start] === "~";
  const second = find(text, first + 1, SLASH, colon);
  if (!isAbsolute && !isHome && !(second > first + 1 && second < colon - 1)) return -1;
  const query = text.indexOf("?", first);
  return query >= 0 && query < end ? find(text, query, SPACE | QUOTE) : colon;
}

function isDrive(text: string, start: number): boolean {
  if (text[start] === "\\" && text[start + 1] === "\\") return (classAt(text, start + 2) & WORD) !== 0;
  return (
    (classAt(text, start) & LETTER) !== 0 &&
    text[start + 1] === ":" &&
    (text[start + 2] === "\\" || text[start + 2] === "/")
  );
}

/** Names of Windows' folders have blanks: the path goes on as long as another backslash follows in the next word. */
function drivePathEnd(text: string, end: number): number {
  let stop = end;
  while (text[stop] === " " && classAt(text, stop + 1) & WORD) {
    const next = find(text, stop + 1, BREAK);
    const backslash = text.indexOf("\\", stop);
    if (backslash < 0 || backslash >= next || text[stop + 2] === ":") break;
    stop = next;
  }
  return stop;
}

/** `server.xml`, `libfoo.so`: a known ending behind a name. */
function fileEnd(text: string, start: number, end: number): number {
  const dot = text.lastIndexOf(".", end - 1);
  if (dot < start + 2 || end - dot > 11) return -1;
  return FILE_ENDINGS.has(text.slice(dot + 1, end)) ? end : -1;
}
