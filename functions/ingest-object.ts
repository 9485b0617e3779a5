/** Objects in S3, told of by SQS. Failed messages are named one by one (ReportBatchItemFailures): the others are done. */
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { openAnnouncer, openIntake, openLedger, openObjects, openPacer, openQueue } from "../lib/adapters/open.ts";
import { afterIngest } from "../lib/after-ingest.ts";
import { processConfig } from "../lib/config.ts";
import { comeBackSooner } from "../lib/ingest/come-back.ts";
import { ingestMessages } from "../lib/ingest/messages.ts";
import { lagSecondsOf, totalsOf } from "../lib/ingest/report.ts";
import { emitDatasets, emitMetrics, logger, logReport } from "../lib/telemetry.ts";

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const config = await processConfig();
  const ports = {
    store: await openIntake(config),
    objects: await openObjects(config),
    pacer: await openPacer(config),
    bucket: (name: string) => openObjects(config, name),
    queue: await openQueue(config),
  };
  const settings = { ...config, remainingMs: () => context.getRemainingTimeInMillis() };
  const messages = event.Records.map(({ messageId, body, attributes }) => ({
    id: messageId,
    body,
    receiveCount: Number(attributes?.ApproximateReceiveCount ?? 1),
  }));

  const { reports, failures, missing, continued, postponed, buried } = await ingestMessages(messages, ports, settings);

  for (const report of reports) logReport(report);
  for (const object of missing) logger.warn("object is gone", { object });
  for (const rest of continued) logger.info("short of time: the rest of the object is handed on", rest);
  for (const given of buried) logger.error("given up: in quarantine", given);
  for (const { id, reason, error } of failures) logger.error("message failed", { messageId: id, reason, error });
  const failed = new Set(failures.map(({ id }) => id));
  const notHidden = await comeBackSooner(
    event.Records.filter(({ messageId }) => failed.has(messageId)),
    await openQueue(config),
  );
  if (notHidden) logger.warn("failed messages come again only after the visibility timeout", { error: notHidden });
  const after = { ledger: await openLedger(config), announcer: await openAnnouncer(config) };
  await afterIngest(reports, after, { nowMs: config.nowMs(), unfinished: failures.length > 0 });
  const handed = { continued: continued.length, postponed: postponed.length, poisoned: buried.length };
  const ingestLagSeconds = lagSecondsOf(reports, config.nowMs());
  emitMetrics("ingest-object", { ...totalsOf(reports), failed: failures.length, ...handed }, { ingestLagSeconds });
  emitDatasets(reports, config.datasets);
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}
