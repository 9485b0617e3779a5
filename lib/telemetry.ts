/** The rim's voice: structured logs and EMF metrics, as CloudWatch reads them. Use cases return reports and know nothing of this. */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

export const logger = new Logger({ serviceName: "sluice" });
const metrics = new Metrics({ namespace: "Sluice", serviceName: "sluice" });

/** Emits counts as one EMF line: each name is a CloudWatch metric of namespace Sluice with the dimension `function`. */
export function emitCounts(functionName: string, counts: Readonly<Record<string, number>>): void {
  metrics.addDimension("function", functionName);
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
