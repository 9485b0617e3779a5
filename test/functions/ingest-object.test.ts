import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Context, SQSEvent } from "aws-lambda";
import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../../functions/ingest-object.ts";
import { openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { capturedObject, expectedRecords } from "../support/captures.ts";
import { allDocuments, temporaryFolder } from "../support/embedded.ts";

let objects: string;

beforeEach(() => {
  const folder = temporaryFolder();
  objects = join(folder, "objects");
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${objects}`);
});

function put(key: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(join(objects, key)), { recursive: true });
  writeFileSync(join(objects, key), bytes);
}

const notification = (...keys: string[]) =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventName: "ObjectCreated:Put",
      eventTime: "2026-11-23T12:00:00.000Z",
      s3: { bucket: { name: "logs" }, object: { key } },
    })),
  });

async function receive(bodies: string[], remainingMs = 60_000): Promise<string[]> {
  // Only what a handler may read of the event and the context.
  const event = { Records: bodies.map((body, n) => ({ messageId: `m${n}`, body })) } as SQSEvent;
  const context = { getRemainingTimeInMillis: () => remainingMs } as Context;
  const { batchItemFailures } = await handler(event, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const stored = async () => (await allDocuments(await openStore(await processConfig()))).map(({ record }) => record);

test.each([["01-default-gzip-out_file"], ["02-gzip-json"]])(
  "Fluentd's object %s: each record once, exactly, also when told twice",
  async (name) => {
    const { key, keyInEvent, bytes } = capturedObject(name);
    put(key, bytes);
    expect(await receive([notification(keyInEvent), notification(keyInEvent)])).toEqual([]);
    const wanted = expectedRecords("app").map(({ epoch, level, message, service }) => [
      new Date(Number(epoch) * 1000).toISOString(),
      String(level).toLowerCase(),
      message,
      service,
    ]);
    const found = (await stored()).map((record) => [
      record["@timestamp"],
      record["log.level"],
      record.message,
      record["service.name"],
    ]);
    expect(found.sort()).toEqual(wanted.sort());
  },
);

test("out_file's tag is the dataset", async () => {
  const { key, keyInEvent, bytes } = capturedObject("01-default-gzip-out_file");
  put(key, bytes);
  await receive([notification(keyInEvent)]);
  expect(new Set((await stored()).map((record) => record["event.dataset"]))).toEqual(new Set(["app.json"]));
});

test("only the messages that failed are named, and what stands beside them is done", async () => {
  put("logs/a.log", '{"message":"a"}\n');
  put("logs/b.log", '{"message":"b"}\n');
  const bodies = [
    notification("logs/a.log"),
    "no notification",
    JSON.stringify({ Event: "s3:TestEvent" }),
    notification("logs/b.log"),
  ];
  expect(await receive(bodies)).toEqual(["m1"]);
  expect((await stored()).map((record) => record.message).sort()).toEqual(["a", "b"]);
});

test("events of CloudWatch Logs that ingest-logs could not take are taken, once", async () => {
  const logEvents = [{ id: "1", timestamp: 1795428000123, message: "from a log group" }];
  const envelope = { messageType: "DATA_MESSAGE", owner: "1", logGroup: "/ecs/cart", logStream: "s", logEvents };
  const data = gzipSync(JSON.stringify(envelope)).toString("base64");
  const body = JSON.stringify({ timestamp: "2026-11-23T10:00:02Z", requestPayload: { awslogs: { data } } });
  expect(await receive([body, body])).toEqual([]);
  expect(await stored()).toMatchObject([{ message: "from a log group", "@timestamp": "2026-11-23T10:00:00.123Z" }]);
});

test("what Sluice keeps for itself is not read as logs", async () => {
  put("quarantine/2026-11-23/a.ndjson", '{"reason":"not JSON"}\n');
  expect(await receive([notification("quarantine/2026-11-23/a.ndjson")])).toEqual([]);
  expect(await stored()).toEqual([]);
});

test("an object that is gone does not come again for ever", async () => {
  expect(await receive([notification("logs/gone.log")])).toEqual([]);
});

test("with too little time left nothing is begun, and everything comes again", async () => {
  put("logs/a.log", '{"message":"a"}\n');
  expect(await receive([notification("logs/a.log"), notification("logs/a.log")], 1_000)).toEqual(["m0", "m1"]);
  expect(await stored()).toEqual([]);
});

test("a store that is down fails all messages without trying each", async () => {
  vi.stubEnv("STORE_URL", "http://127.0.0.1:9");
  put("logs/a.log", '{"message":"a"}\n');
  expect(await receive([notification("logs/a.log"), notification("logs/a.log"), notification("logs/a.log")])).toEqual([
    "m0",
    "m1",
    "m2",
  ]);
});

test("a record without a time takes the event's, so that a redelivery finds its twin", async () => {
  put("logs/a.log", '{"message":"a"}\n');
  await receive([notification("logs/a.log")]);
  expect(await stored()).toMatchObject([{ "@timestamp": "2026-11-23T12:00:00.000Z" }]);
});
