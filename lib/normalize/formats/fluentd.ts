/**
 * Fluentd's own log, `TIME ZONE [warn]: #0 [out_s3] text`, and what its stdout output writes: `TIME ZONE TAG: {json}`.
 * https://docs.fluentd.org/deployment/logging
 */
import type { JsonObject } from "../../record.ts";
import { COLON, digitsEnd, OPEN_BRACKET, SPACE, wordEnd } from "../characters.ts";
import { levelNamed } from "../level.ts";
import { createReading } from "../timestamp-reading.ts";
import { scanTime } from "../timestamp-scan.ts";
import { setTime, type TextContext } from "./format.ts";

const OWN_TAG = "fluent.";
const reading = createReading();

export function readFluentd(text: string, context: TextContext): JsonObject | undefined {
  // The lines of a trace are indented.
  const from = text.charCodeAt(0) === SPACE ? 2 : 0;
  const timeEnd = zoneEnd(text, from);
  if (timeEnd < 0 || scanTime(text, from, reading) !== timeEnd) return undefined;
  const record: JsonObject = {};
  const at = timeEnd + 1;
  const isRead = text.charCodeAt(at) === OPEN_BRACKET ? takeLine(text, at, record) : takeDump(text, at, record);
  return isRead && setTime(record, reading, text.slice(from, timeEnd), context) ? record : undefined;
}

/** Told from most other times by a few characters, `2026-11-23 10:00:00 +0000 `. @returns where the zone ends, or -1 */
function zoneEnd(text: string, from: number): number {
  if (text.charCodeAt(from + 4) !== 0x2d || text.charCodeAt(from + 13) !== COLON) return -1;
  const clockEnd = text.charCodeAt(from + 19) === 0x2e ? digitsEnd(text, from + 20) : from + 19;
  if (text.charCodeAt(clockEnd) !== SPACE) return -1;
  const sign = text.charCodeAt(clockEnd + 1);
  const end = digitsEnd(text, clockEnd + 2);
  return (sign === 0x2b || sign === 0x2d) && end === clockEnd + 6 && text.charCodeAt(end) === SPACE ? end : -1;
}

function takeLine(text: string, from: number, record: JsonObject): boolean {
  const close = text.indexOf("]: ", from);
  const level = close > 0 && close - from < 8 ? levelNamed(text.slice(from + 1, close)) : undefined;
  if (level === undefined) return false;
  record["log.level"] = level;
  let at = close + 3;
  if (text.charCodeAt(at) === 0x23) {
    const end = digitsEnd(text, at + 1);
    if (end > at + 1 && text.charCodeAt(end) === SPACE) {
      record["worker"] = text.slice(at + 1, end);
      at = end + 1;
    }
  }
  const groupEnd = text.charCodeAt(at) === OPEN_BRACKET ? text.indexOf("] ", at) : -1;
  if (groupEnd > at + 1 && wordEnd(text, at) === groupEnd + 1) {
    record["log.logger"] = text.slice(at + 1, groupEnd);
    at = groupEnd + 2;
  }
  record["message"] = text.slice(at).trim() || text;
  takeError(text, at, record);
  return true;
}

/** `error_class=RuntimeError error="it failed"`, at the end of a line that tells of an exception. */
function takeError(text: string, from: number, record: JsonObject): void {
  const at = text.indexOf(" error_class=", from);
  if (at < 0) return;
  const typeAt = at + " error_class=".length;
  const typeEnd = wordEnd(text, typeAt);
  if (typeEnd > typeAt) record["error.type"] = text.slice(typeAt, typeEnd);
  if (!text.startsWith(' error="', typeEnd)) return;
  const end = text.lastIndexOf('"');
  const messageAt = typeEnd + ' error="'.length;
  if (end > messageAt) record["error.message"] = text.slice(messageAt, end);
}

/** JSON is opened from the message by whoever normalises. */
function takeDump(text: string, from: number, record: JsonObject): boolean {
  const end = wordEnd(text, from);
  if (text.charCodeAt(end - 1) !== COLON || text.charCodeAt(end + 1) !== 0x7b || !text.endsWith("}")) return false;
  const tag = text.slice(from, end - 1);
  const level = tag.startsWith(OWN_TAG) ? levelNamed(tag.slice(OWN_TAG.length)) : undefined;
  if (level !== undefined) record["log.level"] = level;
  record["tag"] = tag;
  record["message"] = text.slice(end + 1);
  return true;
}
