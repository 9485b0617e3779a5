/**
 * A process that runs one of the handlers as AWS runs it, and may be killed at any moment: `worker.ts object LIMIT-MS` polls the queue,
 * `worker.ts http LIMIT-MS PORT` is the gateway. Says on standard output what it does, among the handlers' own logs.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { handler as ingestHttp } from "../../functions/ingest-http.ts";
import { handler as ingestObject } from "../../functions/ingest-object.ts";
import { createGateway } from "../../infra/local/gateway.ts";
import { lambdaContext } from "../../infra/local/lambda.ts";
import { openQueue } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import type { QueueMessage } from "../../lib/ports.ts";

const [role, limit = "", port = ""] = process.argv.slice(2);
const limitMs = Number(limit);

/** What only the messages say by which a function hands on the rest of an object. */
const CONTINUATION = '"sluice":"continuation"';

/** Of what a worker says beside the handlers' logs. */
function say(what: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ worker: what }));
}

function contextOf(functionName: string): Context {
  const startedMs = performance.now();
  const getRemainingTimeInMillis = () => limitMs - (performance.now() - startedMs);
  return { ...lambdaContext(functionName), getRemainingTimeInMillis };
}

async function pollQueue(): Promise<void> {
  const queue = await openQueue(await processConfig());
  say({ ready: true });
  for (;;) {
    try {
      const messages = await queue.receive(10, 20_000);
      if (messages.length === 0) continue;
      say({
        again: messages.filter(({ receiveCount }) => receiveCount > 1).length,
        continued: messages.filter(({ body }) => body.includes(CONTINUATION)).length,
      });
      const { batchItemFailures } = await invoke(messages);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      await queue.delete(messages.filter(({ id }) => !failed.has(id)).map(({ receipt }) => receipt));
      // AWS polls less often while a function fails.
      if (failed.size > 0) await sleep(500);
    } catch (error) {
      say({ failed: String(error) });
      await sleep(500);
    }
  }
}

async function invoke(messages: readonly QueueMessage[]): Promise<SQSBatchResponse> {
  // The platform ends a function that takes longer, and with it all that it holds.
  const deadline = setTimeout(() => {
    say({ timedOut: true });
    process.exit(1);
  }, limitMs);
  try {
    const event: SQSEvent = { Records: messages.map(recordOf) };
    return await ingestObject(event, contextOf("ingest-object"));
  } finally {
    clearTimeout(deadline);
  }
}

function recordOf({ id, receipt, body, receiveCount, sentMs }: QueueMessage): SQSRecord {
  return {
    messageId: id,
    receiptHandle: receipt,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentMs),
      SenderId: "chaos",
      ApproximateFirstReceiveTimestamp: String(sentMs),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:chaos",
    awsRegion: "us-east-1",
  };
}

async function serveHttp(): Promise<void> {
  await createGateway({
    routes: [
      {
        paths: ["*"],
        functionName: "ingest-http",
        handler: (event) => ingestHttp(event, contextOf("ingest-http")),
      },
    ],
    host: "127.0.0.1",
    port: Number(port),
    onFailure: (_, error) => say({ failed: String(error) }),
  });
  say({ ready: true });
}

// Whoever started it holds the other end: it does not outlive that one.
process.on("disconnect", () => process.exit(0));
await (role === "http" ? serveHttp() : pollQueue());
