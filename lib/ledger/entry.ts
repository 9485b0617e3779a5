/** What a function adds to the ledger: one small object for all that it took since its last one, folded into the days by maintain. */
import type { IngestReport } from "../ingest/report.ts";
import type { ObjectStore } from "../ports.ts";
import { addUp, type DatasetCounts, dayOf } from "./counts.ts";
import { type IndexedObject, indexOf } from "./twins.ts";

/** Everything of the ledger lies below. */
export const LEDGER_PREFIX = "ledger/";

export interface LedgerEntry {
  readonly counts: readonly DatasetCounts[];
  /** Objects whose keys end in an index. */
  readonly objects: readonly IndexedObject[];
}

/** Where the parts of one ledger lie; it belongs to one store, so that another STORE_URL begins another ledger. */
export interface LedgerKeys {
  readonly entries: string;
  readonly days: string;
  readonly fold: string;
}

/** @param book the name of the store, safe in a key */
export function ledgerKeys(book: string): LedgerKeys {
  const base = `${LEDGER_PREFIX}${book}/`;
  return { entries: `${base}entries/`, days: `${base}days/`, fold: `${base}fold.json` };
}

/** More datasets in one entry share a row. */
const MOST_DATASETS = 128;

export function entryOf(reports: readonly IngestReport[], nowMs: number): LedgerEntry {
  const counts = addUp(
    reports.flatMap(({ datasets }) => datasets),
    MOST_DATASETS,
  );
  const objects = reports.flatMap(({ object, content, indexed }): IndexedObject[] => {
    if (content === undefined || indexOf(object) === undefined) return [];
    return [{ origin: object, content, records: indexed, day: dayOf(nowMs) }];
  });
  return { counts, objects };
}

export function addEntries(one: LedgerEntry, other: LedgerEntry): LedgerEntry {
  return {
    counts: addUp([...one.counts, ...other.counts], MOST_DATASETS),
    objects: [...one.objects, ...other.objects],
  };
}

export function recordsIn({ counts }: LedgerEntry): number {
  return counts.reduce((sum, { received }) => sum + received, 0);
}

/** Undefined if it is gone: somebody else folded it. */
export async function readEntry(objects: ObjectStore, key: string): Promise<LedgerEntry | undefined> {
  const object = await objects.get(key);
  if (!object) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of object.body) chunks.push(chunk);
  // The type is what this program wrote under this prefix.
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as LedgerEntry;
}
