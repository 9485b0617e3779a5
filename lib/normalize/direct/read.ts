/** The bytes of one record → a draft, or nothing if any of it needs the long way. */
import { isUtf8 } from "node:buffer";
import type { JsonObject, JsonValue, Level } from "../../record.ts";
import { BACKSLASH, CLOSE_OBJECT, COLON, COMMA, HYPHEN, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from "../json-bytes.ts";
import { levelOf } from "../level.ts";
import { boundAttribute, VALUE_CHARACTERS } from "../limits.ts";
import { parseJson } from "../parse-json.ts";
import type { Redactor } from "../redact/redactor.ts";
import { isPlausible, timestampOf } from "../timestamp.ts";
import { createByteMap } from "./byte-map.ts";
import { addAttribute, addField, addRewritten, beginDraft, createDraft, type Draft, hasField } from "./draft.ts";
import { createIsoTime, ISO_LENGTH } from "./iso-time.ts";
import { ACCESS_LOG, createKnownKeys, type KnownKey, WORKLOAD } from "./known-keys.ts";
import {
  containerEnd,
  createStringScan,
  HAS_ESCAPE,
  IS_NOT_ASCII,
  IS_SUSPECT,
  literalEnd,
  numberEnd,
  skipSpace,
} from "./scan-json.ts";

/** Longer ones are rare, and their bounds are the long way's affair. */
const LONGEST_RECORD_BYTES = 64 * 1024;
/** The digits of a card. */
const LEAST_SEARCHED_DIGITS = 13;

const LETTER_N = 0x6e;
const LETTER_R = 0x72;

interface ReadContext {
  readonly zone: string;
  readonly deliveredMs: number;
}

/** @returns the draft, the same one for each record; undefined if the record needs the long way */
export type ReadDraft = (bytes: Buffer, context: ReadContext) => Draft | undefined;

export function createReadDraft(redactor: Redactor | undefined): ReadDraft {
  const findKey = createKnownKeys(redactor);
  const levels = createByteMap<Level>();
  const strings = createStringScan(redactor?.suspects);
  const keys = createStringScan(undefined);
  const isoTime = createIsoTime();
  const isAlwaysAsked = redactor !== undefined && redactor.suspects === undefined;
  /** The keys of the records before, by their place: the next record most likely has the same. */
  const order: KnownKey[] = [];
  const draft = createDraft();
  let record = 0;
  let context: ReadContext = { zone: "UTC", deliveredMs: 0 };
  /** Where the key of the value at hand ends, colon included. */
  let keyEnd = 0;

  function readObject(bytes: Buffer): boolean {
    let at = skipSpace(bytes, 1);
    for (let place = 0; ; place++) {
      const key = readKey(bytes, at, place);
      if (key === undefined || key.seenIn === record) return false;
      key.seenIn = record;
      at = readValue(bytes, key, skipSpace(bytes, keyEnd));
      if (at < 0) return false;
      at = skipSpace(bytes, at);
      if (bytes[at] === CLOSE_OBJECT) return skipSpace(bytes, at + 1) === bytes.length;
      if (bytes[at] !== COMMA) return false;
      at = skipSpace(bytes, at + 1);
    }
  }

  function readKey(bytes: Buffer, at: number, place: number): KnownKey | undefined {
    const guess = order[place];
    if (guess !== undefined && isWrittenAt(bytes, at, guess.written)) {
      keyEnd = at + guess.written.length;
      return guess;
    }
    const close = bytes[at] === QUOTE ? keys.end(bytes, at + 1) : -1;
    if (close < 0 || keys.flags !== 0 || bytes[close + 1] !== COLON) return undefined;
    keyEnd = close + 2;
    const key = findKey(bytes, at + 1, close);
    if (key !== undefined) order[place] = key;
    return key;
  }

  /** @returns where it ends, -1 if it or what it stands for needs the long way */
  function readValue(bytes: Buffer, key: KnownKey, from: number): number {
    const first = bytes[from] as number;
    if (first === QUOTE) return readString(bytes, key, from);
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) return readContainer(bytes, key, from);
    if (first === HYPHEN || (first >= 0x30 && first <= 0x39)) return readNumber(bytes, key, from);
    const end = literalEnd(bytes, from);
    return end >= 0 && isAttribute(key) && addAttribute(draft, key, keyEnd, from, end) ? end : -1;
  }

  function readString(bytes: Buffer, key: KnownKey, from: number): number {
    const close = strings.end(bytes, from + 1);
    if (close < 0 || close - from > VALUE_CHARACTERS) return -1;
    const flags = strings.flags;
    if ((flags & IS_NOT_ASCII) !== 0) draft.isAscii = false;
    if (redactor && (isAlwaysAsked || (flags & (IS_SUSPECT | HAS_ESCAPE)) !== 0)) {
      const text = decodeString(bytes, from, close + 1, flags);
      if (redactor.text(text) !== text) return -1;
    }
    return takeString(bytes, key, from, close + 1, flags) ? close + 1 : -1;
  }

  /** @param from, to with the quotes */
  function takeString(bytes: Buffer, key: KnownKey, from: number, to: number, flags: number): boolean {
    if (isAttribute(key)) return addAttribute(draft, key, keyEnd, from, to);
    if (to - from === 2) return false;
    if (key.use === "text") return addField(draft, key, from, to);
    if (key.use === "message") return takeMessage(bytes, from, to, flags);
    if (key.use === "level") return takeLevel(levelWritten(bytes, from, to, flags));
    return key.use === "time" && takeTimeText(bytes, from, to, flags);
  }

  /** Whether it is text, or a record of its own, or nothing to see, its first character tells but for odd ones. */
  function takeMessage(bytes: Buffer, from: number, to: number, flags: number): boolean {
    if (draft.messageFrom >= 0) return false;
    const last = bytes[to - 2];
    if (bytes[to - 3] === BACKSLASH && (last === LETTER_N || last === LETTER_R)) return false;
    const first = bytes[from + 1] as number;
    if (first <= 0x20 || first >= 0x7f || first === OPEN_OBJECT || first === BACKSLASH) {
      const text = decodeString(bytes, from, to, flags).trim();
      if (text === "" || text.startsWith("{")) return false;
    }
    draft.messageFrom = from;
    draft.messageTo = to;
    draft.messageFlags = flags;
    return true;
  }

  function levelWritten(bytes: Buffer, from: number, to: number, flags: number): Level | undefined {
    const known = levels.find(bytes, from, to);
    if (known) return known;
    const found = levelOf(decodeString(bytes, from, to, flags));
    if (found) levels.add(bytes, from, to, found);
    return found;
  }

  function takeLevel(found: Level | undefined): boolean {
    if (draft.level !== undefined || found === undefined) return false;
    draft.level = found;
    return true;
  }

  function takeTimeText(bytes: Buffer, from: number, to: number, flags: number): boolean {
    const iso = to - from === ISO_LENGTH + 2 ? isoTime(bytes, from + 1) : Number.NaN;
    if (Number.isNaN(iso)) {
      return takeTime(timestampOf(decodeString(bytes, from, to, flags), context.zone, context.deliveredMs));
    }
    draft.isoFrom = from + 1;
    return takeTime(iso);
  }

  function takeTime(ms: number | undefined): boolean {
    if (!Number.isNaN(draft.timeMs) || ms === undefined || !isPlausible(ms, context.deliveredMs)) return false;
    draft.timeMs = ms;
    return true;
  }

  function readNumber(bytes: Buffer, key: KnownKey, from: number): number {
    const end = numberEnd(bytes, from);
    if (end < 0) return -1;
    if (isAttribute(key)) {
      const isSearched = redactor?.readsNumbers === true && end - from >= LEAST_SEARCHED_DIGITS;
      return !isSearched && addAttribute(draft, key, keyEnd, from, end) ? end : -1;
    }
    const value = Number(bytes.toString("latin1", from, end));
    if (key.use === "level") return takeLevel(levelOf(value)) ? end : -1;
    return key.use === "time" && takeTime(timestampOf(value, context.zone, context.deliveredMs)) ? end : -1;
  }

  /** Objects and lists are bounded and redacted as the long way does it, each for itself. */
  function readContainer(bytes: Buffer, key: KnownKey, from: number): number {
    const end = key.use === "attribute" ? containerEnd(bytes, from) : -1;
    const value = end < 0 ? undefined : parsed(bytes, from, end);
    if (value === undefined) return -1;
    const holder: JsonObject = { value };
    redactor?.record(holder);
    const bounded = boundAttribute(holder["value"] ?? null, draft.keysLeft - 1);
    if (bounded === undefined) return -1;
    // Whatever it holds: only the encoding of the whole depends on it.
    draft.isAscii = false;
    return addRewritten(draft, key, keyEnd, JSON.stringify(bounded.value), bounded.keys) ? end : -1;
  }

  /** The levels of access logs, and of messages that begin with one, are found the long way, and so is who speaks in a container. */
  function isComplete(bytes: Buffer): boolean {
    if (draft.level === undefined || draft.messageFrom < 0 || (draft.marks & ACCESS_LOG) === ACCESS_LOG) return false;
    if ((draft.marks & WORKLOAD) !== 0 && !(hasField(draft, "service.name") && hasField(draft, "host.name")))
      return false;
    return draft.isAscii || isUtf8(bytes);
  }

  return (bytes, given) => {
    if (bytes[0] !== OPEN_OBJECT || bytes.length > LONGEST_RECORD_BYTES) return undefined;
    record++;
    context = given;
    beginDraft(draft, bytes);
    return readObject(bytes) && isComplete(bytes) ? draft : undefined;
  };
}

/** @param from, to with the quotes */
export function decodeString(bytes: Buffer, from: number, to: number, flags: number): string {
  // A string by what was scanned.
  if ((flags & HAS_ESCAPE) !== 0) return JSON.parse(bytes.toString("utf8", from, to)) as string;
  return bytes.toString((flags & IS_NOT_ASCII) === 0 ? "latin1" : "utf8", from + 1, to - 1);
}

function parsed(bytes: Buffer, from: number, to: number): JsonValue | undefined {
  try {
    return parseJson(bytes.toString("utf8", from, to));
  } catch {
    // The long way says why.
    return undefined;
  }
}

function isWrittenAt(bytes: Buffer, at: number, written: Buffer): boolean {
  const length = written.length;
  if (at + length > bytes.length) return false;
  for (let n = 0; n < length; n++) if (bytes[at + n] !== written[n]) return false;
  return true;
}

function isAttribute({ use }: KnownKey): boolean {
  return use === "attribute" || use === "nesting";
}
