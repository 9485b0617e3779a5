/** Runs each minute: smooths the rate of records. */
import { openObjects, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { type ForecastReport, forecast } from "../lib/forecast/run.ts";
import { emitMetrics, logger } from "../lib/telemetry.ts";

export async function handler(): Promise<ForecastReport> {
  const config = await processConfig();
  const report = await forecast({
    store: await openStore(config),
    objects: await openObjects(config),
    settings: config,
    nowMs: config.nowMs(),
  });
  logger.info("forecast", { report });
  emitMetrics("forecast", { minutes: report.minutes, anomalies: report.anomalies });
  return report;
}
