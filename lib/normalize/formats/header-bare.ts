/** The rest of a header that has a time but no level: columns, a thread, a program. Here the least is taken, or messages lose words. */
import type { JsonObject } from "../../record.ts";
import { COLON, isBlank, isDigit, PIPE, skipBlanks, wordEnd } from "../characters.ts";
import { groupEnd, hasBlank, isDotted, isName, isNumber } from "./header-group.ts";
import { skipSeparators } from "./header-middle.ts";
import { addLabel, addThread, hasLogger, setLogger } from "./header-parts.ts";

const MOST_COLUMNS = 2;
const LONGEST_COLUMN = 64;

/**
 * @param isFramed the time stands in brackets
 * @param isTabular labels stand before the time, so a number behind it is another column
 * @returns where the message begins
 */
export function scanBare(
  text: string,
  from: number,
  isFramed: boolean,
  isTabular: boolean,
  record: JsonObject,
): number {
  if (text.charCodeAt(skipBlanks(text, from)) === PIPE) return scanColumns(text, skipBlanks(text, from) + 1, record);
  let at = skipSeparators(text, from);
  const isSetApart = at > skipBlanks(text, from);
  const groups = scanGroups(text, at, record);
  if (groups > at) return skipSeparators(text, groups);
  const to = wordEnd(text, at);
  if (isTabular && isNumber(text, at, to) && to < text.length) {
    addLabel(record, text.slice(at, to));
    at = skipBlanks(text, to);
    return at;
  }
  return afterName(text, at, to, isFramed || isSetApart, record);
}

/** `|logger|7|text`: columns without blanks, as long as another bar follows. */
function scanColumns(text: string, from: number, record: JsonObject): number {
  let at = from;
  for (let columns = 0; columns < MOST_COLUMNS; columns++) {
    const end = text.indexOf("|", at);
    if (end < 0 || end - at > LONGEST_COLUMN) return at;
    const column = text.slice(at, end).trim();
    if (hasBlank(column, 0, column.length)) return at;
    if (!hasLogger(record) && column !== "" && !isDigit(column.charCodeAt(0))) setLogger(record, column);
    else addLabel(record, column);
    at = end + 1;
  }
  return at;
}

/** `[main] [7]`: groups without blanks. @returns the end of the last, or `from` */
function scanGroups(text: string, from: number, record: JsonObject): number {
  let at = from;
  for (let end = groupEnd(text, at); end > 0; end = groupEnd(text, at)) {
    const isPid = text.startsWith("[pid ", at);
    if (!isPid && hasBlank(text, at, end)) return at;
    const content = text.slice(at + 1, end - 1);
    if (isDotted(content, 0, content.length) && !hasLogger(record)) setLogger(record, content);
    else addThread(record, content);
    at = skipBlanks(text, text.charCodeAt(end) === COLON ? end + 1 : end);
  }
  return at;
}

/** `chrome.exe - text` behind a bracketed time, `name - text` behind a dash, `cart.go:42: text` anywhere. */
function afterName(text: string, at: number, to: number, isSetApart: boolean, record: JsonObject): number {
  if (to - at > LONGEST_COLUMN || !isName(text, at, text.charCodeAt(to - 1) === COLON ? to - 1 : to)) return at;
  if (text.charCodeAt(to - 1) === COLON) {
    const line = text.lastIndexOf(":", to - 2);
    if (line <= at || !isNumber(text, line + 1, to - 1) || !text.slice(at, line).includes(".")) return at;
    setLogger(record, text.slice(at, to - 1));
    return to;
  }
  if (!isSetApart) return at;
  let next = skipBlanks(text, to);
  // The second word of a file's name, or a mark of the program itself may follow.
  const secondEnd = wordEnd(text, next);
  if (isDotted(text, next, secondEnd)) next = skipBlanks(text, secondEnd);
  if (text.charCodeAt(next) === 0x2a) next = skipBlanks(text, wordEnd(text, next));
  if (next === to || text.charCodeAt(next) !== 0x2d || !isBlank(text.charCodeAt(next + 1))) return at;
  setLogger(record, text.slice(at, next).trim());
  return next + 2;
}
