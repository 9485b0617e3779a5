/**
 * What cannot be indexed is kept with its reason: JSON lines below quarantine/ in the ObjectStore, in parts, so that any amount of it
 * takes bounded memory. A part is named by its content, and cut where the delivery decides it, not where time does: a redelivery writes
 * the same parts again, and nothing else is written over.
 */
import { hash } from "node:crypto";
import type { Redactor } from "../normalize/redact/redactor.ts";
import type { ObjectStore } from "../ports.ts";
import type { Delivery } from "./delivery.ts";

export const QUARANTINE_PREFIX = "quarantine/";
/** Records that are indexed cut, because they were too long: whole, in pieces. No part of quarantine, whose entries count as records. */
export const OVERSIZED_PREFIX = "oversized/";
const PART_BYTES = 4 * 1024 * 1024;

export interface QuarantineEntry {
  readonly id: string;
  readonly reason: string;
  /** Uncompressed bytes of the delivery before it. */
  readonly offsetBytes: number;
  /** The record as it came. */
  readonly bytes: Uint8Array;
  /** Entries of two windows never share a part: so parts are the same wherever a reader stopped between two (pass.ts). */
  readonly window?: number;
  /** A piece of a record that counts already: its first piece lies in quarantine, or it is indexed, cut, and kept whole beside. */
  readonly pieceOf?: "quarantined" | "indexed";
  /** Its bytes alone do not tell what it says: a value of MessagePack, a row of a table whose header stands elsewhere. */
  readonly isFramed?: boolean;
}

export interface Quarantine {
  /** Takes what the reader could not understand, in the order of the bytes. It is durable after flush. */
  add(entry: QuarantineEntry): Promise<void>;
  flush(): Promise<void>;
  /** Takes what the store refused of one batch: a part of its own, durable on return. */
  addPart(entries: readonly QuarantineEntry[]): Promise<void>;
  readonly count: number;
  /** Kind of reason → how many. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** @param redactor a secret is none in quarantine either: what replay reads is redacted already, as the document would be */
export function createQuarantine(objects: ObjectStore, delivery: Delivery, redactor?: Redactor): Quarantine {
  const refused = createParts(objects, delivery, QUARANTINE_PREFIX, redactor);
  const oversized = createParts(objects, delivery, OVERSIZED_PREFIX, redactor);
  let count = 0;
  const reasons: Record<string, number> = {};

  function countOne(entry: QuarantineEntry): void {
    count++;
    const kind = kindOf(entry.reason);
    reasons[kind] = (reasons[kind] ?? 0) + 1;
  }

  return {
    async add(entry) {
      if (entry.pieceOf === "indexed") return oversized.add(entry);
      if (entry.pieceOf === undefined) countOne(entry);
      return refused.add(entry);
    },
    async flush() {
      await refused.flush();
      await oversized.flush();
    },
    addPart(entries) {
      for (const entry of entries) countOne(entry);
      return refused.addPart(entries);
    },
    get count() {
      return count;
    },
    get reasons() {
      return reasons;
    },
  };
}

function createParts(objects: ObjectStore, delivery: Delivery, prefix: string, redactor: Redactor | undefined) {
  let lines: string[] = [];
  let heldBytes = 0;
  let window: number | undefined;

  const lineOf = (entry: QuarantineEntry): string =>
    JSON.stringify({
      id: entry.id,
      reason: redactor ? redactor.text(entry.reason) : entry.reason,
      ...(entry.pieceOf !== undefined && { records: 0 }),
      ...(entry.isFramed && { framed: true }),
      origin: delivery.origin,
      offset: entry.offsetBytes,
      delivered: new Date(delivery.deliveredMs).toISOString(),
      delivery: nameOf(delivery),
      ...rawOf(redactor ? redactor.bytes(entry.bytes) : entry.bytes),
    });

  async function write(part: readonly string[]): Promise<void> {
    if (part.length === 0) return;
    const body = `${part.join("\n")}\n`;
    const day = new Date(delivery.deliveredMs).toISOString().slice(0, 10);
    const name = hash("sha256", delivery.scope + body, "hex").slice(0, 32);
    await objects.put(`${prefix}${day}/${name}.ndjson`, body, { contentType: "application/x-ndjson" });
  }

  async function flush(): Promise<void> {
    const part = lines;
    lines = [];
    heldBytes = 0;
    await write(part);
  }

  return {
    async add(entry: QuarantineEntry): Promise<void> {
      if (entry.window !== window) await flush();
      window = entry.window;
      const line = lineOf(entry);
      lines.push(line);
      heldBytes += line.length;
      if (heldBytes >= PART_BYTES) await flush();
    },
    flush,
    addPart: (entries: readonly QuarantineEntry[]) => write(entries.map(lineOf)),
  };
}

/** What a replay needs to read the bytes as they were read, under the same ids. */
export type DeliveryName = Pick<
  Delivery,
  "scope" | "name" | "tag" | "service" | "protocol" | "contentType" | "contentEncoding"
>;

function nameOf({ scope, name, tag, service, protocol, contentType, contentEncoding }: Delivery): DeliveryName {
  return {
    scope,
    name,
    ...(tag !== undefined && { tag }),
    ...(service !== undefined && { service }),
    ...(protocol && { protocol }),
    ...(contentType !== undefined && { contentType }),
    ...(contentEncoding !== undefined && { contentEncoding }),
  };
}

/** Text where the bytes are text, so that a person can read it; else base64. */
function rawOf(bytes: Uint8Array): { raw: string } | { rawBase64: string } {
  try {
    return { raw: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { rawBase64: Buffer.from(bytes).toString("base64") };
  }
}

/** `not JSON: Unexpected token …` and its like are one kind: reports count few kinds, entries keep the details. */
function kindOf(reason: string): string {
  return reason.split(":", 1)[0] ?? reason;
}
