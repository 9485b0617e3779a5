import { gzipSync } from "node:zlib";
import { Client } from "@opensearch-project/opensearch";
import { describe, expect, test } from "vitest";
import { capturedRequests, expectedRecords } from "../support/captures.ts";
import { AUTHORIZATION, type IngestEndpoint, startIngestEndpoint, TOKEN } from "../support/ingest-endpoint.ts";

type Answered = Record<
  string,
  { _index: string; _id: string; status: number; error?: { type: string; reason: string } }
>;

interface BulkAnswer {
  readonly status: number;
  readonly errors?: boolean;
  readonly items?: readonly Answered[];
  readonly error?: { readonly type: string; readonly reason: string };
}

async function bulk(
  { url }: IngestEndpoint,
  body: string | Uint8Array<ArrayBuffer>,
  { path = "/es/_bulk", headers = {}, method = "POST" } = {},
): Promise<BulkAnswer> {
  const response = await fetch(url + path, {
    method,
    headers: { ...AUTHORIZATION, "content-type": "application/x-ndjson", ...headers },
    body,
  });
  // The answers of _bulk are objects.
  return { ...((await response.json()) as Omit<BulkAnswer, "status">), status: response.status };
}

const statuses = ({ items = [] }: BulkAnswer) => items.map((item) => Object.values(item)[0]?.status);
const lines = (...values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const clientOf = ({ url }: IngestEndpoint) =>
  new Client({ node: `${url}/es`, headers: { ...AUTHORIZATION }, maxRetries: 0 });

describe("what the real Fluent Bit sends", () => {
  test.each(["20-opensearch-bulk", "22-es-bulk"])("%s: each record once, exactly, under its index", async (name) => {
    const endpoint = await startIngestEndpoint();
    for (const request of capturedRequests(name, "fluent-bit")) {
      const { status, errors, items } = await bulk(endpoint, request.body, {
        path: `/es${request.path}`,
        headers: { "user-agent": "Fluent-Bit" },
      });
      expect({ status, errors, items: items?.length }).toEqual({ status: 200, errors: false, items: 60 });
    }
    const wanted = expectedRecords("app").map(({ epoch, level, message, service }) => [
      new Date(Number(epoch) * 1000).toISOString(),
      String(level).toLowerCase(),
      message,
      service,
      "app-logs",
    ]);
    const found = (await endpoint.stored()).map(({ record }) => [
      record["@timestamp"],
      record["log.level"],
      record.message,
      record["service.name"],
      record["event.dataset"],
    ]);
    expect(found.sort()).toEqual(wanted.sort());
  });
});

describe("the client of OpenSearch", () => {
  test("is told a version, and that the endpoint is there", async () => {
    const client = clientOf(await startIngestEndpoint());
    const { body } = await client.info();
    expect(body).toMatchObject({ version: { number: "7.10.2", distribution: "opensearch" } });
    expect((await client.ping()).statusCode).toBe(200);
  });

  test("writes by helpers.bulk, and what it writes again is a conflict and not there twice", async () => {
    const endpoint = await startIngestEndpoint();
    const client = clientOf(endpoint);
    const datasource = Array.from({ length: 1_200 }, (_, n) => ({
      id: `r${n}`,
      message: `record ${n}`,
      level: "info",
    }));
    const write = async () => {
      const dropped: number[] = [];
      const stats = await client.helpers.bulk({
        datasource,
        flushBytes: 20_000,
        onDocument: ({ id }) => ({ create: { _index: "shop", _id: id } }),
        onDrop: ({ status }) => dropped.push(status),
      });
      return { successful: stats.successful, dropped: new Set(dropped), failed: stats.failed };
    };
    expect(await write()).toEqual({ successful: 1_200, dropped: new Set(), failed: 0 });
    expect(await write()).toEqual({ successful: 0, dropped: new Set([409]), failed: 1_200 });
    expect(new Set((await endpoint.stored()).map(({ record }) => record.message)).size).toBe(1_200);
  });

  test("that asks for what Sluice does not have is told so in words it reads", async () => {
    const client = clientOf(await startIngestEndpoint());
    await expect(client.search({ index: "shop" })).rejects.toMatchObject({
      statusCode: 404,
      message: expect.stringContaining("/es/_bulk"),
    });
  });

  test("is told that its documents are created while the store is down: they lie in the spool", async () => {
    const client = clientOf(await startIngestEndpoint("http://127.0.0.1:9"));
    const { body } = await client.bulk({ body: [{ create: { _index: "shop" } }, { message: "m" }] });
    expect(body).toMatchObject({ errors: false, items: [{ create: { status: 201, _index: "shop" } }] });
  });
});

test("items are answered in the order of the actions; a broken record is its own affair, and kept", async () => {
  const endpoint = await startIngestEndpoint();
  const body =
    lines({ create: { _index: "a", _id: "1" } }, { message: "one" }) +
    lines({ index: { _index: "a", _id: 2 } }) +
    '{"message": cut\n' +
    lines({ delete: { _id: "1" } }, { update: { _id: "1" } }, { doc: { message: "changed" } }) +
    lines({ index: { _index: "a", _id: "1" } }, { message: "one, again" }, { create: {} }, { message: "last" });
  const answer = await bulk(endpoint, body);
  expect(answer).toMatchObject({ status: 200, errors: true });
  expect(statuses(answer)).toEqual([201, 400, 400, 400, 409, 201]);
  expect(answer.items?.map((item) => Object.keys(item)[0])).toEqual([
    "create",
    "index",
    "delete",
    "update",
    "index",
    "create",
  ]);
  expect(answer.items?.[1]).toMatchObject({ index: { _index: "a", _id: "2", error: { reason: /^not JSON/ } } });
  expect((await endpoint.stored()).map(({ record }) => record.message).sort()).toEqual(["last", "one"]);
  expect(await endpoint.quarantined()).toMatchObject([{ raw: '{"message": cut' }]);
});

test("an id of the client's is one in its index, under any day's name", async () => {
  const endpoint = await startIngestEndpoint();
  for (const [path, action, status] of [
    ["/es/logstash-2026.11.22/_bulk", { create: { _id: "1" } }, 201],
    ["/es/_bulk", { create: { _index: "logstash-2026.11.23", _id: "1" } }, 409],
    ["/es/_bulk", { create: { _index: "other", _id: "1" } }, 201],
  ] as const) {
    expect(statuses(await bulk(endpoint, lines(action, { message: "m" }), { path }))).toEqual([status]);
  }
  const documents = await endpoint.stored();
  expect(documents.map(({ record }) => record["event.dataset"]).sort()).toEqual(["logstash", "other"]);
});

test("without ids each request is its own delivery; with an Idempotency-Key the same one comes twice", async () => {
  const endpoint = await startIngestEndpoint();
  const body = lines({ create: {} }, { message: "equal" }, { create: {} }, { message: "equal" });
  expect(statuses(await bulk(endpoint, body))).toEqual([201, 201]);
  const headers = { "idempotency-key": "k1" };
  expect(statuses(await bulk(endpoint, body, { headers }))).toEqual([201, 201]);
  expect(statuses(await bulk(endpoint, gzipSync(body), { headers }))).toEqual([409, 409]);
  expect(await endpoint.stored()).toHaveLength(4);
});

test("a record without a newline at the end is taken; an action without a record is not", async () => {
  const endpoint = await startIngestEndpoint();
  expect(statuses(await bulk(endpoint, '{"index":{}}\n{"message":"m"}', { method: "PUT" }))).toEqual([201]);
  expect(statuses(await bulk(endpoint, '{"index":{}}\n'))).toEqual([400]);
  expect(await bulk(endpoint, "")).toMatchObject({ status: 200, errors: false, items: [] });
});

test("lines that are no actions fail the request as a whole; what they are lies in quarantine, what could be read is taken", async () => {
  const endpoint = await startIngestEndpoint();
  const body = `${lines({ create: {} }, { message: "a" })}rubbish\n${lines({ create: {} }, { message: "b" })}`;
  expect(await bulk(endpoint, body)).toMatchObject({ status: 400, error: { reason: /Malformed action line at byte/ } });
  expect((await endpoint.stored()).map(({ record }) => record.message).sort()).toEqual(["a", "b"]);
  expect(await endpoint.quarantined()).toMatchObject([{ raw: "rubbish" }]);
});

test("a record longer than any may be fails alone, and is kept in pieces", async () => {
  const endpoint = await startIngestEndpoint();
  const long = { message: "x".repeat(2_500_000) };
  const answer = await bulk(endpoint, lines({ create: {} }, long, { create: {} }, { message: "short" }));
  expect(statuses(answer)).toEqual([400, 201]);
  const pieces = await endpoint.quarantined();
  expect(pieces.map(({ raw = "" }) => raw).join("")).toBe(JSON.stringify(long));
});

test("a compressed body that is cut is answered 400, and lies in quarantine whole", async () => {
  const endpoint = await startIngestEndpoint();
  const body = gzipSync(lines({ create: {} }, { message: "m" })).subarray(0, 30);
  expect(await bulk(endpoint, new Uint8Array(body))).toMatchObject({ status: 400 });
  expect((await endpoint.quarantined()).map((entry) => entry.rawBase64)).toContain(body.toString("base64"));
});

test("a client of Elasticsearch finds the word that it asks for; strangers find nothing", async () => {
  const { url } = await startIngestEndpoint();
  const asked = await fetch(`${url}/es/`, { headers: AUTHORIZATION });
  expect(asked.headers.get("x-elastic-product")).toBe("Elasticsearch");
  expect((await fetch(`${url}/es/`, { method: "HEAD", headers: AUTHORIZATION })).status).toBe(200);
  expect((await fetch(`${url}/es/`)).status).toBe(401);
  expect((await fetch(`${url}/es/_bulk`, { headers: AUTHORIZATION })).status).toBe(405);
  const basic = { authorization: `Basic ${Buffer.from(`elastic:${TOKEN}`).toString("base64")}` };
  expect((await fetch(`${url}/es`, { headers: basic })).status).toBe(200);
});
