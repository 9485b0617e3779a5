/** RFC 5424 structured data: `-`, or elements `[id name="value" …]` side by side; `\"`, `\\` and `\]` are escaped in values. */
import type { JsonObject } from "../../record.ts";
import { BACKSLASH, CLOSE_BRACKET, OPEN_BRACKET, QUOTE, SPACE } from "../characters.ts";
import { freeKey, setKey } from "../json-object.ts";

/** More are nobody's data; looking for free names among them would take for ever. */
const MOST_PARTS = 256;

/** @returns the end of the data, or -1 if they are none; elements go to `record` by their ids */
export function scanStructuredData(text: string, from: number, record: JsonObject): number {
  if (text.charCodeAt(from) !== OPEN_BRACKET) return text.startsWith("-", from) ? from + 1 : -1;
  let at = from;
  let elements = 0;
  while (text.charCodeAt(at) === OPEN_BRACKET) {
    if (++elements > MOST_PARTS) return -1;
    at = scanElement(text, at + 1, record);
    if (at < 0) return -1;
  }
  return at;
}

function scanElement(text: string, from: number, record: JsonObject): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== SPACE && text.charCodeAt(at) !== CLOSE_BRACKET) at++;
  const parameters: JsonObject = {};
  const id = text.slice(from, at);
  let count = 0;
  while (text.charCodeAt(at) === SPACE) {
    if (++count > MOST_PARTS) return -1;
    const equals = text.indexOf('="', at);
    const end = equals < 0 ? -1 : valueEnd(text, equals + 2);
    if (end < 0) return -1;
    const name = text.slice(at + 1, equals);
    setKey(parameters, freeKey(parameters, name), withoutEscapes(text.slice(equals + 2, end)));
    at = end + 1;
  }
  if (text.charCodeAt(at) !== CLOSE_BRACKET) return -1;
  setKey(record, freeKey(record, id), parameters);
  return at + 1;
}

function valueEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

function withoutEscapes(value: string): string {
  return value.includes("\\") ? value.replace(/\\(["\\\]])/g, "$1") : value;
}
