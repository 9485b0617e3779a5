/**
 * What cannot be indexed is kept with its reason: JSON lines below quarantine/ in the ObjectStore, in parts, so that any amount of it
 * takes bounded memory. A part's name is derived from the ids of its first and last entry: a redelivery writes the same parts again.
 */
import { hash } from "node:crypto";
import type { ObjectStore } from "../ports.ts";
import type { Delivery } from "./delivery.ts";

export const QUARANTINE_PREFIX = "quarantine/";
const PART_BYTES = 4 * 1024 * 1024;

export interface QuarantineEntry {
  readonly id: string;
  readonly reason: string;
  /** Uncompressed bytes of the delivery before it. */
  readonly offsetBytes: number;
  /** The record as it came. */
  readonly bytes: Uint8Array;
}

export interface Quarantine {
  add(entry: QuarantineEntry): Promise<void>;
  /** Writes what is held. Nothing counts as quarantined before this. */
  flush(): Promise<void>;
  readonly count: number;
  readonly reasons: Readonly<Record<string, number>>;
}

export function createQuarantine(objects: ObjectStore, delivery: Delivery): Quarantine {
  let lines: string[] = [];
  let heldBytes = 0;
  let firstId = "";
  let lastId = "";
  let count = 0;
  const reasons: Record<string, number> = {};

  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    const body = `${lines.join("\n")}\n`;
    const name = hash("sha256", JSON.stringify([delivery.scope, firstId, lastId]), "hex").slice(0, 32);
    lines = [];
    heldBytes = 0;
    const day = new Date(delivery.deliveredMs).toISOString().slice(0, 10);
    await objects.put(`${QUARANTINE_PREFIX}${day}/${name}.ndjson`, body, { contentType: "application/x-ndjson" });
  }

  return {
    async add(entry) {
      const line = JSON.stringify({
        id: entry.id,
        reason: entry.reason,
        origin: delivery.origin,
        offset: entry.offsetBytes,
        delivered: new Date(delivery.deliveredMs).toISOString(),
        ...rawOf(entry.bytes),
      });
      if (lines.length === 0) firstId = entry.id;
      lastId = entry.id;
      lines.push(line);
      heldBytes += line.length;
      count++;
      const kind = kindOf(entry.reason);
      reasons[kind] = (reasons[kind] ?? 0) + 1;
      if (heldBytes >= PART_BYTES) await flush();
    },
    flush,
    get count() {
      return count;
    },
    get reasons() {
      return reasons;
    },
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
