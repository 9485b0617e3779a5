/** Reports and rows as ingest gives them, for tests of the ledger. */
import type { IngestReport } from "../../lib/ingest/report.ts";
import type { DatasetCounts } from "../../lib/ledger/counts.ts";

/** Records that arrived on `day`, indexed unless said otherwise, of events of the same day. */
export function countsOf(day: string, dataset: string, changes: Partial<DatasetCounts> = {}): DatasetCounts {
  const { indexed = 0, duplicate = 0, filtered = 0, quarantined = 0 } = changes;
  const received = indexed + duplicate + filtered + quarantined;
  return { day, dataset, received, indexed, duplicate, filtered, quarantined, confirmed: [indexed], ...changes };
}

export function reportOf(datasets: readonly DatasetCounts[], changes: Partial<IngestReport> = {}): IngestReport {
  const sum = (name: "received" | "indexed" | "duplicate" | "filtered" | "quarantined") =>
    datasets.reduce((total, row) => total + row[name], 0);
  return {
    object: "s3://logs/a.gz",
    received: sum("received"),
    indexed: sum("indexed"),
    duplicate: sum("duplicate"),
    filtered: sum("filtered"),
    quarantined: sum("quarantined"),
    reasons: {},
    errors: 0,
    deliveredMs: 0,
    datasets,
    bytes: 0,
    seconds: 0,
    ...changes,
  };
}
