/** The message by which a function hands on the rest of an object. One message, one object. */
import type { JsonObject, JsonValue } from "../record.ts";
import type { Mark } from "./pass.ts";

export interface Continuation {
  readonly bucket: string;
  readonly key: string;
  /** Of the object that the mark lies in: another one is begun anew. */
  readonly etag: string;
  /** The first pass's: records without a time must keep their day. */
  readonly deliveredMs: number;
  readonly mark: Mark;
}

/** Another shape of the message is another version: a function that does not know it must not guess. */
const VERSION = 1;

export function writeContinuation(continuation: Continuation): string {
  const body = JSON.stringify({ sluice: "continuation", version: VERSION, ...continuation });
  // A key may hold characters that no queue carries, and JSON can say them all in ASCII.
  return body.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function isContinuation(message: JsonObject): boolean {
  return message["sluice"] === "continuation";
}

/** @returns undefined if it is of another version, or nobody's */
export function readContinuation(message: JsonObject): Continuation | undefined {
  const { version, bucket, key, etag, deliveredMs, mark } = message;
  const read = readMark(mark);
  if (version !== VERSION || !read || !isCount(deliveredMs)) return undefined;
  if (typeof bucket !== "string" || typeof key !== "string" || typeof etag !== "string") return undefined;
  return { bucket, key, etag, deliveredMs, mark: read };
}

function readMark(value: JsonValue | undefined): Mark | undefined {
  const mark = asObject(value);
  const place = asObject(mark?.["place"]);
  const bytes = mark?.["bytes"];
  const documents = mark?.["documents"];
  const block = place?.["block"];
  const ordinal = place?.["ordinal"];
  if (!isCount(bytes) || !isCount(documents) || !isCount(ordinal) || !isCount(block, -1)) return undefined;
  const long = readLong(mark?.["long"]);
  return { bytes, documents, place: { block, ordinal }, ...(long && { long }) };
}

function readLong(value: JsonValue | undefined): Mark["long"] {
  const long = asObject(value);
  const id = long?.["id"];
  const became = long?.["became"];
  if (typeof id !== "string" || (became !== "indexed" && became !== "quarantined")) return undefined;
  return { id, became };
}

function isCount(value: JsonValue | undefined, least = 0): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least;
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}
