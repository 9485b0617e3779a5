/** Log events of CloudWatch Logs, sent by a subscription filter. What is not taken throws: Lambda calls again with the same events. */
import type { CloudWatchLogsEvent, Context } from "aws-lambda";
import { openLedger, openObjects, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { ingestSubscription } from "../lib/ingest/cloudwatch.ts";
import { totalsOf } from "../lib/ingest/report.ts";
import { emitCounts, emitDatasets, LEDGER_EVERY_MS, logger, tellUncounted } from "../lib/telemetry.ts";

export async function handler(event: CloudWatchLogsEvent, _context: Context): Promise<void> {
  const config = await processConfig();
  const ports = { store: await openStore(config), objects: await openObjects(config) };
  const report = await ingestSubscription(event.awslogs.data, config.nowMs(), ports, config);
  if (!report) return;
  logger.info("ingested", { report });
  const ledger = await openLedger(config);
  tellUncounted(await ledger.record([report], { nowMs: config.nowMs(), everyMs: LEDGER_EVERY_MS }));
  emitCounts("ingest-logs", totalsOf([report]));
  emitDatasets([report], config.datasets);
}
