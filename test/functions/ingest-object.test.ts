import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Context, SQSEvent } from "aws-lambda";
import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../../functions/ingest-object.ts";
import { openObjects, openQueue, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { replay } from "../../lib/quarantine/replay.ts";
import { startAnswering } from "../support/answering.ts";
import { capturedObject, expectedRecords } from "../support/captures.ts";
import { allDocuments, quarantined, temporaryFolder } from "../support/embedded.ts";

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

/** @param looks how often the function may look at its clock before it is short of time */
async function receive(
  bodies: string[],
  { looks = Number.POSITIVE_INFINITY, receiveCount = 1, totalMs = 60_000 } = {},
) {
  const attributes = { ApproximateReceiveCount: String(receiveCount) };
  let left = looks;
  // Only what a handler may read of the event and the context.
  const event = { Records: bodies.map((body, n) => ({ messageId: `m${n}`, body, attributes })) } as SQSEvent;
  const context = { getRemainingTimeInMillis: () => (left-- > 0 ? totalMs : totalMs / 4) } as Context;
  const { batchItemFailures } = await handler(event, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** What lies in the queue, taken out of it. */
async function queued(): Promise<string[]> {
  const queue = await openQueue(await processConfig());
  const messages = await queue.receive(10, 0);
  await queue.delete(messages.map(({ receipt }) => receipt));
  return messages.map(({ body }) => body);
}

const kept = async () => quarantined(await openObjects(await processConfig()));

const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => `{"message":"order ${n} paid","time":"2026-11-23 10:00:00"}\n`).join("");

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

test("messages that nobody understands are quarantined as they are, and what stands beside them is done", async () => {
  put("logs/a.log", '{"message":"a"}\n');
  put("logs/b.log", '{"message":"b"}\n');
  const bodies = [
    notification("logs/a.log"),
    "no notification",
    JSON.stringify({ Event: "s3:TestEvent" }),
    notification("logs/b.log"),
  ];
  expect(await receive(bodies)).toEqual([]);
  expect(await kept()).toMatchObject([
    { raw: "no notification", reason: "unreadable message: the message is no JSON object" },
  ]);
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

test("an object that takes longer than the function may run is gone on with, and is there once", async () => {
  put("logs/long.log.gz", gzipSync(lines(20_000)));
  let bodies = [notification("logs/long.log.gz")];
  let invocations = 0;
  for (; bodies.length > 0; invocations++) {
    expect(await receive(bodies, { looks: 5 + invocations * 7 })).toEqual([]);
    bodies = await queued();
  }
  expect(invocations).toBeGreaterThan(2);
  const documents = await stored();
  expect(documents.map((record) => record["log.offset"]).sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 20_000 }, (_, n) => n),
  );
  expect(new Set(documents.map(({ message }) => message)).size).toBe(20_000);
  await receive([notification("logs/long.log.gz")]);
  expect(await stored()).toHaveLength(20_000);
});

test("an object that was overwritten meanwhile is taken from its begin", async () => {
  put("logs/long.log", lines(4_000));
  await receive([notification("logs/long.log")], { looks: 4 });
  const [rest = ""] = await queued();
  expect(rest).toContain("continuation");
  put("logs/long.log", '{"message":"another"}\n');
  expect(await receive([rest])).toEqual([]);
  expect((await stored()).map(({ message }) => message)).toContain("another");
});

test("one whose rest is gone is no failure", async () => {
  put("logs/long.log", lines(4_000));
  await receive([notification("logs/long.log")], { looks: 4 });
  const bodies = await queued();
  vi.stubEnv("OBJECTS_URL", `folder:${temporaryFolder()}`);
  expect(bodies).toHaveLength(1);
  expect(await receive(bodies)).toEqual([]);
});

test("the way to the mark that takes all of the function's time is no endless loop: the object is given up, and a replay has the rest", async () => {
  put("logs/long.log", lines(20_000));
  await receive([notification("logs/long.log")], { looks: 12 });
  const [rest = ""] = await queued();
  for (const receiveCount of [1, 2]) expect(await receive([rest], { looks: 3, receiveCount })).toEqual(["m0"]);
  expect(await receive([rest], { looks: 3, receiveCount: 3 })).toEqual([]);
  expect(await queued()).toEqual([]);
  const [entry] = await kept();
  expect(entry?.reason).toMatch(/^poison: too long for the function: .* \(3 times\); an object of \d+ bytes$/);
  const config = await processConfig();
  const ports = { store: await openStore(config), objects: await openObjects(config) };
  const open = async (origin: string) => (await ports.objects.get(origin.slice("folder:/".length)))?.body;
  expect(await replay({ ...ports, open }, config, {})).toMatchObject({ entries: 1, replayed: 1, remaining: 0 });
  expect(await stored()).toHaveLength(20_000);
  expect(await kept()).toEqual([]);
});

test("what there is no time for is sent anew; what failed before comes again and keeps its count", async () => {
  for (const name of ["a", "b", "c"]) put(`logs/${name}.log`, `{"message":"${name}"}\n`);
  const bodies = ["a", "b", "c"].map((name) => notification(`logs/${name}.log`));
  expect(await receive(bodies, { looks: 2 })).toEqual([]);
  expect((await stored()).map(({ message }) => message)).toEqual(["a"]);
  const again = await queued();
  expect(again.toSorted()).toEqual(bodies.slice(1));
  expect(await receive(again, { looks: 2, receiveCount: 2 })).toEqual(["m1"]);
  expect(await queued()).toEqual([]);
});

test("a store that hangs until the function's end fails the message, and is no fault of the object, however often", async () => {
  const { endpointUrl } = await startAnswering(() => {});
  vi.stubEnv("STORE_URL", endpointUrl);
  put("logs/a.log", '{"message":"a"}\n');
  for (let receiveCount = 1; receiveCount < 6; receiveCount++) {
    expect(await receive([notification("logs/a.log")], { receiveCount, totalMs: 400 })).toEqual(["m0"]);
  }
  expect(await kept()).toEqual([]);
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
