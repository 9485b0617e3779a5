/** Objects in S3, told of by SQS. Failed messages are named one by one (ReportBatchItemFailures): the others are done. */
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { openLedger, openObjects, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { ingestMessages } from "../lib/ingest/messages.ts";
import { totalsOf } from "../lib/ingest/report.ts";
import { emitCounts, emitDatasets, logger, logReport, tellUncounted } from "../lib/telemetry.ts";

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const config = await processConfig();
  const ports = {
    store: await openStore(config),
    objects: await openObjects(config),
    bucket: (name: string) => openObjects(config, name),
  };
  const settings = { ...config, remainingMs: () => context.getRemainingTimeInMillis() };
  const messages = event.Records.map(({ messageId, body }) => ({ id: messageId, body }));

  const { reports, failures, missing } = await ingestMessages(messages, ports, settings);

  for (const report of reports) logReport(report);
  for (const object of missing) logger.warn("object is gone", { object });
  for (const { id, reason, error } of failures) logger.error("message failed", { messageId: id, reason, error });
  tellUncounted(await (await openLedger(config)).record(reports, { nowMs: config.nowMs() }));
  emitCounts("ingest-object", { ...totalsOf(reports), failed: failures.length });
  emitDatasets(reports, config.datasets);
  return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id })) };
}
