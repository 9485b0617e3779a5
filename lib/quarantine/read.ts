/** What lies in quarantine, part by part in the order of days. */
import type { DeliveryName } from "../ingest/quarantine.ts";
import { QUARANTINE_PREFIX } from "../ingest/quarantine.ts";
import type { ObjectStore } from "../ports.ts";

/** One line of a part, as lib/ingest/quarantine.ts writes it. */
export interface StoredEntry {
  readonly id: string;
  readonly reason: string;
  readonly origin: string;
  readonly offset: number;
  /** ISO time. */
  readonly delivered: string;
  /** Absent in what an early version wrote. */
  readonly delivery?: DeliveryName;
  /** 0 for a further piece of a record. */
  readonly records?: number;
  readonly framed?: boolean;
  readonly raw?: string;
  readonly rawBase64?: string;
}

export interface Part {
  readonly key: string;
  /** YYYY-MM-DD */
  readonly day: string;
  readonly etag: string;
  readonly entries: readonly StoredEntry[];
}

export interface EntryFilter {
  readonly day?: string;
  /** What the origin contains. */
  readonly origin?: string;
  /** What the reason contains. */
  readonly reason?: string;
}

/** Parts hold a few MiB, so one at a time is in memory. */
export async function* readParts(objects: ObjectStore, { day = "" }: EntryFilter): AsyncGenerator<Part> {
  for await (const { key } of objects.list(QUARANTINE_PREFIX + day)) {
    const object = await objects.get(key);
    // Somebody else replayed it meanwhile, or its time was over.
    if (!object) continue;
    const chunks: Uint8Array[] = [];
    for await (const chunk of object.body) chunks.push(chunk);
    const entries = Buffer.concat(chunks)
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      // The type is what this program wrote under this prefix.
      .map((line) => JSON.parse(line) as StoredEntry);
    yield { key, day: key.slice(QUARANTINE_PREFIX.length).split("/", 1)[0] ?? "", etag: object.etag, entries };
  }
}

export function matches({ origin, reason }: StoredEntry, filter: EntryFilter): boolean {
  return origin.includes(filter.origin ?? "") && reason.includes(filter.reason ?? "");
}

export function bytesOf({ raw, rawBase64 }: StoredEntry): Buffer {
  return rawBase64 === undefined ? Buffer.from(raw ?? "", "utf8") : Buffer.from(rawBase64, "base64");
}
