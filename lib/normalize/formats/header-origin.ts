/** Behind the level: thread, logger, file and ids, up to where the message begins. What is not clearly a header belongs to the message. */
import type { JsonObject } from "../../record.ts";
import { COLON, isBlank, isDigit, isUpper, PIPE, skipBlanks, TAB, wordEnd } from "../characters.ts";
import { groupEnd, hasBlank, isDotted, isName, isNumber } from "./header-group.ts";
import type { Middle } from "./header-middle.ts";
import { addLabel, addThread, hasLogger, setLogger } from "./header-parts.ts";

const MOST_PARTS = 6;
const LONGEST_LOGGER = 160;

/**
 * @param middle the level before it
 * @param isAllFramed time and level both stand in brackets: then so does everything else of the header
 * @returns where the message begins
 */
export function scanOrigin(text: string, middle: Middle, isAllFramed: boolean, record: JsonObject): number {
  let at = middle.end;
  if (middle.mark === "colon") return isBlank(text.charCodeAt(at)) ? at : delimitedLogger(text, at, record);
  let groups = 0;
  let dashes = 0;
  for (let parts = 0; parts < MOST_PARTS; parts++) {
    const from = skipBlanks(text, at);
    const separator = separatorEnd(text, from);
    if (separator > 0) {
      const length = separator - from;
      if (length === 1 && text.charCodeAt(from) !== PIPE && (groups > 0 || hasLogger(record))) return separator;
      dashes = text.charCodeAt(from) === PIPE ? 0 : length;
      at = separator;
      continue;
    }
    const end = groupEnd(text, from);
    if (end > 0) {
      const isJoined = from === at && groups > 0;
      if (!isOfHeader(text, from, end, isJoined || (groups > 0 && text.charCodeAt(from) === 0x28), dashes)) return from;
      takeGroup(text, from, end, record);
      groups++;
      if (text.charCodeAt(end) === COLON) return end + 1;
      at = end;
      continue;
    }
    if (isPid(text, from)) {
      at = wordEnd(text, from);
      addLabel(record, text.slice(from, at));
      continue;
    }
    const next = loggerEnd(text, from, { middle, groups, dashes, isAllFramed }, record);
    if (next < 0) return from;
    if (!text.startsWith("[", skipBlanks(text, next)) && text.charCodeAt(next - 1) !== TAB) return next;
    at = next;
    groups = Math.max(groups, 0);
    if (text.charCodeAt(next - 1) === COLON) return next;
  }
  return at;
}

/** `INFO:root:text`: fields without blanks between. */
function delimitedLogger(text: string, at: number, record: JsonObject): number {
  const end = text.indexOf(":", at);
  if (end < 0 || end - at > LONGEST_LOGGER || !isName(text, at, end)) return at;
  setLogger(record, text.slice(at, end));
  return end + 1;
}

/** `-`, `--`, `---`, `:` or `|` alone. @returns the end, or 0 */
function separatorEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === PIPE) return at + 1;
  if (code !== 0x2d && code !== COLON && code !== 0x2013) return 0;
  let end = at + 1;
  while (text.charCodeAt(end) === code) end++;
  return isBlank(text.charCodeAt(end)) || end === text.length ? end : 0;
}

/** A group without blanks is a thread or an id; one with blanks only where the header visibly goes on behind it. */
function isOfHeader(text: string, at: number, end: number, isJoined: boolean, dashes: number): boolean {
  if (dashes === 1) return isConfirmed(text, end);
  if (isJoined || dashes > 1 || text.startsWith("[pid ", at)) return true;
  const open = text.charCodeAt(at);
  if (open === 0x5b || open === 0x3c)
    return !hasBlank(text, skipBlanks(text, at + 1), trimmedEnd(text, end - 1)) || isConfirmed(text, end);
  return isConfirmed(text, end) || (open === 0x7b && !hasBlank(text, at, end));
}

function trimmedEnd(text: string, end: number): number {
  let to = end;
  while (isBlank(text.charCodeAt(to - 1))) to--;
  return to;
}

/** Whether a separator follows, or a logger with one. */
function isConfirmed(text: string, end: number): boolean {
  const at = skipBlanks(text, end);
  if (end === at) return text.charCodeAt(at) === COLON || text.charCodeAt(at) === 0x5b;
  if (separatorEnd(text, at) > 0) return true;
  const to = wordEnd(text, at);
  if (to - at > LONGEST_LOGGER || !isName(text, at, to - (text.charCodeAt(to - 1) === COLON ? 1 : 0))) return false;
  return (
    (text.charCodeAt(to - 1) === COLON && isDotted(text, at, to - 1)) || separatorEnd(text, skipBlanks(text, to)) > 0
  );
}

function takeGroup(text: string, at: number, end: number, record: JsonObject): void {
  const content = text.slice(at + 1, end - 1).trim();
  if (!hasLogger(record) && isDotted(content, 0, content.length)) setLogger(record, content);
  else addThread(record, content);
}

/** `7 --- [`, `0 [`: a number that a header goes on behind. */
function isPid(text: string, at: number): boolean {
  const to = wordEnd(text, at);
  if (!isNumber(text, at, to)) return false;
  const next = skipBlanks(text, to);
  return text.charCodeAt(next) === 0x5b || separatorEnd(text, next) > next + 1;
}

interface Place {
  readonly middle: Middle;
  readonly groups: number;
  readonly dashes: number;
  readonly isAllFramed: boolean;
}

/** @returns behind the logger and what ends it, or -1 if the message begins here */
function loggerEnd(text: string, from: number, place: Place, record: JsonObject): number {
  if (hasLogger(record) && place.groups > 0 && text.charCodeAt(wordEnd(text, from)) !== TAB) return -1;
  // Flask: `ERROR in app: text`.
  const at = place.groups === 0 && text.startsWith("in ", from) ? from + 3 : from;
  const word = wordEnd(text, at);
  if (word === at || word - at > LONGEST_LOGGER) return -1;
  const pipe = text.indexOf("|", at);
  if (pipe > at && pipe < word && isName(text, at, pipe)) return took(record, text, at, pipe, pipe + 1);
  const last = text.charCodeAt(word - 1);
  if (last === COLON) return isLoggerWithColon(text, at, word - 1, place) ? took(record, text, at, word - 1, word) : -1;
  if (at !== from || !isName(text, at, word)) return -1;
  if (text.charCodeAt(word) === TAB && text.charCodeAt(word + 1) !== 0x7b && text.charCodeAt(place.middle.end) === TAB)
    return took(record, text, at, word, word + 1);
  const next = skipBlanks(text, word);
  const group = text.charCodeAt(next) === 0x28 ? groupEnd(text, next) : -1;
  const separator = separatorEnd(text, group > 0 ? skipBlanks(text, group) : next);
  if (separator > 0 && separator - next !== 2 && !(place.dashes === 1 && !isDotted(text, at, word))) {
    if (group > 0) addLabel(record, text.slice(next + 1, group - 1));
    return took(record, text, at, word, separator);
  }
  const isClear = isDotted(text, at, word) || (word - at > 2 && isCapitals(text, at, word));
  if (isClear && text.charCodeAt(next) === 0x5b && place.dashes !== 1) return afterGroup(text, at, word, next, record);
  if (place.middle.mark === "columns" && next > word + 1) return took(record, text, at, word, next);
  return place.groups > 0 && place.dashes === 0 && isMethod(text, at, word) ? took(record, text, at, word, word) : -1;
}

function took(record: JsonObject, text: string, from: number, to: number, end: number): number {
  if (hasLogger(record)) addLabel(record, text.slice(from, to));
  else if (isDigit(text.charCodeAt(from))) addLabel(record, text.slice(from, to));
  else setLogger(record, text.slice(from, to));
  return end;
}

/** `nova.wsgi [req-1 - -] text`: the group that comes right behind the logger is the request or the thread. */
function afterGroup(text: string, at: number, word: number, groupAt: number, record: JsonObject): number {
  setLogger(record, text.slice(at, word));
  const end = groupEnd(text, groupAt);
  if (end < 0) return word;
  addThread(record, text.slice(groupAt + 1, end - 1).trim());
  return text.charCodeAt(end) === COLON ? end + 1 : end;
}

/** `dfs.DataNode$Receiver:` is a logger, `java.io.IOException:` and `OSError:` are the message. */
function isLoggerWithColon(text: string, at: number, colon: number, place: Place): boolean {
  if (place.dashes === 1 || place.isAllFramed || !isName(text, at, colon)) return false;
  const name = text.slice(at, colon);
  if (name.endsWith("Exception") || name.endsWith("Error")) return false;
  // Whose columns before the level name the component has none behind it, but may quote a program there.
  if (place.middle.isNamed && !isDotted(text, at, colon)) return false;
  return !place.middle.isBracketed || !isUpper(text.charCodeAt(at)) || isDotted(text, at, colon);
}

function isCapitals(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isUpper(text.charCodeAt(at))) return false;
  return true;
}

/** `org.apache.catalina.startup.Catalina.start`: three parts or more, one of them a class. */
function isMethod(text: string, from: number, to: number): boolean {
  if (!isDotted(text, from, to)) return false;
  let dots = 0;
  let hasClass = false;
  for (let at = from; at < to; at++) {
    if (text.charCodeAt(at) !== 0x2e) continue;
    dots++;
    if (isUpper(text.charCodeAt(at + 1))) hasClass = true;
  }
  return dots > 1 && hasClass;
}
