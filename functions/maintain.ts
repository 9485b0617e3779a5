/** Runs each hour: prepares the next day's index and removes what is past its retention. */
import { openObjects, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { type MaintainReport, maintain } from "../lib/maintain/run.ts";
import { emitCounts, logger } from "../lib/telemetry.ts";

export async function handler(): Promise<MaintainReport> {
  const config = await processConfig();
  const report = await maintain({
    store: await openStore(config),
    objects: await openObjects(config),
    settings: config,
    nowMs: config.nowMs(),
  });
  logger.info("maintained", { report });
  emitCounts("maintain", { dropped: report.dropped.length, quarantineRemoved: report.quarantineRemoved });
  return report;
}
