/**
 * Access logs of nginx, Apache and all who write like them: `ADDRESS IDENT USER [TIME] "REQUEST" STATUS SIZE "REFERER" "AGENT" …`,
 * with or without a virtual host before and further fields behind.
 */
import type { JsonObject } from "../../record.ts";
import { digitsEnd, isBlank, numberIn, QUOTE, SPACE, skipBlanks } from "../characters.ts";
import { createReading } from "../timestamp-reading.ts";
import { scanTime } from "../timestamp-scan.ts";
import { setTime, type TextContext } from "./format.ts";
import { quotedEnd, setAddress, setRequest, setText } from "./request.ts";

const LONGEST_HEAD = 400;
const reading = createReading();

export function readAccess(text: string, context: TextContext): JsonObject | undefined {
  const open = text.indexOf(" [");
  if (open < 1 || open > LONGEST_HEAD) return undefined;
  const close = scanTime(text, open + 2, reading);
  if (close < 0 || !text.startsWith('] "', close)) return undefined;
  const requestEnd = quotedEnd(text, close + 2);
  const statusAt = requestEnd + 1;
  const statusEnd = digitsEnd(text, statusAt);
  if (requestEnd < 0 || text.charCodeAt(requestEnd) !== SPACE || statusEnd !== statusAt + 3) return undefined;
  const record: JsonObject = {};
  if (!setTime(record, reading, text.slice(open + 2, close), context)) return undefined;
  takeHead(text, open, record);
  setRequest(record, text.slice(close + 3, requestEnd - 1));
  record["http.response.status_code"] = numberIn(text, statusAt, statusEnd);
  takeTail(text, statusEnd, record);
  return record;
}

/** The last three words before the time; a virtual host may stand before them. */
function takeHead(text: string, end: number, record: JsonObject): void {
  const userAt = text.lastIndexOf(" ", end - 1);
  const identAt = userAt < 0 ? -1 : text.lastIndexOf(" ", userAt - 1);
  if (identAt < 0) {
    setAddress(record, text.slice(0, end));
    return;
  }
  setText(record, "user.name", text.slice(userAt + 1, end));
  setText(record, "ident.user", text.slice(identAt + 1, userAt));
  const addressAt = text.lastIndexOf(" ", identAt - 1) + 1;
  setAddress(record, text.slice(addressAt, identAt));
  if (addressAt > 0) setText(record, "virtual_host", text.slice(0, addressAt - 1));
}

function takeTail(text: string, from: number, record: JsonObject): void {
  const sizeAt = skipBlanks(text, from);
  const sizeEnd = digitsEnd(text, sizeAt);
  let at = sizeAt;
  if (sizeEnd > sizeAt && sizeEnd < sizeAt + 16 && (sizeEnd === text.length || isBlank(text.charCodeAt(sizeEnd)))) {
    record["http.response.body.bytes"] = numberIn(text, sizeAt, sizeEnd);
    at = sizeEnd;
  } else if (text.charCodeAt(sizeAt) === 0x2d && (sizeAt + 1 === text.length || isBlank(text.charCodeAt(sizeAt + 1))))
    at = sizeAt + 1;
  at = takeQuoted(text, at, "http.request.referrer", record);
  at = takeQuoted(text, at, "user_agent.original", record);
  const rest = text.slice(at).trim();
  if (rest !== "" && rest !== '"-"') record["further"] = rest;
}

function takeQuoted(text: string, from: number, name: string, record: JsonObject): number {
  const at = skipBlanks(text, from);
  const end = text.charCodeAt(at) === QUOTE ? quotedEnd(text, at) : -1;
  if (end < 0) return from;
  setText(record, name, text.slice(at + 1, end - 1));
  return end;
}
