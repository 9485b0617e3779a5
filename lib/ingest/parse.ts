/** A frame's bytes → what the record says, or why it cannot be read. */
import { parseJson } from "../normalize/parse-json.ts";
import type { JsonObject } from "../record.ts";
import { quoteBareNumbers } from "./parse-bare-number.ts";
import { parseLtsv } from "./parse-ltsv.ts";

export type Parsed = Readable | { readonly kind: "unreadable"; readonly reason: string };

export type Readable =
  | { readonly kind: "object"; readonly value: JsonObject; readonly shipped?: Shipped }
  /** No JSON object, so the text is the message: a plain line, or an odd element of an array. */
  | { readonly kind: "text"; readonly text: string };

/** What stands beside the record: Fluentd's time and tag, CloudWatch's envelope. */
interface Shipped {
  /** As written. Empty if there was none. */
  readonly time: string;
  readonly tag: string;
  /** The record's own, where its source gave it one. */
  readonly id?: string;
  /** Who speaks, where the record does not say it. */
  readonly service?: string;
}

const OPEN_OBJECT = 0x7b;
const TAB = 0x09;
const HYPHEN = 0x2d;
/** `2026-11-23T10:00:00.123456789+00:00` and a little more. */
const LONGEST_TIME = 40;

export function parse(bytes: Buffer): Parsed {
  if (bytes[0] === OPEN_OBJECT) return parseObject(bytes.toString("utf8"));
  const outFile = parseOutFile(bytes);
  if (outFile) return outFile;
  const ltsv = parseLtsv(bytes);
  if (ltsv) return { kind: "object", value: ltsv };
  const text = withoutMark(bytes.toString("utf8"));
  return text.trimStart().startsWith("{") ? parseObject(text) : { kind: "text", text };
}

/** @param text begins with a brace: what JSON.parse gives is an object, or nothing */
function parseObject(text: string, shipped?: Shipped): Parsed {
  try {
    return { kind: "object", value: parseJson(text) as JsonObject, ...(shipped && { shipped }) };
  } catch (error) {
    const quoted = quoteBareNumbers(text);
    return quoted === text
      ? { kind: "unreadable", reason: `not JSON: ${describe(error)}` }
      : parseObject(quoted, shipped);
  }
}

/** Fluentd's out_file format: time TAB tag TAB record. */
function parseOutFile(bytes: Buffer): Parsed | undefined {
  if (bytes[4] !== HYPHEN) return undefined;
  const timeEnd = bytes.indexOf(TAB);
  if (timeEnd < 10 || timeEnd > LONGEST_TIME) return undefined;
  const tagEnd = bytes.indexOf(TAB, timeEnd + 1);
  if (tagEnd < 0 || bytes[tagEnd + 1] !== OPEN_OBJECT) return undefined;
  const time = bytes.toString("latin1", 0, timeEnd);
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(time)) return undefined;
  return parseObject(bytes.toString("utf8", tagEnd + 1), { time, tag: bytes.toString("utf8", timeEnd + 1, tagEnd) });
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Without the input that V8's messages quote: it may hold what is to be redacted, and the bytes stand beside the reason. */
function describe(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).split(/, (?:\.\.\.)?"/, 1)[0] ?? "";
  return message.length > 80 ? `${message.slice(0, 80)}…` : message;
}
