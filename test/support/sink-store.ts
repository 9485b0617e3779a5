/** A LogStore that takes everything at once and keeps nothing: what is measured is all that stands before a store. */
import type { LogStore, StoredDocument, WriteOutcome } from "../../lib/ports.ts";

export function openSinkStore(): LogStore {
  const refuse = () => Promise.reject(new Error("a sink only takes"));
  const write = async (documents: readonly StoredDocument[]): Promise<WriteOutcome[]> =>
    documents.map(() => ({ kind: "indexed" }));
  return {
    write,
    prepare: async () => {},
    close: async () => {},
    refresh: refuse,
    search: refuse,
    count: refuse,
    histogram: refuse,
    terms: refuse,
    distinct: refuse,
    errorGroups: refuse,
    minuteCounts: refuse,
    fieldValues: refuse,
    writePoints: refuse,
    readPoints: refuse,
    dropBefore: refuse,
    health: refuse,
  };
}
