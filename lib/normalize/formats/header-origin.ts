/** Behind the level: thread, logger, file and ids, up to where the message begins. What is not clearly a header belongs to the message. */
import type { JsonObject } from "../../record.ts";
import { COLON, isBlank, PIPE, skipBlanks, TAB, wordEnd } from "../characters.ts";
import { groupEnd, hasBlank, isDotted, isName, isNumber, separatorEnd } from "./header-group.ts";
import { LONGEST_LOGGER, loggerEnd } from "./header-logger.ts";
import type { Middle } from "./header-middle.ts";
import { addLabel, addThread, hasLogger, setLogger } from "./header-parts.ts";

const MOST_PARTS = 6;

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
