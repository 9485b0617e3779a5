/** The level in a header: a word of its own, alone in brackets, or part of a name (`app.INFO`, `core:error`, `INFO/worker`). */
import type { Level } from "../../record.ts";
import { isBlank, isLetter, isUpper, lettersEnd, SPACE, skipBlanks } from "../characters.ts";
import { levelNamed } from "../level.ts";

const LONGEST = 13;
/** Loggers name these levels in headers; as a first word they are prose: `error pages were rendered`. */
const PROSE: ReadonlySet<string> = new Set(["info", "warn", "debug", "trace", "dbg", "err", "inf", "wrn"]);

export interface FoundLevel {
  level: Level | undefined;
  /** Behind the word and the colon or bracket that belongs to it. */
  end: number;
  /** What the word's end looks like, which says whether a logger may follow. */
  mark: "none" | "colon" | "columns";
}

/** @returns whether the word at `at` is a level, and fills `found`; `isFirst`: nothing but the time is before it */
export function scanLevelWord(text: string, at: number, isFirst: boolean, found: FoundLevel): boolean {
  let end = lettersEnd(text, at);
  const length = end - at;
  if (length === 0 || length > LONGEST) return false;
  const word = text.slice(at, end);
  const level = levelNamed(word) ?? (word === "LOG" ? "info" : undefined);
  if (level === undefined) return false;
  // PostgreSQL has DEBUG1 to DEBUG5.
  if (level === "debug" && text.charCodeAt(end) >= 0x31 && text.charCodeAt(end) <= 0x35) end++;
  const next = text.charCodeAt(end);
  if (!isEndOfLevel(next)) return false;
  const isColumn = isBlank(next) && (next !== SPACE || isBlank(text.charCodeAt(end + 1)));
  if (length === 1 ? !isLetterLevel(text, at, end) : !isMarked(text, word, next, isColumn, isFirst)) return false;
  found.level = level;
  found.mark = next === 0x3a ? "colon" : isColumn && text.charCodeAt(end + 2) === SPACE ? "columns" : "none";
  found.end = next === 0x3a || next === 0x2c ? end + 1 : end;
  return true;
}

function isEndOfLevel(code: number): boolean {
  return (
    Number.isNaN(code) ||
    isBlank(code) ||
    code === 0x3a ||
    code === 0x7c ||
    code === 0x5d ||
    code === 0x2c ||
    code === 0x5b
  );
}

/** Capitals are a level anywhere in a header; small letters need a colon, a bar, or columns, or the first place. */
function isMarked(text: string, word: string, next: number, isColumn: boolean, isFirst: boolean): boolean {
  if (word.length > 2 && word === word.toUpperCase()) return true;
  if (next === 0x7c || (isFirst && (isColumn || next === 0x3a))) return true;
  return isFirst && next === SPACE && PROSE.has(word) && text.length > 0;
}

/** `D WindowManager:`, `I | server:`, `W [main]`, `I NETWORK  [`: a letter alone only if what follows looks like a header too. */
function isLetterLevel(text: string, at: number, end: number): boolean {
  if (!isUpper(text.charCodeAt(at))) return false;
  let next = end;
  while (isBlank(text.charCodeAt(next))) next++;
  const code = text.charCodeAt(next);
  if (next === end) return code === 0x7c;
  if (code === 0x7c || code === 0x5b) return true;
  let to = next;
  let isCapital = true;
  for (; to < text.length && to < next + 80; to++) {
    const letter = text.charCodeAt(to);
    if (isBlank(letter)) break;
    if (!isUpper(letter)) isCapital = false;
  }
  return (
    text.charCodeAt(to - 1) === 0x3a || (isCapital && to - next > 2) || text.startsWith(": ", skipBlanks(text, to))
  );
}

/** The level in a bracketed text between `from` and `to`: alone, or as the first or last part of it. */
export function levelWithin(text: string, from: number, to: number): Level | undefined {
  const content = text.slice(from, to).trim();
  if (content.length <= LONGEST) {
    const level = levelNamed(content);
    if (level !== undefined) return level;
  }
  const firstEnd = lettersEnd(content, 0);
  const first = content.slice(0, firstEnd);
  if (firstEnd > 2 && first === first.toUpperCase() && !isLetter(content.charCodeAt(firstEnd))) {
    const level = firstEnd <= LONGEST && content.charCodeAt(firstEnd) !== 0x2d ? levelNamed(first) : undefined;
    if (level !== undefined) return level;
  }
  let lastAt = content.length;
  while (lastAt > 0 && isLetter(content.charCodeAt(lastAt - 1))) lastAt--;
  const before = content.charCodeAt(lastAt - 1);
  const isPart = before === 0x3a || before === 0x2f || before === 0x2e;
  return isPart && content.length - lastAt > 2 && content.length - lastAt <= LONGEST
    ? levelNamed(content.slice(lastAt))
    : undefined;
}

/** `production.ERROR: text`: a name with the level as its last part and a colon behind. */
export function levelOfName(text: string, from: number, to: number): Level | undefined {
  if (text.charCodeAt(to - 1) !== 0x3a) return undefined;
  const dot = text.lastIndexOf(".", to);
  const word = dot > from ? text.slice(dot + 1, to - 1) : "";
  return word.length > 2 && word.length <= LONGEST && word === word.toUpperCase() ? levelNamed(word) : undefined;
}

/** @param part a word or group with a level @returns what it says besides: `core` of `[core:error]`, nothing of `[ERROR]:` or `DEBUG1` */
export function nameBesideLevel(part: string): string {
  let from = 0;
  let to = part.length;
  while (to > from && MARKS.includes(part.charAt(to - 1))) to--;
  while (from < to && MARKS.includes(part.charAt(from))) from++;
  const words = part.slice(from, to);
  if (to - from <= LONGEST && (levelNamed(words) !== undefined || words === "LOG" || isPostgresDebug(words))) return "";
  let lastAt = words.length;
  while (lastAt > 0 && isLetter(words.charCodeAt(lastAt - 1))) lastAt--;
  const isLast =
    lastAt > 0 && levelNamed(words.slice(lastAt)) !== undefined && ":/.".includes(words.charAt(lastAt - 1));
  return isLast ? words.slice(0, lastAt - 1) : words;
}

const MARKS = "[](){}<>:, \t";

function isPostgresDebug(word: string): boolean {
  return word.length === 6 && word.startsWith("DEBUG");
}
