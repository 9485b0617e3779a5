/**
 * Where functions write down what they took. An entry is written once and under a name of its own, so that hundreds of functions never
 * wait for one another. Docs: docs/decisions/ledger.md.
 */
import { randomUUID } from "node:crypto";
import type { IngestReport } from "../ingest/report.ts";
import type { ObjectStore } from "../ports.ts";
import { within } from "../within.ts";
import { addEntries, entryOf, type LedgerEntry, type LedgerKeys, recordsIn } from "./entry.ts";

interface RecordOptions {
  readonly nowMs: number;
  /** An entry is written only if the last one is older: what is not written now is with the next. */
  readonly everyMs?: number;
  /** How long the caller can wait. */
  readonly withinMs?: number;
}

export interface Ledger {
  /** @returns what was not written, and why: never a reason to fail a delivery whose records are durable */
  record(reports: readonly IngestReport[], options: RecordOptions): Promise<Uncounted | undefined>;
  /** Writes what is held back. */
  flush(nowMs: number): Promise<Uncounted | undefined>;
}

export interface Uncounted {
  readonly records: number;
  readonly error: unknown;
}

const WITHIN_MS = 15_000;

export function openLedger(objects: ObjectStore, keys: LedgerKeys): Ledger {
  let held: LedgerEntry | undefined;
  let writtenMs = Number.NEGATIVE_INFINITY;

  /** An entry whose outcome is unknown is not written again: it may have been folded already, and would count twice. */
  async function write(nowMs: number, withinMs: number): Promise<Uncounted | undefined> {
    const entry = held;
    if (!entry) return undefined;
    held = undefined;
    writtenMs = performance.now();
    const key = `${keys.entries}${new Date(nowMs).toISOString().replaceAll(":", "")}-${randomUUID()}.json`;
    try {
      const written = objects.put(key, JSON.stringify(entry), { contentType: "application/json" });
      await within(withinMs, "The ledger took no entry", written);
      return undefined;
    } catch (error) {
      return { records: recordsIn(entry), error };
    }
  }

  return {
    async record(reports, { nowMs, everyMs = 0, withinMs = WITHIN_MS }) {
      const entry = entryOf(reports, nowMs);
      if (recordsIn(entry) > 0) held = held ? addEntries(held, entry) : entry;
      return performance.now() - writtenMs < everyMs ? undefined : write(nowMs, withinMs);
    },
    flush: (nowMs) => write(nowMs, WITHIN_MS),
  };
}
