/**
 * The short way from a record's bytes to its document, for the lines that most deliveries are made of: one JSON object that says its time,
 * its level and its message under names that are known. Its values are copied, byte by byte, where the document wants them; no object is
 * made. Whatever needs more thought (another shape, an escape that JSON.stringify would write otherwise, something to redact, a key twice)
 * is left to the long way, normalize(), which gives the same document for every line that this one takes.
 */
import { isUtf8 } from "node:buffer";
import { patternOf } from "../../patterns/pattern.ts";
import { type JsonObject, type JsonValue, LEVELS, type Level } from "../../record.ts";
import type { TextField } from "../fields.ts";
import { levelOf } from "../level.ts";
import { boundAttribute, boundKeyword, MOST_KEYS, VALUE_CHARACTERS } from "../limits.ts";
import { parseJson } from "../parse-json.ts";
import type { Redactor } from "../redact/redactor.ts";
import { isPlausible, timestampOf } from "../timestamp.ts";
import { createByteMap } from "./byte-map.ts";
import { createByteWriter } from "./byte-writer.ts";
import { createIsoTime, ISO_LENGTH } from "./iso-time.ts";
import { ACCESS_LOG, createKnownKeys, type KnownKey } from "./known-keys.ts";
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

/** What is the same for all records of a delivery that one dataset rule is for. */
export interface DirectContext {
  /** Of times that carry none. */
  readonly zone: string;
  readonly deliveredMs: number;
  readonly origin: string;
  /** Stands whatever the record says. */
  readonly dataset: string | undefined;
  /** For records that do not say it themselves. */
  readonly tag: string | undefined;
  readonly service: string | undefined;
  readonly environment: string | undefined;
}

export interface DirectDocument {
  readonly timestampMs: number;
  readonly isError: boolean;
  readonly json: string;
}

/** @returns undefined for a record that needs the long way */
export type DirectReader = (bytes: Buffer, ordinal: number, ingestedAt: string) => DirectDocument | undefined;

type Machine = (bytes: Buffer, fixed: FixedParts, ordinal: number, ingestedAt: string) => DirectDocument | undefined;

interface FixedParts {
  readonly zone: string;
  readonly deliveredMs: number;
  /** Pieces of JSON; empty where there is nothing to say. */
  readonly origin: Uint8Array;
  readonly dataset: Uint8Array;
  readonly isDatasetGiven: boolean;
  readonly service: Uint8Array;
  readonly environment: Uint8Array;
  readonly isAscii: boolean;
}

const [TIMESTAMP, MESSAGE, ATTRIBUTES, SEPARATOR, CLOSE] = [
  '{"@timestamp":"',
  '","message":',
  ',"attributes":{',
  ",",
  "}",
].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer, Buffer];
// The keys are the levels.
const LEVEL_ENDS = Object.fromEntries(LEVELS.map((name) => [name, Buffer.from(`${name}"`)])) as Record<Level, Buffer>;

/** Longer ones are rare, and their bounds are the long way's affair. */
const LONGEST_RECORD_BYTES = 64 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const HYPHEN = 0x2d;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What was learnt of keys serves all deliveries that are redacted alike. */
const machines = new WeakMap<Redactor, Machine>();
const plainMachine = createMachine(undefined);

export function createDirectReader(context: DirectContext, redactor: Redactor | undefined): DirectReader {
  const fixed = fixedParts(context);
  const machine = machineFor(redactor);
  return (bytes, ordinal, ingestedAt) => machine(bytes, fixed, ordinal, ingestedAt);
}

function machineFor(redactor: Redactor | undefined): Machine {
  if (!redactor) return plainMachine;
  const machine = machines.get(redactor) ?? createMachine(redactor);
  machines.set(redactor, machine);
  return machine;
}

function fixedParts(context: DirectContext): FixedParts {
  const { zone, deliveredMs, origin, dataset, tag, service, environment } = context;
  const field = (name: string, value: string | undefined): Buffer =>
    Buffer.from(value ? `,"${name}":${JSON.stringify(value)}` : "");
  const datasetName = dataset ?? tag;
  const parts = {
    origin: Buffer.from(`,"log.file.path":${JSON.stringify(origin)},"log.offset":`),
    dataset: field("event.dataset", datasetName && boundKeyword(datasetName)),
    service: field("service.name", service),
    environment: field("service.environment", environment),
  };
  const isAscii = Object.values(parts).every((part) => part.every((byte) => byte < 0x80));
  return { zone, deliveredMs, ...parts, isDatasetGiven: dataset !== undefined, isAscii };
}

function createMachine(redactor: Redactor | undefined): Machine {
  const findKey = createKnownKeys(redactor);
  const levels = createByteMap<Level>();
  const strings = createStringScan(redactor?.suspects);
  const keys = createStringScan(undefined);
  const isoTime = createIsoTime();
  const out = createByteWriter();
  let ingestedAt = "";
  let ingestedPart: Uint8Array = Buffer.alloc(0);
  const asksAlways = redactor !== undefined && redactor.suspects === undefined;

  /** The keys of the records before, by their place: the next record most likely has the same. */
  const order: KnownKey[] = [];
  // Of the record at hand: where its values lie. Slots that are kept, so that reading a record makes no objects.
  let record = 0;
  let bytes: Buffer = Buffer.alloc(0);
  let fixed: FixedParts;
  let timeMs = Number.NaN;
  let timeFrom = -1;
  let level: Level | undefined;
  let messageFrom = -1;
  let messageTo = -1;
  let messageFlags = 0;
  let accessLog = 0;
  let isAscii = true;
  let keysLeft = MOST_KEYS;
  /** Where the key of the value at hand ends, colon included. */
  let colonEnd = 0;
  let fields = 0;
  const fieldKeys: KnownKey[] = [];
  const fieldRanges: number[] = [];
  let attributes = 0;
  /** Of each: where key and value begin and end. Neighbours that are written without a gap are one. */
  const attributeRanges: number[] = [];
  /** Values that were written anew, by the attribute's place. */
  const rewritten: (string | undefined)[] = [];

  function begin(of: Buffer, parts: FixedParts): void {
    record++;
    bytes = of;
    fixed = parts;
    timeMs = Number.NaN;
    timeFrom = -1;
    level = undefined;
    messageFrom = -1;
    accessLog = 0;
    isAscii = true;
    keysLeft = MOST_KEYS;
    fields = 0;
    attributes = 0;
  }

  function readObject(): boolean {
    let at = skipSpace(bytes, 1);
    let place = 0;
    for (;;) {
      let key = order[place];
      if (key !== undefined && isWrittenAt(bytes, at, key.written)) at += key.written.length;
      else {
        if (bytes[at] !== QUOTE) return false;
        const keyEnd = keys.end(bytes, at + 1);
        if (keyEnd < 0 || keys.flags !== 0) return false;
        key = findKey(bytes, at + 1, keyEnd);
        if (key === undefined) return false;
        order[place] = key;
        if (bytes[keyEnd + 1] !== COLON) return false;
        at = keyEnd + 2;
      }
      if (key.seenIn === record) return false;
      key.seenIn = record;
      place++;
      colonEnd = at;
      at = readValue(key, skipSpace(bytes, at));
      if (at < 0) return false;
      at = skipSpace(bytes, at);
      if (bytes[at] === CLOSE_OBJECT) return skipSpace(bytes, at + 1) === bytes.length;
      if (bytes[at] !== COMMA) return false;
      at = skipSpace(bytes, at + 1);
    }
  }

  /** @returns where it ends, -1 if it or what it stands for needs the long way */
  function readValue(key: KnownKey, from: number): number {
    const first = bytes[from] as number;
    if (first === QUOTE) return readString(key, from);
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) return readContainer(key, from);
    if (first === HYPHEN || (first >= 0x30 && first <= 0x39)) return readNumber(key, from);
    const end = literalEnd(bytes, from);
    return end >= 0 && isAttribute(key) && addAttribute(key, from, end) ? end : -1;
  }

  function readString(key: KnownKey, from: number): number {
    const close = strings.end(bytes, from + 1);
    if (close < 0 || close - from > VALUE_CHARACTERS) return -1;
    const flags = strings.flags;
    if ((flags & IS_NOT_ASCII) !== 0) isAscii = false;
    if (redactor && (asksAlways || (flags & (IS_SUSPECT | HAS_ESCAPE)) !== 0)) {
      const text = decode(from, close + 1, flags);
      if (redactor.text(text) !== text) return -1;
    }
    return takeString(key, from, close + 1, flags) ? close + 1 : -1;
  }

  /** @param from, to with the quotes */
  function decode(from: number, to: number, flags: number): string {
    // A string by what was scanned.
    if ((flags & HAS_ESCAPE) !== 0) return JSON.parse(bytes.toString("utf8", from, to)) as string;
    return bytes.toString((flags & IS_NOT_ASCII) === 0 ? "latin1" : "utf8", from + 1, to - 1);
  }

  function takeString(key: KnownKey, from: number, to: number, flags: number): boolean {
    if (key.use === "attribute" || key.use === "nesting") return addAttribute(key, from, to);
    if (to - from === 2) return false;
    if (key.use === "text") return addField(key, from, to);
    if (key.use === "message") return takeMessage(from, to, flags);
    if (key.use === "level") return takeLevel(levelWritten(from, to, flags));
    return key.use === "time" && takeTimeText(from, to, flags);
  }

  /** Whether it is text, or a record of its own, or nothing to see, its first character tells but for odd ones. */
  function takeMessage(from: number, to: number, flags: number): boolean {
    if (messageFrom >= 0) return false;
    const isEscapedEnd = bytes[to - 3] === BACKSLASH && (bytes[to - 2] === 0x6e || bytes[to - 2] === 0x72);
    if (isEscapedEnd) return false;
    const first = bytes[from + 1] as number;
    if (first <= 0x20 || first >= 0x7f || first === OPEN_OBJECT || first === BACKSLASH) {
      const text = decode(from, to, flags).trim();
      if (text === "" || text.startsWith("{")) return false;
    }
    messageFrom = from;
    messageTo = to;
    messageFlags = flags;
    return true;
  }

  function levelWritten(from: number, to: number, flags: number): Level | undefined {
    const known = levels.find(bytes, from, to);
    if (known) return known;
    const found = levelOf(decode(from, to, flags));
    if (found) levels.add(bytes, from, to, found);
    return found;
  }

  function takeLevel(found: Level | undefined): boolean {
    if (level !== undefined || found === undefined) return false;
    level = found;
    return true;
  }

  function takeTimeText(from: number, to: number, flags: number): boolean {
    const iso = to - from === ISO_LENGTH + 2 ? isoTime(bytes, from + 1) : Number.NaN;
    if (!Number.isNaN(iso)) {
      timeFrom = from + 1;
      return takeTime(iso);
    }
    return takeTime(timestampOf(decode(from, to, flags), fixed.zone, fixed.deliveredMs));
  }

  function takeTime(ms: number | undefined): boolean {
    if (!Number.isNaN(timeMs) || ms === undefined || !isPlausible(ms, fixed.deliveredMs)) return false;
    timeMs = ms;
    return true;
  }

  function readNumber(key: KnownKey, from: number): number {
    const end = numberEnd(bytes, from);
    if (end < 0) return -1;
    if (isAttribute(key)) {
      const isSearched = redactor?.readsNumbers === true && end - from > 12;
      return !isSearched && addAttribute(key, from, end) ? end : -1;
    }
    const value = Number(bytes.toString("latin1", from, end));
    if (key.use === "level") return takeLevel(levelOf(value)) ? end : -1;
    return key.use === "time" && takeTime(timestampOf(value, fixed.zone, fixed.deliveredMs)) ? end : -1;
  }

  function readContainer(key: KnownKey, from: number): number {
    const end = key.use === "attribute" ? containerEnd(bytes, from) : -1;
    if (end < 0) return -1;
    const value = parsed(from, end);
    if (value === undefined) return -1;
    const holder: JsonObject = { value };
    redactor?.record(holder);
    const bounded = boundAttribute(holder["value"] ?? null, keysLeft - 1);
    if (bounded === undefined) return -1;
    keysLeft -= bounded.keys;
    const place = addAttribute(key, end, end);
    rewritten[attributes - 1] = JSON.stringify(bounded.value);
    // Whatever it holds: only the whole text's encoding depends on it.
    isAscii = false;
    return place ? end : -1;
  }

  function parsed(from: number, to: number): JsonValue | undefined {
    try {
      return parseJson(bytes.toString("utf8", from, to));
    } catch {
      // The long way says why.
      return undefined;
    }
  }

  function addAttribute(key: KnownKey, from: number, to: number): boolean {
    accessLog |= key.accessLog;
    const keyFrom = colonEnd - key.written.length;
    const last = 4 * attributes - 4;
    const goesOn = attributes > 0 && from === colonEnd && attributeRanges[last + 3] === keyFrom - 1;
    if (goesOn && rewritten[attributes - 1] === undefined) attributeRanges[last + 3] = to;
    else {
      attributeRanges[last + 4] = keyFrom;
      attributeRanges[last + 5] = colonEnd;
      attributeRanges[last + 6] = from;
      attributeRanges[last + 7] = to;
      rewritten[attributes] = undefined;
      attributes++;
    }
    return --keysLeft >= 0;
  }

  function addField(key: KnownKey, from: number, to: number): boolean {
    if (hasField(key.field)) return false;
    fieldKeys[fields] = key;
    fieldRanges[2 * fields] = from;
    fieldRanges[2 * fields + 1] = to;
    fields++;
    return true;
  }

  function hasField(field: TextField | undefined): boolean {
    for (let n = 0; n < fields; n++) if (fieldKeys[n]?.field === field) return true;
    return false;
  }

  /** Levels of access logs and of messages that begin with one are found the long way. */
  function isComplete(): boolean {
    if (level === undefined || messageFrom < 0 || accessLog === ACCESS_LOG) return false;
    return isAscii || isUtf8(bytes);
  }

  function ingested(at: string): Uint8Array {
    if (at !== ingestedAt) {
      ingestedAt = at;
      ingestedPart = Buffer.from(`,"event.ingested":"${at}","log.level":"`);
    }
    return ingestedPart;
  }

  function compose(ordinal: number, ingestedTime: string, isError: boolean): string {
    out.clear();
    out.bytes(TIMESTAMP);
    if (timeFrom >= 0) out.copy(bytes, timeFrom, timeFrom + ISO_LENGTH);
    else out.utf8(new Date(Number.isNaN(timeMs) ? fixed.deliveredMs : timeMs).toISOString());
    out.bytes(MESSAGE);
    out.copy(bytes, messageFrom, messageTo);
    out.bytes(fixed.origin);
    out.digits(ordinal);
    out.bytes(ingested(ingestedTime));
    out.bytes(LEVEL_ENDS[level ?? "info"]);
    composeFields();
    composeAttributes();
    if (isError) {
      const { pattern } = patternOf(decode(messageFrom, messageTo, messageFlags));
      out.utf8(`,"log.pattern":"${pattern}"`);
    }
    out.bytes(CLOSE);
    return out.text(isAscii && fixed.isAscii);
  }

  function composeFields(): void {
    for (let n = 0; n < fields; n++) {
      const key = fieldKeys[n] as KnownKey;
      if (key.field === "event.dataset" && fixed.isDatasetGiven) continue;
      out.bytes(key.head);
      out.copy(bytes, fieldRanges[2 * n] as number, fieldRanges[2 * n + 1] as number);
    }
    if (fixed.service.length > 0 && !hasField("service.name")) out.bytes(fixed.service);
    if (fixed.environment.length > 0 && !hasField("service.environment")) out.bytes(fixed.environment);
    if (fixed.dataset.length > 0 && (fixed.isDatasetGiven || !hasField("event.dataset"))) out.bytes(fixed.dataset);
  }

  function composeAttributes(): void {
    if (attributes === 0) return;
    out.bytes(ATTRIBUTES);
    for (let n = 0; n < attributes; n++) {
      if (n > 0) out.bytes(SEPARATOR);
      const at = 4 * n;
      out.copy(bytes, attributeRanges[at] as number, attributeRanges[at + 1] as number);
      const value = rewritten[n];
      if (value !== undefined) out.utf8(value);
      else out.copy(bytes, attributeRanges[at + 2] as number, attributeRanges[at + 3] as number);
    }
    out.bytes(CLOSE);
  }

  return (of, parts, ordinal, ingestedAt) => {
    if (of.length > LONGEST_RECORD_BYTES || of[0] !== OPEN_OBJECT) return undefined;
    begin(of, parts);
    if (!readObject() || !isComplete()) return undefined;
    const isError = level === "error" || level === "fatal" || hasField("error.type");
    const timestampMs = Number.isNaN(timeMs) ? fixed.deliveredMs : timeMs;
    return { timestampMs, isError, json: compose(ordinal, ingestedAt, isError) };
  };
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
