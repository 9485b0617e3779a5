import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { APIGatewayProxyEventV2, Context, SQSEvent } from "aws-lambda";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { handler as ingestHttp } from "../../functions/ingest-http.ts";
import { handler as ingestLogs } from "../../functions/ingest-logs.ts";
import { handler as ingestObject } from "../../functions/ingest-object.ts";
import { notificationOf } from "../../infra/local/s3-notification.ts";
import { openObjects, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import type { SearchHit } from "../../lib/ports.ts";
import { startAnswering } from "../support/answering.ts";
import { allDocuments, quarantined, temporaryFolder } from "../support/embedded.ts";

const DOWN = "http://127.0.0.1:9";
const RECEIVED = "2026-11-23T14:00:00.000Z";
const LATER = "2026-11-24T02:30:00.000Z";

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("INGEST_TOKENS", "t0ken");
  vi.stubEnv("SLUICE_NOW", RECEIVED);
});

/** Only what the handlers read. */
const context = (remainingMs = 29_000) => ({ getRemainingTimeInMillis: () => remainingMs }) as Context;

interface Posted {
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body: Uint8Array | string;
}

async function post({ path, headers = {}, body }: Posted, requestId = "request-1") {
  // Only what the payload format 2.0 has and the handler reads.
  const event = {
    rawPath: path,
    headers: { authorization: "Bearer t0ken", ...headers },
    body: Buffer.from(body).toString("base64"),
    isBase64Encoded: true,
    requestContext: { requestId, http: { method: "POST", path } },
  } as unknown as APIGatewayProxyEventV2;
  const answer = await ingestHttp(event, context());
  const answered = Buffer.from(answer.body ?? "", answer.isBase64Encoded ? "base64" : "utf8");
  return { ...answer, body: answered };
}

async function spooled() {
  const objects = await openObjects(await processConfig());
  return Array.fromAsync(objects.list("spool/"));
}

/** What the notifications of the spool bring about, each told twice. */
async function readSpool(): Promise<readonly string[]> {
  const bodies = (await spooled()).map((object) => notificationOf(object, "us-east-1"));
  // Only what the handler reads.
  const event = {
    Records: [...bodies, ...bodies].map((body, n) => ({ messageId: `m${n}`, receiptHandle: `r${n}`, body })),
  } as SQSEvent;
  const { batchItemFailures } = await ingestObject(event, context(300_000));
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** As a disk that went away under the functions. */
async function breakSpool(): Promise<void> {
  await openObjects(await processConfig());
  rmSync(join(folder, "objects"), { recursive: true, force: true });
  writeFileSync(join(folder, "objects"), "");
}

const stored = async () => allDocuments(await openStore(await processConfig()));

/** All but when it was indexed, which scans look for: only then could they see it. */
const lasting = (hits: readonly SearchHit[]) =>
  hits.map(({ id, record: { "event.ingested": _, ...record } }) => ({ id, record }));

const NDJSON = '{"message":"one"}\n{"message":"two","time":"2026-11-22T08:00:00Z"}\n';
const BULK = [
  { index: { _index: "shop-2026.11.23", _id: "a" } },
  { message: "one" },
  { create: {} },
  { message: "two" },
  { delete: { _id: "a" } },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join("");
const OTLP = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: "one" } }] }] }] };

const REQUESTS: Record<string, Posted> = {
  "records under a tag": { path: "/ingest/app.web", body: NDJSON },
  "compressed records with a chunk's id": {
    path: "/ingest/app",
    headers: { "content-encoding": "gzip", "x-chunk-id": "660f2369e5f9a1fd5d98b5859cd41e0b" },
    body: gzipSync(NDJSON),
  },
  "records whose tag is in a header": { path: "/ingest", headers: { "x-fluent-tag": "app.json" }, body: NDJSON },
  "a path with characters that are encoded": { path: "/ingest/a%20b/%E6%A4%9C", body: NDJSON },
  "a CSV, by its type": { path: "/ingest/t", headers: { "content-type": "text/csv" }, body: "message,n\none,1\n" },
  "a bulk": { path: "/es/_bulk", body: BULK },
  "a bulk whose index is in its path": { path: "/es/shop-2026.11.23/_bulk", body: BULK },
  "OTLP in JSON": { path: "/v1/logs", headers: { "content-type": "application/json" }, body: JSON.stringify(OTLP) },
  "OTLP in protobuf": {
    path: "/v1/logs",
    headers: { "content-type": "application/x-protobuf" },
    // resourceLogs { scopeLogs { logRecords { body { stringValue: "one" } } } }
    body: Buffer.from("0a0b120912072a050a036f6e65", "hex"),
  },
};

describe("what the store does not take now lies in the spool, and is answered 200", () => {
  test.each(Object.entries(REQUESTS))(
    "%s: read from there, its records are what they would have been",
    async (_, it) => {
      vi.stubEnv("STORE_URL", `sqlite:${folder}/at-once.db`);
      await post(it);
      const atOnce = await stored();
      expect(atOnce.length).toBeGreaterThan(0);

      vi.stubEnv("STORE_URL", DOWN);
      expect(await post(it)).toMatchObject({ statusCode: 200 });
      expect(await spooled()).toHaveLength(1);

      vi.stubEnv("STORE_URL", `sqlite:${folder}/from-spool.db`);
      vi.stubEnv("SLUICE_NOW", LATER);
      expect(await readSpool()).toEqual([]);
      expect(lasting(await stored())).toEqual(lasting(atOnce));
      expect((await stored()).map(({ record }) => record["event.ingested"])).toEqual(atOnce.map(() => LATER));
      expect(await spooled()).toEqual([]);
    },
  );

  test("events of CloudWatch Logs do too, however many", async () => {
    const message = "x".repeat(2_000_000);
    const logEvents = [
      { id: "1", timestamp: Date.parse(RECEIVED), message },
      { id: "2", message: "no time" },
    ];
    const envelope = { messageType: "DATA_MESSAGE", owner: "1", logGroup: "/ecs/cart", logStream: "s", logEvents };
    const event = { awslogs: { data: gzipSync(JSON.stringify(envelope), { level: 0 }).toString("base64") } };
    vi.stubEnv("STORE_URL", `sqlite:${folder}/at-once.db`);
    await ingestLogs(event, context(120_000));
    const atOnce = await stored();

    vi.stubEnv("STORE_URL", DOWN);
    await ingestLogs(event, context(120_000));
    vi.stubEnv("STORE_URL", `sqlite:${folder}/from-spool.db`);
    vi.stubEnv("SLUICE_NOW", LATER);
    expect(await readSpool()).toEqual([]);
    expect(lasting(await stored())).toEqual(lasting(atOnce));
    expect(atOnce).toHaveLength(2);
  });

  test("a bulk's items are created, but for those that never will be; OTLP's records are accepted", async () => {
    vi.stubEnv("STORE_URL", DOWN);
    const bulk = JSON.parse((await post({ path: "/es/_bulk", body: BULK })).body.toString());
    expect(bulk).toMatchObject({ errors: true, items: [{ index: { status: 201, _id: "a" } }, { create: {} }, {}] });
    expect(bulk.items.map((item: object) => Object.values(item)[0].status)).toEqual([201, 201, 400]);
    const otlp = await post({ path: "/v1/logs", body: JSON.stringify(OTLP) });
    expect(JSON.parse(otlp.body.toString())).toEqual({});
  });

  test("no credential lies in it, and its first line says what it is", async () => {
    vi.stubEnv("STORE_URL", DOWN);
    await post({ path: "/ingest/app", headers: { cookie: "session=1" }, body: NDJSON });
    const objects = await openObjects(await processConfig());
    const [{ key } = { key: "" }] = await spooled();
    const bytes = Buffer.concat(await Array.fromAsync((await objects.get(key))?.body ?? []));
    const [header = "", ...body] = bytes.toString().split("\n");
    expect(JSON.parse(header)).toEqual({
      format: "sluice.spool/1",
      kind: "request",
      method: "POST",
      path: "/ingest/app",
      headers: {},
      requestId: "request-1",
      receivedMs: Date.parse(RECEIVED),
    });
    expect(body.join("\n")).toBe(NDJSON);
  });

  test("what cannot be decoded is answered 400 and in quarantine at once: no store has a part in it", async () => {
    vi.stubEnv("STORE_URL", DOWN);
    const body = gzipSync(NDJSON).subarray(0, 12);
    expect(await post({ path: "/ingest/app", body })).toMatchObject({ statusCode: 400 });
    expect(await spooled()).toEqual([]);
  });

  test("nothing of strangers: no token, no spool", async () => {
    vi.stubEnv("STORE_URL", DOWN);
    const answer = await post({ path: "/ingest/app", headers: { authorization: "Bearer wrong" }, body: NDJSON });
    expect(answer).toMatchObject({ statusCode: 401 });
    expect(await spooled()).toEqual([]);
  });
});

test("while the store is still down, what lies in the spool stays there and its messages come again", async () => {
  vi.stubEnv("STORE_URL", DOWN);
  await post({ path: "/ingest/app", body: NDJSON });
  expect(await readSpool()).toEqual(["m0", "m1"]);
  expect(await spooled()).toHaveLength(1);
});

test("after some failures in a row the store is not asked any more for a while, and what is posted is spooled at once", async () => {
  const store = await startAnswering({ status: 503 });
  vi.stubEnv("STORE_URL", store.endpointUrl);
  for (let n = 0; n < 3; n++) await post({ path: "/ingest/app", body: NDJSON }, `before-${n}`);
  const asked = store.requests.length;
  for (let n = 0; n < 5; n++) {
    expect(await post({ path: "/ingest/app", body: NDJSON }, `after-${n}`)).toMatchObject({ statusCode: 200 });
  }
  expect(store.requests.length).toBe(asked);
  expect(await spooled()).toHaveLength(8);
});

test("what neither store nor spool takes is answered 503 with Retry-After, the one answer that Fluentd tries again", async () => {
  vi.stubEnv("STORE_URL", DOWN);
  await breakSpool();
  for (const request of Object.values(REQUESTS)) {
    const answer = await post(request);
    expect(answer).toMatchObject({ statusCode: 503, headers: { "retry-after": expect.stringMatching(/^\d+$/) } });
  }
});

test("events of CloudWatch Logs that neither takes fail the call, and Lambda makes it again", async () => {
  vi.stubEnv("STORE_URL", DOWN);
  await breakSpool();
  const envelope = { messageType: "DATA_MESSAGE", logEvents: [{ id: "1", message: "m" }] };
  const event = { awslogs: { data: gzipSync(JSON.stringify(envelope)).toString("base64") } };
  await expect(ingestLogs(event, context(120_000))).rejects.toThrow(/nor did the spool take it/);
});

test.each([
  ["nothing", ""],
  ["a line that is no JSON", "hello\nworld\n"],
  ["JSON of something else", '{"format":"sluice.spool/9","kind":"request"}\n{"message":"m"}\n'],
  ["no second line", '{"format":"sluice.spool/1"}'],
])("an object below spool/ that holds %s ends in quarantine as it is, once", async (_, text) => {
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  const objects = await openObjects(await processConfig());
  await objects.put("spool/2026-11-23/strange", text);
  expect(await readSpool()).toEqual([]);
  expect(await quarantined(objects)).toMatchObject([
    { reason: expect.stringMatching(/^not an object of the spool/), raw: text },
  ]);
  expect(await spooled()).toEqual([]);
  expect(await stored()).toEqual([]);
});
