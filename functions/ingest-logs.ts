/** Log events of CloudWatch Logs, sent by a subscription filter. What is not durable throws: Lambda calls again with the same events. */
import type { CloudWatchLogsEvent, Context } from "aws-lambda";
import { openAnnouncer, openLedger, openObjects, openPacer, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { totalsOf } from "../lib/ingest/report.ts";
import { takeSubscription } from "../lib/ingest/spool/subscription.ts";
import {
  emitDatasets,
  emitMetrics,
  LEDGER_EVERY_MS,
  logger,
  logReport,
  MOST_LEDGER_MS,
  tellUnannounced,
  tellUncounted,
} from "../lib/telemetry.ts";

export async function handler(event: CloudWatchLogsEvent, context: Context): Promise<void> {
  const config = await processConfig();
  const ports = { store: await openStore(config), objects: await openObjects(config), pacer: await openPacer(config) };
  const settings = { ...config, remainingMs: () => context.getRemainingTimeInMillis() };

  const { report, spooled } = await takeSubscription(event.awslogs.data, config.nowMs(), ports, settings);

  if (report) {
    logReport(report);
    const nowMs = config.nowMs();
    const [ledger, announcer] = [await openLedger(config), await openAnnouncer(config)];
    const [uncounted, unannounced] = await Promise.all([
      ledger.record([report], { nowMs, everyMs: LEDGER_EVERY_MS, withinMs: MOST_LEDGER_MS }),
      announcer.announce([report], nowMs),
    ]);
    tellUncounted(uncounted);
    tellUnannounced(unannounced);
    emitDatasets([report], config.datasets);
  }
  if (spooled) logger.warn("spooled: the store does not take it now", { object: spooled.key, error: spooled.error });
  emitMetrics("ingest-logs", { ...(report && totalsOf([report])), ...(spooled && { spooled: 1 }) });
}
