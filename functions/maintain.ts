/** Runs each hour: prepares the next day's index, removes what is past its retention, and keeps the ledger. */
import { ledgerKeysOf, openObjects, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { type MaintainReport, maintain } from "../lib/maintain/run.ts";
import { emitMetrics, logger } from "../lib/telemetry.ts";

/** Of the 300 s that it has; the rest of the ledger waits an hour. */
const LEDGER_MS = 120_000;

export async function handler(): Promise<MaintainReport> {
  const config = await processConfig();
  const ledgerUntilMs = performance.now() + LEDGER_MS;
  const report = await maintain({
    store: await openStore(config),
    objects: await openObjects(config),
    settings: config,
    nowMs: config.nowMs(),
    ledger: ledgerKeysOf(config),
    hasTime: () => performance.now() < ledgerUntilMs,
  });
  const { entries, twins, missing } = report.ledger;
  if (missing > 0) logger.error("records are missing in the store: sluice doctor tells which", { missing });
  logger.info("maintained", { report });
  const { dropped, quarantineRemoved } = report;
  emitMetrics("maintain", { dropped: dropped.length, quarantineRemoved, ledgerEntries: entries, twins }, { missing });
  return report;
}
