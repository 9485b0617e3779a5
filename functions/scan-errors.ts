/**
 * Counts new errors, moves the alerts on, and mails what people must hear of: when errors were stored, as wake messages tell, and each
 * minute whatever is told.
 */
import type { Context, ScheduledEvent, SQSEvent } from "aws-lambda";
import { openNotifier, openObjects, openStore, openWakeQueue } from "../lib/adapters/open.ts";
import { type Config, processConfig } from "../lib/config.ts";
import { readWake } from "../lib/ingest/wake.ts";
import { type ScanReport, scan } from "../lib/scan/run.ts";
import { scanWoken } from "../lib/scan/woken.ts";
import { emitMetrics, logger } from "../lib/telemetry.ts";

/** Time to say that there is none left. */
const LAST_WORD_MS = 3_000;

/** @returns undefined if messages asked for a scan and it failed: it is asked for again */
export async function handler(
  event: ScheduledEvent | SQSEvent,
  context: Context,
): Promise<(ScanReport & { woken: boolean }) | undefined> {
  const config = await processConfig();
  const woken = "Records" in event;
  const report = woken ? await runWoken(event, context, config) : await run(config, woken);
  if (!report) return undefined;
  const { newErrors, uncounted, fired, resolved, firing, mails, failures, failedRules, toMs } = report;
  if (uncounted + failures.length + failedRules.length > 0) logger.error("scanned, not all of it", { report, woken });
  else logger.info("scanned", { report, woken });
  for (const { route, reason } of report.missed) logger.warn("not everybody got the mail", { route, reason });
  emitMetrics(
    "scan-errors",
    { newErrors, fired, resolved, mailsSent: mails, mailsFailed: failures.length, rulesFailed: failedRules.length },
    { firing, scanAgeSeconds: Math.max(0, config.nowMs() - toMs) / 1000 },
  );
  return { ...report, woken };
}

async function run(config: Config, isWoken: boolean): Promise<ScanReport> {
  return scan({
    store: await openStore(config),
    objects: await openObjects(config),
    notifierOf: (route) => openNotifier(config, route),
    settings: config,
    nowMs: config.nowMs(),
    isWoken,
    places: { pageUrl: config.page.url, dashboardsUrl: config.page.dashboardsUrl },
  });
}

/** However many messages came, one scan sees what all of them tell of. */
async function runWoken({ Records }: SQSEvent, context: Context, config: Config): Promise<ScanReport | undefined> {
  const [wake] = Records.flatMap(({ body }) => readWake(body) ?? []).sort((a, b) => a.misses - b.misses);
  if (!wake) {
    logger.warn("the wake queue holds what is no wake message", { bodies: Records.map(({ body }) => body) });
    return undefined;
  }
  const { report, errors } = await scanWoken(wake, () => run(config, true), {
    store: await openStore(config),
    wakeQueue: await openWakeQueue(config),
    withinMs: context.getRemainingTimeInMillis() - LAST_WORD_MS,
    nowMs: Date.now,
  });
  for (const error of errors) logger.error("a scan that was asked for failed", { error });
  emitMetrics("scan-errors", { wakes: Records.length, failed: errors.length });
  return report;
}
