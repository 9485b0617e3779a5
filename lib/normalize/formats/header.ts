/**
 * The header of any line that begins with a time: `TIME [LEVEL] [thread] logger: message` in whatever order, brackets and separators.
 * No product is known here: times, levels, groups, names and separators are recognised each for itself and put together.
 */
import type { JsonObject } from "../../record.ts";
import { COLON, isLetter, lettersEnd, skipBlanks } from "../characters.ts";
import { levelNamed } from "../level.ts";
import { createReading } from "../timestamp-reading.ts";
import { setTime, type TextContext } from "./format.ts";
import { scanBare } from "./header-bare.ts";
import { scanFrame } from "./header-frame.ts";
import { groupEnd, hasBlank, isName, isNumber } from "./header-group.ts";
import { nameBesideLevel } from "./header-level.ts";
import { createMiddle, resetMiddle, scanMiddle, skipSeparators } from "./header-middle.ts";
import { scanOrigin } from "./header-origin.ts";
import { addLabel, addThread, setLogger } from "./header-parts.ts";
import { scanSyslog } from "./header-syslog.ts";
import { findTime, type Head } from "./header-time.ts";

// One of each for all lines: they are filled and read before the next line comes.
const reading = createReading();
const middle = createMiddle();
const head: Head = { headFrom: 0, timeFrom: 0, timeTo: 0, groupTo: 0, labels: 0, level: undefined };

/** @returns undefined for a line without a time at its head */
export function readHeader(text: string, context: TextContext): JsonObject | undefined {
  if (!findTime(text, reading, head)) return undefined;
  resetMiddle(middle);
  const record: JsonObject = {};
  if (head.level !== undefined) record["log.level"] = head.level;
  if (head.labels > 0) takeLabels(text, head.headFrom, record);
  const at = head.groupTo > 0 ? afterFramedTime(text, record) : afterFreeTime(text, record);
  if (reading.shape === "noDate" && head.groupTo === 0 && record["log.level"] === undefined) return undefined;
  addFraction();
  if (!setTime(record, reading, text.slice(head.timeFrom, head.timeTo), context)) return undefined;
  const message = text.slice(at).trim();
  record["message"] = message === "" ? text : message;
  return record;
}

/** @returns where the message begins, as all of these */
function afterFreeTime(text: string, record: JsonObject): number {
  const message = scanSyslog(text, head.timeTo, isSyslogTime(text), record);
  return message >= 0 ? message : afterTime(text, head.timeTo, record);
}

function afterFramedTime(text: string, record: JsonObject): number {
  const from = head.groupTo;
  const level = scanFrame(text, head.timeTo, from - 1, record);
  if (level === undefined) return afterTime(text, from, record);
  record["log.level"] ??= level;
  return text.charCodeAt(from) === COLON ? from + 1 : from;
}

function afterTime(text: string, from: number, record: JsonObject): number {
  scanMiddle(text, from, middle);
  if (middle.levelFrom >= 0) {
    if (middle.level !== undefined) record["log.level"] ??= middle.level;
    takeMiddle(text, from, middle.levelFrom, record);
    takeLevelName(text, record);
    return scanOrigin(text, middle, head.groupTo > 0 && middle.isBracketed, record);
  }
  if (middle.timeTo >= 0) addLabel(record, text.slice(from, middle.timeTo).trim());
  if (middle.isSyslog) return Math.max(scanSyslog(text, middle.timeTo, true, record), middle.timeTo);
  if (head.level !== undefined && middle.timeTo < 0) return afterEarlyLevel(text, from, record);
  return scanBare(text, Math.max(from, middle.timeTo), head.groupTo > 0, head.labels > 1, record);
}

/** The level stood before the time: what follows is thread and logger, as behind a level. */
function afterEarlyLevel(text: string, from: number, record: JsonObject): number {
  resetMiddle(middle);
  middle.end = from;
  return scanOrigin(text, middle, head.groupTo > 0, record);
}

/** `Nov 23 10:00:00` without year is how syslog writes; not if a bracket or a level in capitals follows. */
function isSyslogTime(text: string): boolean {
  if (reading.shape !== "noYear" || !isLetter(text.charCodeAt(head.timeFrom))) return false;
  const at = skipBlanks(text, head.timeTo);
  return (
    at > head.timeTo &&
    isHostBegin(text.charCodeAt(at)) &&
    levelNamed(text.slice(at, lettersEnd(text, at))) === undefined
  );
}

function isHostBegin(code: number): boolean {
  return isLetter(code) || (code >= 0x2e && code <= 0x3a) || code === 0x5f;
}

/** What stands before the time, unless it is only a hyphen, or a letter that stands for the level. */
function takeLabels(text: string, to: number, record: JsonObject): void {
  const labels = text.slice(0, to).trim();
  const isEmpty = labels === "-" || (labels.length === 2 && labels.endsWith(","));
  if (!isEmpty) addLabel(record, labels);
}

/** The rest of the level's own word or group: `production` of `production.ERROR`, `core` of `core:error`. */
function takeLevelName(text: string, record: JsonObject): void {
  const name = nameBesideLevel(text.slice(middle.levelFrom, middle.end));
  if (name === "") return;
  if (isName(name, 0, name.length)) setLogger(record, name);
  else addThread(record, name);
}

/** Between time and level: a number is a process, a group a thread, anything else labels. */
function takeMiddle(text: string, from: number, to: number, record: JsonObject): void {
  const at = skipSeparators(text, from);
  let end = to;
  while (end > at && " \t-|:,;".includes(text.charAt(end - 1))) end--;
  if (at >= end) return;
  if (isNumber(text, at, end)) record["pid"] = text.slice(at, end);
  else if (groupEnd(text, at) === end && !hasBlank(text, at, end)) addThread(record, text.slice(at + 1, end - 1));
  else addLabel(record, text.slice(at, end));
}

/** An epoch is the instant, and the text beside it knows the fraction. */
function addFraction(): void {
  if (middle.timeTo < 0 || !(reading.epochMs % 1000 === 0) || !Number.isNaN(middle.reading.epochMs)) return;
  reading.epochMs += middle.reading.millisecond;
}
