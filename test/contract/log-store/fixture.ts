/** What the parts of the suite share: documents, and a store that holds them. */
import { expect } from "vitest";
import type { LogFilter, LogStore, StoredDocument, WriteOutcome } from "../../../lib/ports.ts";
import { parseQuery } from "../../../lib/query.ts";
import type { LogRecord } from "../../../lib/record.ts";
import { storedDocument, type TestDocument } from "../../support/stored-document.ts";

export interface OpenedStore {
  readonly store: LogStore;
  /** Makes visible what was written: OpenSearch refreshes every few seconds only. */
  settle(): Promise<void>;
}

export interface OpenOptions {
  readonly granularity: "day" | "month";
  /** One that documents may name, beside the main one. */
  readonly otherPrefix?: string;
}

/** Gives an empty store that is closed when the test is over. */
export type OpenStore = (options: OpenOptions) => Promise<OpenedStore>;

export const NOON_MS = Date.parse("2026-11-23T12:00:00.000Z");
export const INDEXED: WriteOutcome = { kind: "indexed" };
export const DUPLICATE: WriteOutcome = { kind: "duplicate" };

let ordinal = 0;

/** A document of noon that says `hello`, with what the test is about. */
export function document(fields: Partial<LogRecord> = {}, id = `id-${ordinal++}`): TestDocument {
  const record: LogRecord = {
    "@timestamp": "2026-11-23T12:00:00.000Z",
    message: "hello",
    "event.ingested": "2026-11-23T12:00:01.000Z",
    ...fields,
  };
  return storedDocument(id, record);
}

export function at(ms: number): string {
  return new Date(ms).toISOString();
}

/** An open store that holds these documents. */
export async function storeWith(
  open: OpenStore,
  documents: readonly StoredDocument[],
  options: OpenOptions = { granularity: "day" },
): Promise<LogStore> {
  const { store, settle } = await open(options);
  expect(await store.write(documents)).toEqual(documents.map(() => INDEXED));
  await settle();
  return store;
}

/** Sorted. */
export async function messagesOf(store: LogStore, filter: LogFilter): Promise<string[]> {
  return (await store.search({ ...filter, limit: 1_000 })).hits.map((hit) => hit.record.message).sort();
}

/** The messages that a query finds. */
export function found(store: LogStore, query: string): Promise<string[]> {
  return messagesOf(store, { text: parseQuery(query) });
}
