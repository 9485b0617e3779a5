/** `HOST PROGRAM[PID]: ` behind a time, as every syslog daemon writes it to its files. */
import type { JsonObject } from "../../record.ts";
import { COLON, digitsEnd, isBlank, isDigit, isUpper, lettersEnd, skipBlanks, wordEnd } from "../characters.ts";
import { levelNamed } from "../level.ts";
import { groupEnd, isName, wordKind } from "./header-group.ts";

const LONGEST_WORD = 255;
const FACILITIES = /^(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7])$/;

/**
 * @param isCertain the time is syslog's own, so a host stands behind it whatever follows
 * @returns where the message begins, or -1 if this is no such header
 */
export function scanSyslog(text: string, from: number, isCertain: boolean, record: JsonObject): number {
  const at = skipBlanks(text, from);
  const hostEnd = wordEnd(text, at);
  if (hostEnd === at || hostEnd - at > LONGEST_WORD) return -1;
  if (text.charCodeAt(hostEnd - 1) === COLON) return isCertain ? takeTag(text, at, hostEnd, record) : -1;
  const tagAt = afterFacility(text, skipBlanks(text, hostEnd), record);
  const tagEnd = tagEndAt(text, tagAt);
  if (tagEnd < 0) {
    if (!isCertain) return -1;
    record["host.name"] = text.slice(at, hostEnd);
    return tagAt;
  }
  const isProgram = text.charCodeAt(tagEnd - 2) === 0x5d || wordKind(text, at, hostEnd) === "label";
  if (!isCertain && !(isProgram && isName(text, at, hostEnd) && levelNamed(text.slice(at, hostEnd)) === undefined))
    return -1;
  record["host.name"] = text.slice(at, hostEnd);
  return takeTag(text, tagAt, tagEnd, record);
}

/** BusyBox writes `user.info` before the program. */
function afterFacility(text: string, at: number, record: JsonObject): number {
  const end = wordEnd(text, at);
  const dot = end - at < 20 ? text.indexOf(".", at) : -1;
  if (dot < 0 || dot >= end || !FACILITIES.test(text.slice(at, dot))) return at;
  const level = levelNamed(text.slice(dot + 1, end));
  if (level === undefined) return at;
  record["log.level"] = level;
  return skipBlanks(text, end);
}

/** Behind the colon of `app:`, `app[7]:`, `app[7] (sub[8]):`, `syslogd 1.4.1:`, ` -- root[7]:`; -1 if there is none. */
function tagEndAt(text: string, at: number): number {
  const from = text.startsWith("-- ", at) ? skipBlanks(text, at + 3) : at;
  const end = wordEnd(text, from);
  if (end === from || end - from > LONGEST_WORD) return -1;
  const inner = text.indexOf("]:", from);
  if (inner > 0 && inner + 2 < end) return inner + 2;
  if (text.charCodeAt(end - 1) === COLON) return text.charCodeAt(from) === 0x5b ? -1 : end;
  const next = skipBlanks(text, end);
  if (text.charCodeAt(next) === 0x28) {
    const close = groupEnd(text, next);
    return close > 0 && text.charCodeAt(close) === COLON ? close + 1 : -1;
  }
  return isDigit(text.charCodeAt(next)) ? versionEnd(text, next) : secondWordEnd(text, from, next);
}

/** Names of two words: `Some Program[7]:`, or `Some Program:` if both begin with a capital, as sentences do not. */
function secondWordEnd(text: string, first: number, second: number): number {
  const end = wordEnd(text, second);
  if (text.charCodeAt(end - 1) !== COLON || !isUpper(text.charCodeAt(first))) return -1;
  const hasPid = text.charCodeAt(end - 2) === 0x5d && isDigit(text.charCodeAt(end - 3));
  return hasPid || (isUpper(text.charCodeAt(second)) && lettersEnd(text, second) === end - 1) ? end : -1;
}

function versionEnd(text: string, at: number): number {
  let end = digitsEnd(text, at);
  let dots = 0;
  while (text.charCodeAt(end) === 0x2e && isDigit(text.charCodeAt(end + 1))) {
    end = digitsEnd(text, end + 1);
    dots++;
  }
  return dots > 0 && text.charCodeAt(end) === COLON ? end + 1 : -1;
}

/** @param end behind the colon */
function takeTag(text: string, at: number, end: number, record: JsonObject): number {
  const tag = text.slice(at, end - 1);
  const open = tag.lastIndexOf("[");
  const pid = open > 0 && tag.endsWith("]") ? tag.slice(open + 1, -1) : "";
  const name = pid === "" ? tag : tag.slice(0, open);
  if (pid !== "") record["pid"] = pid;
  if (name !== "") record["service.name"] = name;
  return isBlank(text.charCodeAt(end)) ? end + 1 : end;
}
