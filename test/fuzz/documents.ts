/** What every document must be, whatever it was made of. */
import assert from "node:assert/strict";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import type { ReadRecord } from "../../lib/ingest/read.ts";
import type { LogStore, StoredDocument } from "../../lib/ports.ts";
import { LEVELS, type LogRecord } from "../../lib/record.ts";

export const DELIVERED_MS = Date.parse("2026-11-23T12:00:00.000Z");
export const INGESTED_AT = "2026-11-23T12:00:01.000Z";

/** The longest message, stack trace and attributes that lib/normalize/limits.ts lets through, and room for the rest. */
const MOST_CHARACTERS = 8 * 1024 * 1024;
const MOST_KEYWORD = 8_191 + 64;
/** Lucene's limit of a term. */
const MOST_TERM_BYTES = 32_766;

/** @param json of a LogRecord */
export function assertDocument(json: string): void {
  // What normalize() gave, as it is stored.
  const record = JSON.parse(json) as LogRecord;
  const timeMs = Date.parse(record["@timestamp"]);
  assert.equal(new Date(timeMs).toISOString(), record["@timestamp"]);
  assert.ok(timeMs >= Date.UTC(2000) && timeMs <= DELIVERED_MS + 86_400_000, `time ${record["@timestamp"]}`);
  assert.notEqual(record.message, "");
  if (record["log.level"] !== undefined) assert.ok(LEVELS.includes(record["log.level"]));
  assert.ok(json.length <= MOST_CHARACTERS, `${json.length} characters`);
  for (const [field, value] of Object.entries(record)) {
    if (typeof value === "number") assert.ok(Number.isSafeInteger(value), `${field} is ${value}`);
    if (typeof value !== "string" || field === "message" || field === "error.stack_trace") continue;
    assert.ok(value.length <= MOST_KEYWORD, `${field} has ${value.length} characters`);
    assert.ok(Buffer.byteLength(value) <= MOST_TERM_BYTES, `${field} is no term`);
  }
  assertAttributes(record.attributes ?? {}, "attributes", 1);
}

function assertAttributes(value: unknown, path: string, depth: number): void {
  assert.ok(depth <= 10, `${path.slice(0, 100)} is deep`);
  if (typeof value === "string") {
    assert.ok(Buffer.byteLength(`${path}=${value}`) <= MOST_TERM_BYTES, `${path.slice(0, 100)} is no term`);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const entries = Object.entries(value);
  assert.ok(entries.length <= 1_001, `${path.slice(0, 100)} has ${entries.length} entries`);
  for (const [key, own] of entries) {
    assert.ok(key.length <= 256 && key.isWellFormed(), `the key ${JSON.stringify(key)}`);
    assertAttributes(own, Array.isArray(value) ? path : `${path}.${key}`, depth + 1);
  }
}

/** A record by what it says, without its name and place. */
export function contentOf(records: readonly ReadRecord[]): unknown[] {
  return records.map((record) => {
    if (record.kind === "filtered") return record;
    if (record.kind === "unreadable") return { reason: record.entry.reason, text: textOf(record.entry.bytes) };
    const { "log.offset": _, ...content } = JSON.parse(record.document.json);
    return JSON.stringify(content);
  });
}

/** Byte for byte, with name and place. */
export function wholeOf(records: readonly ReadRecord[]): unknown[] {
  return records.map((record) => {
    if (record.kind === "filtered") return record;
    if (record.kind === "unreadable") return { ...record.entry, bytes: textOf(record.entry.bytes) };
    const { id, timestampMs, json } = record.document;
    return { id, timestampMs, json };
  });
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/** A store in memory holds so many writes, then another takes its place: a long run needs no more memory than a short one. */
const WRITES_PER_STORE = 2_000;
let store: Promise<LogStore> | undefined;
let writes = 0;

/** @throws unless the store takes each of them; their ids are of one delivery, so each write has another prefix */
export async function assertStorable(documents: readonly StoredDocument[]): Promise<void> {
  if (writes++ % WRITES_PER_STORE === 0) {
    await (await store)?.close();
    store = openSqliteStore({ path: ":memory:", granularity: "day" });
  }
  const taken = await store;
  if (!taken) throw new Error("no store is open");
  const named = documents.map((document) => ({ ...document, id: `${writes}-${document.id}` }));
  const outcomes = await taken.write(named);
  assert.deepEqual(
    outcomes,
    named.map(() => ({ kind: "indexed" })),
  );
}
