/** Names with dots and slashes: of packages, people and files. */
import {
  AT,
  BREAK,
  classAt,
  classesIn,
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
import { FILE_ENDINGS, PACKAGE_HEADS, TELLING_ENDINGS } from "./words.ts";

/**
 * A name read from its end, of a package, an application or a class: `com.example.shop.cart`, with what it holds behind a slash. Names
 * of errors and of constants tell what happened; those in front of `=` and `(` are keys and functions.
 */
export function packageEnd(text: string, start: number, end: number): number {
  const stop = skip(text, start, WORD | JOINER | DOT, end);
  const dot = find(text, start, DOT, stop);
  const last = text.lastIndexOf(".", stop - 1) + 1;
  const isLong = text[stop] === "/" || find(text, dot + 1, DOT, stop) < stop;
  if (dot === stop || !isLong || !PACKAGE_HEADS.has(text.slice(start, dot))) return -1;
  if (text[stop] === "=" || text[stop] === "(") return -1;
  const name = text.slice(last, stop);
  if (name === "" || name === name.toUpperCase() || TELLING_ENDINGS.some((ending) => name.endsWith(ending))) return -1;
  return text[stop] === "/" ? end : stop;
}

/** `bob@example.com`, `root@web-1`, not `Object@1f2e3d`. */
export function isEmail(text: string, start: number, end: number): boolean {
  const at = find(text, start, AT, end);
  if (at === start || at >= end - 1) return false;
  if (!(classAt(text, at + 1) & LETTER) || skip(text, at + 1, WORD | JOINER | DOT, end) < end) return false;
  if (skip(text, at + 1, DIGIT | HEX_LETTER, end) === end) return false;
  return skip(text, start, WORD | JOINER | DOT, at) === at;
}

/**
 * Absolute paths, relative ones of three parts or more, and names of files. A line number behind a colon stays outside.
 * @param colon the first one, or `end`
 */
export function pathEnd(text: string, start: number, colon: number, end: number): number {
  if (isDrive(text, start)) return drivePathEnd(text, end);
  const first = find(text, start, SLASH, colon);
  if (first === colon) return fileEnd(text, start, colon);
  const isAbsolute = first === start ? colon > start + 1 : first < start + 3 && skip(text, start, DOT, first) === first;
  const isHome = text[start] === "~";
  const second = find(text, first + 1, SLASH, colon);
  const isDeep = second > first + 1 && second < colon - 1 && classesIn(text, start, colon) & LETTER;
  if (!isAbsolute && !isHome && !isDeep) return -1;
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
