import type { DatasetCounts } from "../ledger/counts.ts";

/** What became of one delivery. received = indexed + duplicate + filtered + quarantined, always. */
export interface IngestReport {
  /** The origin: `s3://BUCKET/KEY`, `folder:/KEY`, `http:TAG`. */
  readonly object: string;
  readonly received: number;
  readonly indexed: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly quarantined: number;
  /** Why records went to quarantine: reason → how many. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Of the indexed ones, how many are errors: a scan is worth its price. */
  readonly errors: number;
  /** The same counts for each dataset and day of arrival; of very many datasets, most under one name. */
  readonly datasets: readonly DatasetCounts[];
  /** Tells equal content, for objects whose key says nothing of it (lib/ledger/twins.ts); absent if it was not read to its end. */
  readonly content?: string;
  /** As delivered, compressed if it was. */
  readonly bytes: number;
  readonly seconds: number;
}

/** What a shipper or a person is told: the sums. How they spread over datasets is the ledger's affair. */
export function toldOf({
  datasets: _,
  content: __,
  ...told
}: IngestReport): Omit<IngestReport, "datasets" | "content"> {
  return told;
}

/** The counts of several deliveries, as metrics tell them. */
export function totalsOf(reports: readonly IngestReport[]): Record<string, number> {
  const totals = { received: 0, indexed: 0, duplicate: 0, filtered: 0, quarantined: 0, errors: 0 };
  for (const report of reports) {
    totals.received += report.received;
    totals.indexed += report.indexed;
    totals.duplicate += report.duplicate;
    totals.filtered += report.filtered;
    totals.quarantined += report.quarantined;
    totals.errors += report.errors;
  }
  return totals;
}
