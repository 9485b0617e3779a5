/** logfmt: `time=… level=warn msg="a \"quoted\" text" key=value`: pairs from the first word to the last. */
import type { JsonObject } from "../../record.ts";
import { BACKSLASH, isBlank, isDigit, isLetter, QUOTE, skipBlanks, wordEnd } from "../characters.ts";
import { freeKey, setKey } from "../json-object.ts";

const LONGEST_KEY = 128;
/** One of them, or several pairs and nothing else, make it logfmt: `a=1 b=2` may be any text. */
const CLEARLY_PAIRS = 3;
/** More are no record of anybody's; looking for free names among them would take for ever. */
const MOST_PAIRS = 256;
/** A word without value is a flag; several are a sentence. */
const MOST_FLAGS = 1;

const TELLING: ReadonlySet<string> = new Set(["level", "lvl", "msg", "message", "time", "ts", "timestamp", "severity"]);

export function readLogfmt(text: string): JsonObject | undefined {
  let at = skipBlanks(text, 0);
  if (keyEnd(text, at) < 0) return undefined;
  const record: JsonObject = {};
  let isTelling = false;
  let flags = 0;
  let pairs = 0;
  while (at < text.length) {
    const equals = keyEnd(text, at);
    if (equals < 0) {
      const end = wordEnd(text, at);
      if (text.charCodeAt(at) === QUOTE || ++flags > MOST_FLAGS) return undefined;
      setKey(record, freeKey(record, text.slice(at, end)), true);
      at = skipBlanks(text, end);
      continue;
    }
    const key = text.slice(at, equals);
    isTelling ||= TELLING.has(key);
    if (++pairs > MOST_PAIRS) return undefined;
    const end = valueEnd(text, equals + 1);
    if (end < 0) return undefined;
    setKey(record, freeKey(record, key), unquoted(text, equals + 1, end));
    at = skipBlanks(text, end);
  }
  if (!isTelling && (pairs < CLEARLY_PAIRS || flags > 0)) return undefined;
  if (!record["msg"] && !record["message"]) record["message"] = text.trim();
  return record;
}

/** @returns where the `=` behind the key stands, or -1 if no key begins here */
function keyEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length && at < from + LONGEST_KEY; at++) {
    const code = text.charCodeAt(at);
    const isPart =
      isLetter(code) ||
      isDigit(code) ||
      code === 0x5f ||
      code === 0x2e ||
      code === 0x2d ||
      code === 0x2f ||
      code === 0x40;
    if (!isPart) return code === 0x3d && at > from ? at : -1;
  }
  return -1;
}

/** @returns behind the value, quotes included, or -1 if a quote is not closed or closed inside of a word */
function valueEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== QUOTE) return wordEnd(text, from);
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1 === text.length || isBlank(text.charCodeAt(at + 1)) ? at + 1 : -1;
  }
  return -1;
}

function unquoted(text: string, from: number, to: number): string {
  if (text.charCodeAt(from) !== QUOTE) return text.slice(from, to);
  const raw = text.slice(from, to);
  if (!raw.includes("\\")) return raw.slice(1, -1);
  try {
    // Go and everyone after it quote as JSON does, but for the control characters that JSON has no letters for.
    const value: unknown = JSON.parse(raw);
    return typeof value === "string" ? value : raw;
  } catch {
    return raw.slice(1, -1).replaceAll('\\"', '"');
  }
}
