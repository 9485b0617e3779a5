/** The logger behind a level, told from the first word of a message by what follows it: a colon, a dash, a bar, a group, or columns. */
import type { JsonObject } from "../../record.ts";
import { COLON, isDigit, isUpper, skipBlanks, TAB, wordEnd } from "../characters.ts";
import { groupEnd, isDotted, isName, separatorEnd } from "./header-group.ts";
import type { Middle } from "./header-middle.ts";
import { addLabel, addThread, hasLogger, setLogger } from "./header-parts.ts";

export const LONGEST_LOGGER = 160;

/** What stands before it. */
export interface Place {
  readonly middle: Middle;
  readonly groups: number;
  readonly dashes: number;
  readonly isAllFramed: boolean;
}

/** @returns behind the logger and what ends it, or -1 if the message begins here */
export function loggerEnd(text: string, from: number, place: Place, record: JsonObject): number {
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
  const separator = separatorEnd(text, skipBlanks(text, end));
  return separator > 0 ? separator : end;
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
