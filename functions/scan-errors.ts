/** Runs each minute: counts new errors, moves the alerts on, and mails what people must hear of. */
import { openNotifier, openObjects, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { type ScanReport, scan } from "../lib/scan/run.ts";
import { emitCounts, logger } from "../lib/telemetry.ts";

export async function handler(): Promise<ScanReport> {
  const config = await processConfig();
  const report = await scan({
    store: await openStore(config),
    objects: await openObjects(config),
    notifierOf: () => openNotifier(config),
    settings: config,
    nowMs: config.nowMs(),
    pageUrl: config.page.url,
  });
  logger.info("scanned", { report });
  const { newErrors, fired, resolved, firing, mails } = report;
  emitCounts("scan-errors", { newErrors, fired, resolved, firing, mails });
  return report;
}
