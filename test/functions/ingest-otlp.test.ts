import { gzipSync } from "node:zlib";
import { SeverityNumber } from "@opentelemetry/api";
import { OTLPLogExporter as JsonExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from "@opentelemetry/sdk-logs";
import { describe, expect, test } from "vitest";
import type { JsonValue, LogRecord } from "../../lib/record.ts";
import { AUTHORIZATION, type IngestEndpoint, startIngestEndpoint } from "../support/ingest-endpoint.ts";

const TIME = Date.parse("2026-11-23T10:00:00.123Z");
const TRACE = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", traceFlags: 1 };

const exporters = { json: JsonExporter, protobuf: ProtobufExporter };
const cases = (["json", "protobuf"] as const).flatMap((encoding) =>
  (["none", "gzip"] as const).map((compression) => [encoding, compression] as const),
);

describe.each(cases)("the exporter of OpenTelemetry's SDK, %s, compression %s", (encoding, compression) => {
  const exporterTo = ({ url }: IngestEndpoint, headers = AUTHORIZATION) =>
    new exporters[encoding]({
      url: `${url}/v1/logs`,
      headers: { ...headers },
      compression: CompressionAlgorithm[compression === "gzip" ? "GZIP" : "NONE"],
      timeoutMillis: 1_500,
    });

  test("each record arrives once, exactly", async () => {
    const endpoint = await startIngestEndpoint();
    const { logger, provider } = providerOf(exporterTo(endpoint));
    logger.emit({
      timestamp: TIME,
      severityNumber: SeverityNumber.ERROR2,
      severityText: "Error",
      body: "charge failed",
      attributes: {
        "exception.type": "TimeoutError",
        "exception.message": "took 30 s",
        "exception.stacktrace": "TimeoutError: took 30 s\n    at pay (pay.js:1:1)",
        "http.request.method": "POST",
        "http.response.status_code": 502,
        "client.address": "192.0.2.1",
        "order.items": [1, 2, 3],
        ratio: 0.25,
        "host.name": "the record's own",
      },
    });
    logger.emit({ timestamp: TIME + 1, severityNumber: SeverityNumber.INFO, body: { message: "structured", n: 7 } });
    logger.emit({ timestamp: TIME + 2, body: ["a", true, 1.5] });
    logger.emit({ timestamp: TIME + 3, severityNumber: SeverityNumber.WARN, eventName: "cart.emptied" });
    await provider.shutdown();

    const [failed, structured, array, event, ...others] = (await endpoint.stored()).map(({ record }) => record);
    expect(others).toEqual([]);
    expect(failed).toMatchObject({
      "@timestamp": "2026-11-23T10:00:00.123Z",
      message: "charge failed",
      "log.level": "error",
      "log.logger": "shop",
      "service.name": "checkout",
      "service.environment": "production",
      "host.name": "the record's own",
      "error.type": "TimeoutError",
      "error.message": "took 30 s",
      "error.stack_trace": "TimeoutError: took 30 s\n    at pay (pay.js:1:1)",
      "http.request.method": "POST",
      "http.response.status_code": 502,
      "client.ip": "192.0.2.1",
      attributes: {
        "order.items": [1, 2, 3],
        ratio: 0.25,
        "host.name#2": "web-1",
        "k8s.pod.name": "checkout-7d9f",
        "otel.scope.version": "1.2.3",
      },
    });
    expect(structured).toMatchObject({ message: "structured", "log.level": "info", attributes: { n: 7 } });
    expect(array).toMatchObject({ message: '["a",true,1.5]' });
    expect(array?.["log.level"]).toBeUndefined();
    expect(event).toMatchObject({ message: "cart.emptied", "log.level": "warn" });
    expect(structured?.["host.name"]).toBe("web-1");
  });

  test("a thousand records arrive, each once", async () => {
    const endpoint = await startIngestEndpoint();
    const { logger, provider } = providerOf(exporterTo(endpoint));
    for (let n = 0; n < 1_000; n++) logger.emit({ timestamp: TIME + n, body: `record ${n}` });
    await provider.shutdown();
    const messages = (await endpoint.stored()).map(({ record }) => record.message);
    expect(messages).toEqual(Array.from({ length: 1_000 }, (_, n) => `record ${n}`));
  });

  test("is told when its token is wrong, and takes nothing for taken", async () => {
    const endpoint = await startIngestEndpoint();
    const outcome = await exported(exporterTo(endpoint, { authorization: "Bearer wrong" }));
    expect(outcome).toMatchObject({ code: 1, error: { code: 401 } });
    expect(await endpoint.stored()).toEqual([]);
  });
});

test("while the store is down the records are accepted: they lie in the spool", async () => {
  const { url } = await startIngestEndpoint("http://127.0.0.1:9");
  const answer = await post(url, { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: "m" } }] }] }] });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({});
});

test("zero and missing times fall back to the observed one, then to the delivery's; zero ids are none", async () => {
  const records = await taken([
    { timeUnixNano: "0", observedTimeUnixNano: "1795428001000000000", traceId: "0".repeat(32), spanId: "" },
    { timeUnixNano: 1795428002000000000, traceId: TRACE.traceId.toUpperCase(), spanId: TRACE.spanId, flags: 1 },
    {},
  ]);
  expect(records.map((record) => record["@timestamp"])).toEqual([
    "2026-11-23T10:00:01.000Z",
    "2026-11-23T10:00:02.000Z",
    "2026-11-23T14:00:00.000Z",
  ]);
  expect(records[0]).not.toHaveProperty(["trace.id"]);
  expect(records[0]).not.toHaveProperty(["span.id"]);
  expect(records[1]).toMatchObject({
    "trace.id": TRACE.traceId,
    "span.id": TRACE.spanId,
    attributes: { trace_flags: 1 },
  });
});

test.each([
  [1, undefined, "trace"],
  [8, undefined, "debug"],
  [24, "whatever", "fatal"],
  [99, undefined, undefined],
  [0, "Warning", "warn"],
  ["SEVERITY_NUMBER_ERROR3", undefined, "error"],
])("severity %j with text %j is level %s", async (severityNumber, severityText, level) => {
  const [record] = await taken([{ severityNumber, ...(severityText && { severityText }), body: { stringValue: "m" } }]);
  expect(record?.["log.level"]).toBe(level);
});

test("integers that a number cannot hold stay exact, as text; keys that come twice are kept twice", async () => {
  const [record] = await taken([
    {
      attributes: [
        { key: "big", value: { intValue: "9007199254740993" } },
        { key: "n", value: { intValue: "42" } },
        { key: "n", value: { stringValue: "again" } },
        { key: "__proto__", value: { kvlistValue: { values: [{ key: "a", value: { bytesValue: "aGk=" } }] } } },
      ],
    },
  ]);
  expect(Object.entries(record?.attributes ?? {})).toEqual(
    expect.arrayContaining([
      ["big", "9007199254740993"],
      ["n", 42],
      ["n#2", "again"],
      ["__proto__", { a: "aGk=" }],
    ]),
  );
});

test("an empty request is taken; what is no message is rejected by number and kept, and its neighbours are taken", async () => {
  const endpoint = await startIngestEndpoint();
  const empty = await post(endpoint.url, {});
  expect([empty.status, await empty.json()]).toEqual([200, {}]);
  const odd = await post(endpoint.url, {
    resourceLogs: [7, { scopeLogs: [{ logRecords: ["x", { body: { stringValue: "good" } }] }] }, { resource: null }],
  });
  expect([odd.status, await odd.json()]).toEqual([
    200,
    { partialSuccess: { rejectedLogRecords: "2", errorMessage: "in quarantine: not OTLP" } },
  ]);
  expect((await endpoint.stored()).map(({ record }) => record.message)).toEqual(["good"]);
  expect((await endpoint.quarantined()).map(({ raw }) => raw)).toEqual(["7", '"x"']);
});

test.each([
  ["application/json", Buffer.from('{"resourceLogs":[{"resource"')],
  ["application/json", Buffer.from('{"message":"no OTLP"}')],
  ["application/x-protobuf", Buffer.from([0x0a, 0x7f, 0x01])],
  ["application/x-protobuf", Buffer.from([0x12, 0x01, 0x01])],
  ["application/x-protobuf", gzipSync("cut").subarray(0, 12)],
])("a body of %s that cannot be decoded is answered 400 in that encoding, and kept whole", async (type, body) => {
  const endpoint = await startIngestEndpoint();
  const answer = await post(endpoint.url, body, { "content-type": type });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([400, type]);
  const [entry, ...others] = await endpoint.quarantined();
  expect(others).toEqual([]);
  expect(Buffer.from(entry?.rawBase64 ?? entry?.raw ?? "", entry?.rawBase64 ? "base64" : "utf8")).toEqual(body);
});

test("members of other kinds than they should be are kept as they are, and make nothing fail", async () => {
  const odd = { toString: { valueOf: 7 } };
  const [record] = await taken([
    {
      timeUnixNano: odd,
      severityNumber: odd,
      body: { stringValue: "m" },
      attributes: [{ key: "n", value: { intValue: odd } }],
    },
  ]);
  expect(record).toMatchObject({ message: "m", attributes: { "@timestamp": JSON.stringify(odd), n: odd } });
  expect(record).not.toHaveProperty("log.level");
});

test("bodies nested without end are taken, cut", async () => {
  const depth = 20_000;
  const nested = `${'{"arrayValue":{"values":['.repeat(depth)}${"]}}".repeat(depth)}`;
  const endpoint = await startIngestEndpoint();
  const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${nested}}]}]}]}`;
  expect((await post(endpoint.url, Buffer.from(body))).status).toBe(200);
  expect(await endpoint.stored()).toHaveLength(1);
});

test("more than a request may hold is refused before it is taken apart", async () => {
  const { url } = await startIngestEndpoint();
  const body = gzipSync(Buffer.alloc(33 * 1024 * 1024, " "));
  expect((await post(url, body)).status).toBe(413);
});

function providerOf(exporter: LogRecordExporter) {
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({
      "service.name": "checkout",
      "deployment.environment.name": "production",
      "host.name": "web-1",
      "k8s.pod.name": "checkout-7d9f",
    }),
    processors: [new BatchLogRecordProcessor({ exporter })],
  });
  return { provider, logger: provider.getLogger("shop", "1.2.3") };
}

/** What the exporter says became of one record. */
async function exported(exporter: LogRecordExporter): Promise<unknown> {
  const outcomes: unknown[] = [];
  const { logger, provider } = providerOf({
    export: (records, done) =>
      exporter.export(records, (outcome) => {
        outcomes.push(outcome);
        done(outcome);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  });
  logger.emit({ timestamp: TIME, body: "m" });
  await provider.shutdown();
  return outcomes[0];
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/v1/logs`, {
    method: "POST",
    headers: { ...AUTHORIZATION, "content-type": "application/json", ...headers },
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
  });
}

async function taken(logRecords: readonly JsonValue[] | readonly object[]): Promise<LogRecord[]> {
  const endpoint = await startIngestEndpoint();
  const answer = await post(endpoint.url, { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
  return (await endpoint.stored()).map(({ record }) => record);
}
