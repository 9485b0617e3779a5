import { type AddressInfo, createServer } from "node:net";
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { handler } from "../../functions/ingest-http.ts";
import { openObjects, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { type CapturedRequest, capturedRequests, expectedRecords } from "../support/captures.ts";
import { allDocuments, quarantined, temporaryFolder } from "../support/embedded.ts";

const TOKEN = "t0ken";
let requests = 0;

function eventOf({ method, path, headers, body }: CapturedRequest): APIGatewayProxyEventV2 {
  const requestId = `request-${++requests}`;
  // Only what the payload format 2.0 has and a handler may read.
  return {
    version: "2.0",
    rawPath: path,
    rawQueryString: "",
    headers,
    body: body.toString("base64"),
    isBase64Encoded: true,
    requestContext: { requestId, http: { method, path } },
  } as APIGatewayProxyEventV2;
}

/** Only what the handler reads. */
const contextWith = (remainingMs: number) => ({ getRemainingTimeInMillis: () => remainingMs }) as Context;

const post = (request: Partial<CapturedRequest>, remainingMs = 29_000) =>
  handler(
    eventOf({
      method: "POST",
      path: "/ingest",
      body: Buffer.from(""),
      ...request,
      headers: { authorization: `Bearer ${TOKEN}`, ...request.headers },
    }),
    contextWith(remainingMs),
  );

const stored = async () => allDocuments(await openStore(await processConfig()));

beforeEach(() => {
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("INGEST_TOKENS", `${TOKEN},shipper:s3cr:et`);
  vi.stubEnv("SLUICE_NOW", "2026-11-23T14:00:00.000Z");
});

describe("what the real Fluentd sends", () => {
  test.each(["01-ndjson-default", "02-json-array", "06-gzip-ndjson", "10-basic-auth-headers"])(
    "%s: each record once, exactly",
    async (name) => {
      for (const request of capturedRequests(name)) {
        expect(
          await (name.includes("auth") ? handler(eventOf(request), contextWith(29_000)) : post(request)),
        ).toMatchObject({
          statusCode: 200,
        });
      }
      const wanted = expectedRecords("app");
      const found = (await stored()).map(({ record }) => [
        record["@timestamp"],
        record["log.level"],
        record.message,
        record["service.name"],
      ]);
      expect(found.sort()).toEqual(
        wanted
          .map(({ epoch, level, message, service }) => [isoOf(epoch), String(level).toLowerCase(), message, service])
          .sort(),
      );
    },
  );

  test("15-http-auth-headers-tag of Fluent Bit: the tag comes in a header where the path has none", async () => {
    for (const request of capturedRequests("15-http-auth-headers-tag", "fluent-bit")) {
      expect(await handler(eventOf(request), contextWith(29_000))).toMatchObject({ statusCode: 200 });
      const inPath = { ...request, path: "/ingest/other" };
      expect(await handler(eventOf(inPath), contextWith(29_000))).toMatchObject({ statusCode: 200 });
    }
    const datasets = (await stored()).map(({ record }) => record["event.dataset"]).sort();
    expect(datasets).toEqual([...Array(60).fill("app.json"), ...Array(60).fill("other")]);
  });

  test("12-tag-in-path-all-sources: five sources, each under its tag", async () => {
    for (const request of capturedRequests("12-tag-in-path-all-sources"))
      expect(await post(request)).toMatchObject({ statusCode: 200 });
    const documents = (await stored()).map(({ record }) => record);
    const of = (tag: string) => documents.filter((record) => record["event.dataset"] === tag);

    expect(
      of("app.json")
        .map((record) => record.message)
        .sort(),
    ).toEqual(
      expectedRecords("app")
        .map(({ message }) => message)
        .sort(),
    );
    expect(
      of("nginx.access").map((record) => [
        record["http.response.status_code"],
        fullPath(record["url.path"], record["url.query"]),
      ]),
    ).toEqual(expectedRecords("nginx").map(({ status, path }) => [status, path]));
    expect(of("system.auth").map((record) => [record["host.name"], record["service.name"], record.message])).toEqual(
      expectedRecords("syslog").map(({ host, ident, message }) => [host, ident, message]),
    );
    expect(
      of("app.java").map((record) => [
        record["log.level"],
        record.message.split("\n")[0],
        record.message.split("\n").length,
      ]),
    ).toEqual(expectedRecords("java").map(({ level, first, lines }) => [String(level).toLowerCase(), first, lines]));
    expect(
      of("docker.web")
        .map((record) => record.message)
        .sort(),
    ).toEqual(
      expectedRecords("docker")
        .map(({ log }) => messageIn(String(log)))
        .sort(),
    );
    expect(documents).toHaveLength(60 + 24 + 20 + 12 + 16);
  });

  test("a retry with its chunk's id, compressed anew, is a duplicate; without one it is another delivery", async () => {
    const [request] = capturedRequests("10-basic-auth-headers");
    const body = request?.body ?? Buffer.from("");
    const retried = {
      headers: { "x-chunk-id": "660f2369e5f9a1fd5d98b5859cd41e0b", "content-encoding": "gzip" },
      body: gzipSync(body),
    };
    await post({ headers: { "x-chunk-id": "660f2369e5f9a1fd5d98b5859cd41e0b" }, body });
    expect(reportOf(await post(retried))).toMatchObject({ received: 60, indexed: 0, duplicate: 60 });
    expect(reportOf(await post({ body }))).toMatchObject({ received: 60, indexed: 60 });
  });
});

test.each([
  ["gzip", gzipSync],
  ["gzip, gzip", (text: string) => gzipSync(gzipSync(text))],
  ["zstd", zstdCompressSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  // A short literal: its length, its tag, itself.
  ["snappy", (text: string) => Buffer.from(`${String.fromCharCode(text.length, (text.length - 1) << 2)}${text}`)],
  // What a proxy decoded and left the header of.
  ["deflate", Buffer.from],
])("a body that says it is %s is read as what it is", async (encoding, compress: (text: string) => Uint8Array) => {
  const body = Buffer.from(compress('{"message":"hello"}\n'));
  expect(await post({ body, headers: { "content-encoding": encoding } })).toMatchObject({ statusCode: 200 });
  expect((await stored()).map(({ record }) => record.message)).toEqual(["hello"]);
});

test.each([
  ["no credentials", { authorization: "" }],
  ["a wrong token", { authorization: "Bearer wrong" }],
])("%s are answered 401, and nothing is taken", async (_, headers) => {
  const answer = await post({ headers, body: Buffer.from('{"message":"m"}') });
  expect(answer).toMatchObject({ statusCode: 401, headers: { "www-authenticate": expect.stringContaining("Basic") } });
  expect(await stored()).toEqual([]);
});

test("without tokens a shipper may post, and no website through its visitor's browser", async () => {
  vi.stubEnv("SLUICE_ANONYMOUS", "true");
  vi.stubEnv("INGEST_TOKENS", "");
  const body = Buffer.from('{"message":"m"}');
  expect(await post({ body, headers: { origin: "https://evil.example" } })).toMatchObject({ statusCode: 403 });
  expect(await post({ body })).toMatchObject({ statusCode: 200 });
});

test("a body that cannot be decoded is answered 400, and lies in quarantine whole", async () => {
  const body = gzipSync('{"message":"m"}\n').subarray(0, 15);
  expect(await post({ body, headers: { "content-encoding": "gzip" } })).toMatchObject({ statusCode: 400 });
  const entries = await quarantined(await openObjects(await processConfig()));
  expect(entries.map((entry) => entry.rawBase64)).toContain(body.toString("base64"));
});

test("one broken line among good ones is answered 200: the others are taken, and it is kept", async () => {
  const answer = await post({ body: Buffer.from('{"message":"a"}\n{"message":\n{"message":"b"}\n') });
  expect(answer).toMatchObject({ statusCode: 200 });
  expect(reportOf(answer)).toMatchObject({ received: 3, indexed: 2, quarantined: 1 });
});

test("a compressed body that API Gateway handed over as text is refused: its bytes are gone", async () => {
  const event = eventOf({
    method: "POST",
    path: "/ingest",
    headers: { "content-encoding": "gzip" },
    body: Buffer.from(""),
  });
  const text = gzipSync('{"message":"m"}').toString("utf8");
  const answer = await handler({ ...event, isBase64Encoded: false, body: text }, contextWith(29_000));
  expect(answer).toMatchObject({ statusCode: 415, body: expect.stringContaining("application/x-ndjson") });
  expect(await stored()).toEqual([]);
});

test("an empty body is answered 200", async () => {
  expect(reportOf(await post({}))).toMatchObject({ received: 0 });
});

test("other methods and paths say what there is", async () => {
  expect(await post({ method: "GET" })).toMatchObject({ statusCode: 405, headers: { allow: "POST, PUT" } });
  expect(await post({ path: "/elsewhere" })).toMatchObject({ statusCode: 404 });
  expect(await post({ method: "GET", path: "/health", headers: { authorization: "" } })).toMatchObject({
    statusCode: 200,
  });
});

test("a store that takes the request and never answers is no reason to wait: the spool has it in time", async () => {
  const silent = createServer();
  const address = await new Promise<AddressInfo>((resolve) => {
    // Listening on a port, the address is one of that kind.
    silent.listen(0, "127.0.0.1", () => resolve(silent.address() as AddressInfo));
  });
  onTestFinished(() => void silent.close());
  vi.stubEnv("STORE_URL", `http://127.0.0.1:${address.port}`);
  const answer = await post({ body: Buffer.from('{"message":"m"}') }, 4_000);
  expect(answer).toMatchObject({ statusCode: 200 });
  expect(reportOf(answer)).toEqual({ object: "http:", spooled: true, bytes: 15 });
});

test("a broken configuration is answered 503: the shipper keeps what it has", async () => {
  vi.stubEnv("STORE_URL", "ftp://nowhere");
  expect(await post({ body: Buffer.from('{"message":"m"}') })).toMatchObject({ statusCode: 503 });
});

test("a chunk that is sent again after midnight finds its records, also those without a time", async () => {
  const headers = { "x-chunk-id": "660f2369e5f9a1fd5d98b5859cd41e0b" };
  const body = Buffer.from('{"message":"m"}\n');
  for (const now of ["2026-11-23T23:59:59.000Z", "2026-11-24T00:00:01.000Z"]) {
    vi.stubEnv("SLUICE_NOW", now);
    await post({ headers, body });
  }
  const documents = await stored();
  expect(documents.map(({ record }) => record["@timestamp"])).toEqual(["2026-11-23T14:14:34.964Z"]);
});

test("a placeholder that nobody filled in is no chunk id: equal requests are as many deliveries", async () => {
  const headers = { "x-chunk-id": "\u0024{chunk_id}" };
  for (let n = 0; n < 2; n++) await post({ headers, body: Buffer.from('{"message":"heartbeat"}\n') });
  expect(await stored()).toHaveLength(2);
});

test("a body of which a part cannot be decoded is answered 400; what could be is taken", async () => {
  const body = Buffer.concat([gzipSync('{"message":"m"}\n'), Buffer.from("no gzip")]);
  expect(await post({ body })).toMatchObject({ statusCode: 400 });
  expect(await stored()).toHaveLength(1);
});

/** Docker's log holds the application's line: JSON with a message, or plain text. */
const messageIn = (line: string): string => (line.startsWith("{") ? JSON.parse(line).message : line.trimEnd());
const reportOf = (answer: { body?: string | undefined }) => JSON.parse(answer.body ?? "");
const isoOf = (epochSeconds: unknown) => new Date(Number(epochSeconds) * 1000).toISOString();
const fullPath = (path?: string, query?: string) => (query === undefined ? path : `${path}?${query}`);

test("a placeholder that nobody filled in hides no key that stands beside it", async () => {
  const headers = { "x-chunk-id": "\u0024{chunk_id}", "idempotency-key": "k1" };
  const body = Buffer.from('{"message":"one"}\n');
  for (let n = 0; n < 2; n++) expect(await post({ headers, body })).toMatchObject({ statusCode: 200 });
  expect(await stored()).toHaveLength(1);
});
