import { gzipSync } from "node:zlib";
import type { Context } from "aws-lambda";
import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../../functions/ingest-logs.ts";
import { openObjects, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { allDocuments, quarantined, temporaryFolder } from "../support/embedded.ts";

/** As CloudWatch Logs calls a function. */
const call = (body: Uint8Array | string) =>
  // Only what the handler reads.
  handler({ awslogs: { data: Buffer.from(body).toString("base64") } }, {
    getRemainingTimeInMillis: () => 120_000,
  } as Context);

const send = (envelope: object) => call(gzipSync(JSON.stringify(envelope)));

/** The example of the manual, with what functions, containers and loggers write. */
const ENVELOPE = {
  messageType: "DATA_MESSAGE",
  owner: "123456789012",
  logGroup: "/aws/lambda/checkout",
  logStream: "2026/11/23/[$LATEST]0a1b2c",
  subscriptionFilters: ["to-sluice"],
  logEvents: [
    { id: "3673100001", timestamp: 1795428000123, message: "START RequestId: 8f5f Version: $LATEST\n" },
    { id: "3673100002", timestamp: 1795428001123, message: '{"level":"error","message":"charge failed","user":7}' },
    { id: "3673100003", timestamp: 1795428001123, message: "same text" },
    { id: "3673100004", timestamp: 1795428001123, message: "same text" },
  ],
};

const stored = async () => (await allDocuments(await openStore(await processConfig()))).map(({ record }) => record);
const kept = async () => quarantined(await openObjects(await processConfig()));

beforeEach(() => {
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("SLUICE_NOW", "2026-11-23T14:00:00.000Z");
});

test("each event is a record: its time, its group and stream, and JSON opened", async () => {
  await send(ENVELOPE);
  const [start, failed, ...same] = await stored();
  expect(start).toMatchObject({
    "@timestamp": "2026-11-23T10:00:00.123Z",
    message: "START RequestId: 8f5f Version: $LATEST",
    "service.name": "checkout",
    "event.dataset": "/aws/lambda/checkout",
    "log.file.path": "cloudwatch:/aws/lambda/checkout/2026/11/23/[$LATEST]0a1b2c",
    attributes: {
      "aws.cloudwatch.log_group": "/aws/lambda/checkout",
      "aws.cloudwatch.log_stream": "2026/11/23/[$LATEST]0a1b2c",
      "cloud.account.id": "123456789012",
    },
  });
  expect(failed).toMatchObject({
    "@timestamp": "2026-11-23T10:00:01.123Z",
    message: "charge failed",
    "log.level": "error",
    attributes: { user: 7 },
  });
  expect(same.map(({ message }) => message)).toEqual(["same text", "same text"]);
});

test("an event is one, however often and in whatever company it comes; equal ids of other streams are others", async () => {
  await send(ENVELOPE);
  vi.stubEnv("SLUICE_NOW", "2026-11-24T00:00:01.000Z");
  await send({ ...ENVELOPE, logEvents: ENVELOPE.logEvents.slice(1).reverse(), subscriptionFilters: ["another"] });
  expect(await stored()).toHaveLength(4);
  await send({ ...ENVELOPE, logStream: "other" });
  expect(await stored()).toHaveLength(8);
});

test("a record that names its service keeps it; groups that are no function's name none", async () => {
  const [event] = ENVELOPE.logEvents;
  await send({ ...ENVELOPE, logEvents: [{ ...event, message: '{"service":"cart","message":"m"}' }] });
  await send({ ...ENVELOPE, logGroup: "/ecs/cart", logEvents: [event] });
  expect((await stored()).map((record) => record["service.name"])).toEqual(["cart", undefined]);
});

test("a control message is no record", async () => {
  await send({
    messageType: "CONTROL_MESSAGE",
    owner: "CloudwatchLogs",
    logGroup: "",
    logStream: "",
    subscriptionFilters: [],
    logEvents: [{ id: "", timestamp: 1795428000123, message: "CWL CONTROL MESSAGE: Checking health" }],
  });
  expect(await stored()).toEqual([]);
  expect(await kept()).toEqual([]);
});

test.each([
  ["no gzip", "rubbish"],
  ["a cut one", gzipSync(JSON.stringify(ENVELOPE)).subarray(0, 40)],
  ["no envelope", gzipSync('{"message":"m"}')],
  ["a bomb", gzipSync(Buffer.alloc(80 * 1024 * 1024))],
])("%s is kept whole, once: calling again would change nothing", async (_, body) => {
  for (let n = 0; n < 2; n++) await call(body);
  const [entry, ...others] = await kept();
  expect(others).toEqual([]);
  expect(Buffer.from(entry?.rawBase64 ?? entry?.raw ?? "", entry?.rawBase64 ? "base64" : "utf8")).toEqual(
    Buffer.from(body),
  );
});

test("an event that is none is kept, and its neighbours are taken", async () => {
  await send({ ...ENVELOPE, logEvents: [null, ...ENVELOPE.logEvents, { id: "5", timestamp: "soon" }] });
  expect(await stored()).toHaveLength(5);
  expect(await kept()).toMatchObject([{ reason: "not a log event", raw: "null" }]);
});
