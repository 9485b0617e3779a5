/**
 * Lines with a priority: RFC 5424 (`<34>1 TIME HOST APP PID ID [data] text`) and RFC 3164 (`<34>Nov 23 10:00:00 host app[7]: text`).
 * A priority above 191 is none: its severity would be invented, and the line is read without it.
 */
import type { JsonObject } from "../../record.ts";
import { digitsEnd, GREATER, LESS, numberIn, SPACE } from "../characters.ts";
import { levelOfSeverity } from "../level.ts";
import { createReading } from "../timestamp-reading.ts";
import { scanTime } from "../timestamp-scan.ts";
import { setTime, type TextContext } from "./format.ts";
import { readHeader } from "./header.ts";
import { scanStructuredData } from "./syslog-data.ts";

const GREATEST_PRIORITY = 191;
const FACILITIES = 8;
const reading = createReading();

export function readSyslog(text: string, context: TextContext): JsonObject | undefined {
  if (text.charCodeAt(0) !== LESS) return undefined;
  const end = digitsEnd(text, 1);
  if (end === 1 || end > 4 || text.charCodeAt(end) !== GREATER) return undefined;
  const priority = numberIn(text, 1, end);
  if (priority > GREATEST_PRIORITY) return undefined;
  const rest = text.slice(end + 1);
  const record = readRfc5424(rest, context) ?? readHeader(rest, context) ?? { message: rest.trim() || text };
  const severity = levelOfSeverity(priority % FACILITIES);
  if (severity !== undefined) record["log.level"] ??= severity;
  record["syslog.facility"] = Math.floor(priority / FACILITIES);
  return record;
}

const NAMES = ["host.name", "service.name", "pid", "syslog.msgid"] as const;

function readRfc5424(text: string, context: TextContext): JsonObject | undefined {
  if (!text.startsWith("1 ")) return undefined;
  const record: JsonObject = {};
  let at = 2;
  if (text.startsWith("- ", at)) at += 1;
  else {
    const end = scanTime(text, at, reading);
    if (end < 0 || text.charCodeAt(end) !== SPACE || !setTime(record, reading, text.slice(at, end), context))
      return undefined;
    at = end;
  }
  for (const name of NAMES) {
    const end = text.indexOf(" ", at + 1);
    if (end < 0) return undefined;
    const value = text.slice(at + 1, end);
    if (value !== "-") record[name] = value;
    at = end;
  }
  const end = scanStructuredData(text, at + 1, record);
  if (end < 0) return undefined;
  const message = withoutMark(text.slice(end).trim());
  // A message is optional there; its structured data then say it all.
  record["message"] = message === "" ? text.slice(at + 1).trim() : message;
  return record;
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
