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
  /** When it set out, as it says itself: an object's event, a request's chunk or arrival. */
  readonly deliveredMs: number;
  /** The same counts for each dataset and day of arrival; of very many datasets, most under one name. */
  readonly datasets: readonly DatasetCounts[];
  /** Tells equal content, for objects whose key says nothing of it (lib/ledger/twins.ts); absent if it was not read to its end. */
  readonly content?: string;
  /** As delivered, compressed if it was. */
  readonly bytes: number;
  readonly seconds: number;
}

/** The kind of reason (in `reasons`) of records that the store will never take as they are. */
export const STORE_REFUSED = "the store refused it";

/** What a shipper or a person is told: the sums. How they spread over datasets is the ledger's affair. */
export function toldOf({
  datasets: _,
  content: __,
  deliveredMs: ___,
  ...told
}: IngestReport): Omit<IngestReport, "datasets" | "content" | "deliveredMs"> {
  return told;
}

type Totals = Record<"received" | "indexed" | "duplicate" | "filtered" | "quarantined" | "errors", number>;

/** The counts of several deliveries, as metrics tell them. */
export function totalsOf(reports: readonly IngestReport[]): Totals {
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

/**
 * How long the slowest of these deliveries was on its way to the store; undefined if none brought anything new: what is delivered a second
 * time was not late.
 */
export function lagSecondsOf(reports: readonly IngestReport[], nowMs: number): number | undefined {
  const lagsMs = reports.filter(({ indexed }) => indexed > 0).map(({ deliveredMs }) => nowMs - deliveredMs);
  // Below 0: the sender's clock goes before ours.
  return lagsMs.length === 0 ? undefined : Math.max(0, ...lagsMs) / 1000;
}
