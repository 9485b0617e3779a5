/**
 * The rim's voice: structured logs and EMF metrics, as CloudWatch reads them. Use cases return reports and know nothing of this.
 * What is not on AWS sets POWERTOOLS_LOG_LEVEL and POWERTOOLS_METRICS_DISABLED before it loads a function.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { DatasetRule } from "./config/dataset-rule.ts";
import type { Unannounced } from "./ingest/announce.ts";
import { type IngestReport, STORE_REFUSED } from "./ingest/report.ts";
import { addUp, OTHER_DATASETS } from "./ledger/counts.ts";
import type { Uncounted } from "./ledger/ledger.ts";

/** Tells deployments of one account apart. */
const serviceName = process.env["POWERTOOLS_SERVICE_NAME"] || "sluice";

export const logger = new Logger({ serviceName });
const metrics = new Metrics({ namespace: "Sluice", serviceName });

/**
 * All that is ever told; docs/operations.md says what each means. A name costs up to 0.30 USD a month for each function that tells it:
 * nothing that records bring may make one.
 */
export const COUNTS = [
  "received",
  "indexed",
  "duplicate",
  "filtered",
  "quarantined",
  "refused",
  "errors",
  "failed",
  "continued",
  "postponed",
  "poisoned",
  "spooled",
  "uncounted",
  "newErrors",
  "fired",
  "resolved",
  "mailsSent",
  "mailsFailed",
  "rulesFailed",
  "wakes",
  "wakesFailed",
  "marksFailed",
  "minutes",
  "anomalies",
  "points",
  "pointsFailed",
  "leftOut",
  "dropped",
  "quarantineRemoved",
  "ledgerEntries",
  "twins",
] as const;
/** How things stand: 0 is news too. Seconds where the name says so, else a count. */
export const GAUGES = [
  "ingestLagSeconds",
  "scanAgeSeconds",
  "firing",
  "missing",
  "series",
  "unusual",
  "monthRecords",
  "worseThanNaive",
  "maseMedian",
  "maseWorst",
  "coverageMedian",
  "coverageWorst",
] as const;
/** Of no unit. */
const RATIOS: ReadonlySet<string> = new Set(["maseMedian", "maseWorst", "coverageMedian", "coverageWorst"]);

type Numbers<Names extends readonly string[]> = Readonly<Partial<Record<Names[number], number | undefined>>>;

/**
 * Emits one EMF line: each name is a CloudWatch metric of namespace Sluice with the dimensions `service` and `function`. A count of 0 is
 * left out: it adds nothing to a sum, and hours in which a metric is not told cost nothing. Powertools forgets names and `function`
 * with the line, so calls do not mix.
 */
export function emitMetrics(
  functionName: string,
  counts: Numbers<typeof COUNTS>,
  gauges: Numbers<typeof GAUGES> = {},
): void {
  const told = [...Object.entries(counts).filter(([, value]) => value !== 0), ...Object.entries(gauges)];
  const entries = told.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  if (entries.length === 0) return;
  metrics.addDimension("function", functionName);
  for (const { name, value } of entries) {
    metrics.addMetric(name, unitOf(name), value);
  }
  metrics.publishStoredMetrics();
}

function unitOf(name: string): (typeof MetricUnit)[keyof typeof MetricUnit] {
  if (name.endsWith("Seconds")) return MetricUnit.Seconds;
  return RATIOS.has(name) ? MetricUnit.NoUnit : MetricUnit.Count;
}

/** Each has up to five metrics of its own. */
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

/** @param uncounted what the ledger did not take */
export function tellUncounted(uncounted: Uncounted | undefined): void {
  if (!uncounted) return;
  const { records, error } = uncounted;
  logger.error("taken, but not written into the ledger", { records, error });
  emitMetrics("ledger", { uncounted: records });
}

/** @param unannounced what the scan could not be told: it then looks at the next minute */
export function tellUnannounced({ wake, mark }: Unannounced): void {
  if (wake !== undefined) {
    logger.error("errors were taken, but the scan could not be woken", { error: wake });
    emitMetrics("announce", { wakesFailed: 1 });
  }
  if (mark !== undefined) {
    logger.error("taken, but the mark of arrivals could not be written", { error: mark });
    emitMetrics("announce", { marksFailed: 1 });
  }
}

/**
 * What became of a delivery: worth a warning where records went to quarantine. What the store refused is told of the store, whichever way
 * it came in.
 */
export function logReport(report: IngestReport): void {
  emitMetrics("store", { refused: report.reasons[STORE_REFUSED] });
  if (report.quarantined > 0) logger.warn("ingested, some of it into quarantine", { report });
  else logger.info("ingested", { report });
}
