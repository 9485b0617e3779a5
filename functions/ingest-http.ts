/** Logs posted to the HTTP API (payload format 2.0). */
import { setTimeout as sleep } from "node:timers/promises";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { openAnnouncer, openIntake, openLedger, openObjects, openPacer, openTokens } from "../lib/adapters/open.ts";
import { afterIngest } from "../lib/after-ingest.ts";
import { processConfig } from "../lib/config.ts";
import { SluiceError } from "../lib/errors.ts";
import { answer, mangled, unavailable } from "../lib/ingest/http/answer.ts";
import type { HttpOutcome } from "../lib/ingest/http/request.ts";
import { type IngestReport, totalsOf } from "../lib/ingest/report.ts";
import { emitDatasets, emitMetrics, LEDGER_EVERY_MS, logger, logReport } from "../lib/telemetry.ts";

/** Time to say that there is none left. */
const LAST_WORD_MS = 2_000;

/** A function that fails or runs out of time is a 500 to the shipper, and Fluentd drops its chunk: both become 503 here. */
export async function handler(
  event: APIGatewayProxyEventV2,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  const answered = new AbortController();
  const remainingMs = () => context.getRemainingTimeInMillis() - LAST_WORD_MS;
  const { response, report, spooled, error } = await Promise.race([
    take(event, remainingMs).catch(unavailable),
    outOfTime(remainingMs(), answered.signal),
  ]);
  answered.abort();

  if (report) logReport(report);
  if (spooled !== undefined) logger.warn("spooled: the store does not take it now", { object: spooled, error });
  else if (error !== undefined) logger.error("not taken", { error });
  if (report || spooled !== undefined) {
    await tell(report ? [report] : [], spooled !== undefined, context.getRemainingTimeInMillis() - LAST_WORD_MS / 2);
  }
  emitMetrics("ingest-http", { ...(report && totalsOf([report])), ...(spooled !== undefined && { spooled: 1 }) });
  const { status: statusCode, headers, body } = response;
  if (typeof body === "string") return { statusCode, headers, body };
  return { statusCode, headers, body: Buffer.from(body).toString("base64"), isBase64Encoded: true };
}

async function take(event: APIGatewayProxyEventV2, remainingMs: () => number): Promise<HttpOutcome> {
  const config = await processConfig();
  const ports = {
    store: await openIntake(config),
    objects: await openObjects(config),
    pacer: await openPacer(config),
  };
  const settings = { ...config, tokens: await openTokens(config) };
  if (isMangled(event)) return mangled();
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  // A body in base64 is larger than the body: it need not be held beside it until the answer is there.
  delete event.body;
  const { requestId, http } = event.requestContext;
  const request = {
    method: http.method,
    path: event.rawPath,
    headers: event.headers,
    body,
    requestId,
    receivedMs: config.nowMs(),
  };
  return answer(request, ports, settings, remainingMs);
}

/** The records are durable: whatever becomes of their count and of the word to the scan, the shipper gets its answer. */
async function tell(reports: readonly IngestReport[], unfinished: boolean, withinMs: number): Promise<void> {
  const config = await processConfig();
  const after = { ledger: await openLedger(config), announcer: await openAnnouncer(config) };
  const nowMs = config.nowMs();
  await afterIngest(reports, after, { nowMs, unfinished, withinMs, ledgerEveryMs: LEDGER_EVERY_MS });
  emitDatasets(reports, config.datasets);
}

/**
 * The HTTP API hands bodies that it takes for text (`application/json` among them) over as text: compressed bytes do not survive that. Such
 * a body is beyond repair.
 */
function isMangled({ isBase64Encoded, headers, body }: APIGatewayProxyEventV2): boolean {
  if (isBase64Encoded || !body) return false;
  const coding = headers["content-encoding"] ?? "identity";
  return coding.toLowerCase() !== "identity" || body.startsWith("\u001f\ufffd");
}

async function outOfTime(waitMs: number, signal: AbortSignal): Promise<HttpOutcome> {
  // An aborted wait is nobody's loss: the race is over.
  await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {});
  return unavailable(new SluiceError("unavailable", "Store and spool took longer than the function may run"));
}
