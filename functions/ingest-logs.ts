/** Log events of CloudWatch Logs, sent by a subscription filter. What is not durable throws: Lambda calls again with the same events. */
import type { CloudWatchLogsEvent, Context } from "aws-lambda";
import { openAnnouncer, openIntake, openLedger, openObjects, openPacer } from "../lib/adapters/open.ts";
import { afterIngest } from "../lib/after-ingest.ts";
import { processConfig } from "../lib/config.ts";
import { totalsOf } from "../lib/ingest/report.ts";
import { takeSubscription } from "../lib/ingest/spool/subscription.ts";
import { emitDatasets, emitMetrics, LEDGER_EVERY_MS, logger, logReport } from "../lib/telemetry.ts";

export async function handler(event: CloudWatchLogsEvent, context: Context): Promise<void> {
  const config = await processConfig();
  const ports = { store: await openIntake(config), objects: await openObjects(config), pacer: await openPacer(config) };
  const settings = { ...config, remainingMs: () => context.getRemainingTimeInMillis() };

  const { report, spooled } = await takeSubscription(event.awslogs.data, config.nowMs(), ports, settings);

  if (report) logReport(report);
  const reports = report ? [report] : [];
  const after = { ledger: await openLedger(config), announcer: await openAnnouncer(config) };
  const unfinished = spooled !== undefined;
  await afterIngest(reports, after, { nowMs: config.nowMs(), unfinished, ledgerEveryMs: LEDGER_EVERY_MS });
  emitDatasets(reports, config.datasets);
  if (spooled) logger.warn("spooled: the store does not take it now", { object: spooled.key, error: spooled.error });
  emitMetrics("ingest-logs", { ...(report && totalsOf([report])), ...(spooled && { spooled: 1 }) });
}
