/**
 * The rim's voice: structured logs and EMF metrics, as CloudWatch reads them. Use cases return reports and know nothing of this.
 * What is not on AWS sets POWERTOOLS_LOG_LEVEL and POWERTOOLS_METRICS_DISABLED before it loads a function.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { IngestReport } from "./ingest/report.ts";

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

/** What became of a delivery: worth a warning where records went to quarantine. */
export function logReport(report: IngestReport): void {
  if (report.quarantined > 0) logger.warn("ingested, some of it into quarantine", { report });
  else logger.info("ingested", { report });
}
