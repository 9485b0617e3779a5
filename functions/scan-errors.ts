/** Runs each minute: counts new errors, moves the alerts on, and mails what people must hear of. */
import { openNotifier, openObjects, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { type ScanReport, scan } from "../lib/scan/run.ts";
import { emitMetrics, logger } from "../lib/telemetry.ts";

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
  const { newErrors, fired, resolved, firing, mails, failures, failedRules, toMs } = report;
  if (failures.length + failedRules.length > 0) logger.error("scanned, not all of it", { report });
  else logger.info("scanned", { report });
  emitMetrics(
    "scan-errors",
    { newErrors, fired, resolved, mailsSent: mails, mailsFailed: failures.length, rulesFailed: failedRules.length },
    { firing, scanAgeSeconds: Math.max(0, config.nowMs() - toMs) / 1000 },
  );
  return report;
}
