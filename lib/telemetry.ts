/**
 * The rim's voice: structured logs and EMF metrics, as CloudWatch reads them. Use cases return reports and know nothing of this.
 * What is not on AWS sets POWERTOOLS_LOG_LEVEL and POWERTOOLS_METRICS_DISABLED before it loads a function.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { DatasetRule } from "./config/dataset-rule.ts";
import type { IngestReport } from "./ingest/report.ts";
import { addUp, OTHER_DATASETS } from "./ledger/counts.ts";
import type { Uncounted } from "./ledger/ledger.ts";

/** Tells deployments of one account apart. */
const serviceName = process.env["POWERTOOLS_SERVICE_NAME"] || "sluice";

export const logger = new Logger({ serviceName });
const metrics = new Metrics({ namespace: "Sluice", serviceName });

/**
 * Emits counts as one EMF line: each name is a CloudWatch metric of namespace Sluice with the dimensions `service` and
 * `function`. Powertools forgets names and `function` with the line, so calls do not mix.
 */
export function emitCounts(functionName: string, counts: Readonly<Record<string, number>>): void {
  const entries = Object.entries(counts);
  if (entries.length === 0) return;
  metrics.addDimension("function", functionName);
  for (const [name, value] of entries) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}

/** A metric for each name and count costs 0.30 USD a month: names that records bring themselves must not make any. */
const MOST_DATASET_METRICS = 20;

/** The counts by dataset, with the dimensions `service` and `dataset`: the names of sluice.yml, and one for all others. */
export function emitDatasets(reports: readonly IngestReport[], rules: readonly DatasetRule[]): void {
  const names = new Set(rules.flatMap(({ name }) => name ?? []).slice(0, MOST_DATASET_METRICS));
  if (names.size === 0) return;
  const rows = reports.flatMap(({ datasets }) => datasets);
  const named = rows.map((row) => ({
    ...row,
    day: "",
    dataset: names.has(row.dataset) ? row.dataset : OTHER_DATASETS,
  }));
  for (const { dataset, received, indexed, duplicate, filtered, quarantined } of addUp(named, names.size + 1)) {
    metrics.addDimension("dataset", dataset);
    for (const [name, value] of Object.entries({ received, indexed, duplicate, filtered, quarantined })) {
      // A count that is always 0 costs nothing if it is never told.
      if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
    }
    metrics.publishStoredMetrics();
  }
}

/**
 * How often a function that is called very often writes into the ledger: each entry is a PUT, 5 USD a million. Should it be ended before
 * the next one, what it took since then is not in the ledger; it is in the store all the same.
 */
export const LEDGER_EVERY_MS = 10_000;
/** How long a function waits for that: what it took is durable, and its caller waits. */
export const MOST_LEDGER_MS = 2_000;

/** @param uncounted what the ledger did not take */
export function tellUncounted(uncounted: Uncounted | undefined): void {
  if (!uncounted) return;
  const { records, error } = uncounted;
  logger.error("taken, but not written into the ledger", { records, error });
  emitCounts("ledger", { uncounted: records });
}

/** What became of a delivery: worth a warning where records went to quarantine. */
export function logReport(report: IngestReport): void {
  if (report.quarantined > 0) logger.warn("ingested, some of it into quarantine", { report });
  else logger.info("ingested", { report });
}
