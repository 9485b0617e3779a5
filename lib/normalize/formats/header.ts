/**
 * The header of any line that begins with a time: `TIME [LEVEL] [thread] logger: message` in whatever order, brackets and separators.
 * No product is known here: times, levels, groups, names and separators are recognised each for itself and put together.
 */
import type { JsonObject } from "../../record.ts";
import { isLetter, skipBlanks } from "../characters.ts";
import { createReading } from "../timestamp-reading.ts";
import { setTime, type TextContext } from "./format.ts";
import { scanBare } from "./header-bare.ts";
import { scanFrame } from "./header-frame.ts";
import { groupEnd, hasBlank, isNumber } from "./header-group.ts";
import { createMiddle, scanMiddle, skipSeparators } from "./header-middle.ts";
import { scanOrigin } from "./header-origin.ts";
import { addLabel, addThread } from "./header-parts.ts";
import { scanSyslog } from "./header-syslog.ts";
import { findTime, type Head } from "./header-time.ts";

// One of each for all lines: they are filled and read before the next line comes.
const reading = createReading();
const middle = createMiddle();
const head: Head = { timeFrom: 0, timeTo: 0, groupTo: 0, labels: 0, level: undefined };

/** @returns undefined for a line without a time at its head */
export function readHeader(text: string, context: TextContext): JsonObject | undefined {
  if (!findTime(text, reading, head)) return undefined;
  const record: JsonObject = {};
  if (head.labels > 0) addLabel(record, text.slice(0, head.timeFrom - (head.groupTo > 0 ? 1 : 0)).trim());
  const at = afterTime(text, record);
  if (reading.shape === "noDate" && head.groupTo === 0 && record["log.level"] === undefined) return undefined;
  addFraction();
  if (!setTime(record, reading, text.slice(head.timeFrom, head.timeTo), context)) return undefined;
  const message = text.slice(at).trim();
  record["message"] = message === "" ? text : message;
  return record;
}

/** @returns where the message begins */
function afterTime(text: string, record: JsonObject): number {
  const isFramed = head.groupTo > 0;
  const from = isFramed ? head.groupTo : head.timeTo;
  const framed = isFramed ? scanFrame(text, head.timeTo, head.groupTo - 1, record) : undefined;
  if (!isFramed && framed === undefined) {
    const message = scanSyslog(text, from, isSyslogTime(text), record);
    if (message >= 0) return message;
  }
  const before = head.level ?? framed;
  if (framed !== undefined) {
    record["log.level"] = framed;
    return text.charCodeAt(from) === 0x3a ? from + 1 : from;
  }
  scanMiddle(text, from, middle);
  if (middle.isSyslog && middle.levelFrom < 0) {
    addLabel(record, text.slice(from, middle.timeTo).trim());
    return Math.max(scanSyslog(text, middle.timeTo, true, record), middle.timeTo);
  }
  const level = before ?? (middle.levelFrom < 0 ? undefined : middle.level);
  if (level !== undefined) record["log.level"] = level;
  if (middle.levelFrom >= 0) {
    takeMiddle(text, from, middle.levelFrom, record);
    return scanOrigin(text, middle, isFramed && middle.isBracketed, record);
  }
  if (middle.timeTo >= 0) addLabel(record, text.slice(from, middle.timeTo).trim());
  if (before !== undefined && middle.timeTo < 0) return afterEarlyLevel(text, from, record);
  return scanBare(text, Math.max(from, middle.timeTo), isFramed, head.labels > 1, record);
}

/** The level stood before the time: what follows is thread and logger, as behind a level. */
function afterEarlyLevel(text: string, from: number, record: JsonObject): number {
  middle.end = from;
  middle.mark = "none";
  middle.isBracketed = false;
  middle.isNamed = false;
  return scanOrigin(text, middle, head.groupTo > 0, record);
}

/** `Nov 23 10:00:00` without year is how syslog writes; not if a bracket or a level in capitals follows. */
function isSyslogTime(text: string): boolean {
  if (reading.shape !== "noYear" || !isLetter(text.charCodeAt(head.timeFrom))) return false;
  const at = skipBlanks(text, head.timeTo);
  return at > head.timeTo && isHostBegin(text.charCodeAt(at));
}

function isHostBegin(code: number): boolean {
  return isLetter(code) || (code >= 0x2e && code <= 0x3a) || code === 0x5f;
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
