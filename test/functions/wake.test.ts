/** From a record that is posted to a mail, by the wake queue alone: nothing here runs by a schedule. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { APIGatewayProxyEventV2, Context, SQSEvent } from "aws-lambda";
import { expect, onTestFinished, test, vi } from "vitest";
import { handler as ingestHttp } from "../../functions/ingest-http.ts";
import { handler as ingestObject } from "../../functions/ingest-object.ts";
import { handler as scanErrors } from "../../functions/scan-errors.ts";
import { startPoller } from "../../infra/local/poller.ts";
import { openObjects, openWakeQueue } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { lastArrivalMs } from "../../lib/ingest/arrival-mark.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { startEmulator } from "../support/fauxqs.ts";

/** Only what the handlers read. */
const context = { getRemainingTimeInMillis: () => 55_000 } as Context;

async function stage(wakeQueueUrl: string) {
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("TOPIC_ARN", `mailbox:${folder}/mailbox`);
  vi.stubEnv("WAKE_QUEUE_URL", wakeQueueUrl);
  vi.stubEnv("INGEST_TOKENS", "t0ken");
  vi.stubEnv("SLUICE_NOW", "");
  const config = await processConfig();
  const scans: SQSEvent[] = [];
  const poller = startPoller({
    queue: await openWakeQueue(config),
    functionName: "scan-errors",
    handler: async (event, given) => {
      scans.push(event);
      await scanErrors(event, given);
      return undefined;
    },
    region: "us-east-1",
    concurrency: 1,
    onDeadLetter: async () => {},
    onFailure: (_, error) => {
      throw error;
    },
  });
  onTestFinished(() => poller.stop());
  const mails = () =>
    readdirSync(join(folder, "mailbox"))
      .filter((name) => name.endsWith(".eml"))
      .map((name) => readFileSync(join(folder, "mailbox", name), "utf8"));
  return { folder, mails, scans, objects: await openObjects(config) };
}

async function post(body: string): Promise<void> {
  // Only what the payload format 2.0 has and the handler reads.
  const event = {
    rawPath: "/ingest/app",
    headers: { authorization: "Bearer t0ken" },
    body,
    isBase64Encoded: false,
    requestContext: { requestId: Math.random().toString(), http: { method: "POST" } },
  } as unknown as APIGatewayProxyEventV2;
  expect(await ingestHttp(event, context)).toMatchObject({ statusCode: 200 });
}

const errorLine = (message: string) => JSON.stringify({ level: "error", service: "checkout", message });

test("an error that is posted is in a mail within 15 s, with those that came a little later", async () => {
  const { mails, scans, objects } = await stage(`memory:${crypto.randomUUID()}`);
  const postedMs = performance.now();
  await post(errorLine("the disk is full"));
  await delay(1_000);
  await post(errorLine("the disk is still full"));

  await expect.poll(() => mails().length, { timeout: 15_000, interval: 50 }).toBeGreaterThan(0);

  const tookMs = performance.now() - postedMs;
  expect(tookMs).toBeLessThan(15_000);
  expect(mails()[0]).toContain("X-Sluice-State: firing");
  expect(scans[0]?.Records[0]?.body).toContain('"sluice":"wake"');
  expect(await lastArrivalMs(objects)).toBeGreaterThan(Date.now() - 60_000);
});

test("an error in an object wakes the scan over the protocol of SQS", async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  vi.stubEnv("AWS_ENDPOINT_URL", emulator.endpointUrl);
  const { mails, objects } = await stage(await emulator.createQueue("wake", { fifoDelaySeconds: 1 }));
  await objects.put("logs/a.log", errorLine("the disk is full"));
  const s3 = { bucket: { name: "logs" }, object: { key: "logs/a.log" } };
  const body = JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", s3 }] });
  // Only what the handler reads.
  const event = { Records: [{ messageId: "m", body }] } as SQSEvent;

  expect(await ingestObject(event, context)).toEqual({ batchItemFailures: [] });

  await expect.poll(() => mails().length, { timeout: 15_000, interval: 50 }).toBe(1);
});

test("records without an error wake nobody, and a wake queue that is gone fails no delivery", async () => {
  const emulator = await startEmulator();
  vi.stubEnv("AWS_ENDPOINT_URL", emulator.endpointUrl);
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("INGEST_TOKENS", "t0ken");
  vi.stubEnv("SLUICE_NOW", "");
  const url = await emulator.createQueue("wake", { fifoDelaySeconds: 0 });
  vi.stubEnv("WAKE_QUEUE_URL", url);
  await post('{"level":"info","message":"all is well"}');
  expect(await (await openWakeQueue(await processConfig())).receive(1, 0)).toEqual([]);

  await emulator.stop();
  const startMs = performance.now();
  await post(errorLine("the disk is full"));
  expect(performance.now() - startMs).toBeLessThan(4_000);
});
