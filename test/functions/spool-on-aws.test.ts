/** The spool's way over the protocols of S3 and SQS: what is posted while the store is down, until it is indexed. */
import type { APIGatewayProxyEventV2, Context, SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { handler as ingestHttp } from "../../functions/ingest-http.ts";
import { handler as ingestObject } from "../../functions/ingest-object.ts";
import { createSpoolAnnouncer } from "../../infra/local/spool-announcer.ts";
import { openMemoryQueue } from "../../lib/adapters/memory/queue.ts";
import { openObjects, openQueue, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { readQueueBody } from "../../lib/ingest/s3-event.ts";
import type { QueueMessage } from "../../lib/ports.ts";
import { allDocuments, temporaryFolder } from "../support/embedded.ts";
import { type Emulator, startEmulator } from "../support/fauxqs.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

/** Only what the handlers read. */
const context = { getRemainingTimeInMillis: () => 300_000 } as Context;

async function invoke({ id, receipt, body, receiveCount }: QueueMessage): Promise<number> {
  const attributes = { ApproximateReceiveCount: String(receiveCount) };
  // Only what the handler reads.
  const event = { Records: [{ messageId: id, receiptHandle: receipt, body, attributes }] } as SQSEvent;
  return (await ingestObject(event, context)).batchItemFailures.length;
}

test("a message that failed comes back in seconds, not after the half hour that the queue hides it", async () => {
  const folder = temporaryFolder();
  await emulator.createBucket("sluice");
  vi.stubEnv("AWS_ENDPOINT_URL", emulator.endpointUrl);
  vi.stubEnv("OBJECTS_URL", "s3://sluice/prod");
  vi.stubEnv("QUEUE_URL", await emulator.createQueue("sluice", { visibilityTimeoutSeconds: 1_800 }));
  vi.stubEnv("INGEST_TOKENS", "t0ken");
  vi.stubEnv("STORE_URL", "http://127.0.0.1:9");
  const config = await processConfig();
  const objects = await openObjects(config);
  const queue = await openQueue(config);
  const spooled = () => Array.fromAsync(objects.list("spool/"));

  // Only what the payload format 2.0 has and the handler reads.
  const request = {
    rawPath: "/ingest/app",
    headers: { authorization: "Bearer t0ken" },
    body: '{"message":"a"}\n{"message":"b"}\n',
    isBase64Encoded: false,
    requestContext: { requestId: "r", http: { method: "POST" } },
  } as unknown as APIGatewayProxyEventV2;
  expect(await ingestHttp(request, context)).toMatchObject({ statusCode: 200 });
  const [object] = await spooled();
  // As S3 sends it: with the whole key.
  const s3 = { bucket: { name: "sluice" }, object: { key: `prod/${object?.key}` } };
  await queue.send(JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", s3 }] }));

  const [first] = await queue.receive(1, 10_000);
  if (!first) throw new Error("the message is lost");
  expect(await invoke(first)).toBe(1);
  expect(await spooled()).toHaveLength(1);

  const [again] = await queue.receive(1, 20_000);
  if (!again) throw new Error("the message did not come back");
  expect(again).toMatchObject({ id: first.id, receiveCount: 2 });
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  expect(await invoke(again)).toBe(0);
  const stored = await allDocuments(await openStore(await processConfig()));
  expect(stored.map(({ record }) => record.message)).toEqual(["a", "b"]);
  expect(await spooled()).toEqual([]);
}, 60_000);

test("where the bucket cannot tell the queue of one machine, its spool is looked through: each object is announced once", async () => {
  await emulator.createBucket("laptop");
  vi.stubEnv("AWS_ENDPOINT_URL", emulator.endpointUrl);
  vi.stubEnv("OBJECTS_URL", "s3://laptop/prod");
  vi.stubEnv("QUEUE_URL", "memory:");
  const config = await processConfig();
  const objects = await openObjects(config);
  const queue = openMemoryQueue();
  const announce = createSpoolAnnouncer(objects, queue, "us-east-1");
  const announced = async () =>
    (await queue.receive(10, 0)).flatMap(({ body }) => {
      const asked = readQueueBody(body);
      return asked.kind === "objects" ? asked.objects.map(({ bucket, key }) => `${bucket}/${key}`) : [asked.kind];
    });

  await objects.put("spool/2026-11-23/a b", "{}");
  await objects.put("logs/a", "{}");
  await announce();
  await announce();
  expect(await announced()).toEqual(["laptop/prod/spool/2026-11-23/a b"]);
  await objects.put("spool/2026-11-23/c", "{}");
  await announce();
  expect(await announced()).toEqual(["laptop/prod/spool/2026-11-23/c"]);
});
