/**
 * The alarms on Sluice's own metrics: what each is for is brought about, and what the functions then say must be what it waits for, by
 * namespace, name and dimensions. An alarm on a metric that nobody emits would be quiet for ever.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import type { APIGatewayProxyEventV2, Context, ScheduledEvent, SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { metricsOf, readAlarms, readYaml, watchedBy } from "../support/alarms.ts";
import { startAnswering } from "../support/answering.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { errorDocument } from "../support/error-documents.ts";

const ALARMS = Object.fromEntries(
  Object.entries(readAlarms("alarms.yml", "quarantine-alarms.yml", "function-alarms.yml")).filter(([, alarm]) =>
    watchedBy(alarm).some(({ Namespace }) => Namespace === "Sluice"),
  ),
);

const NOW = "2026-11-23T10:02:00.000Z";
const HALF_AN_HOUR_AGO = "2026-11-23T09:32:00.000Z";
const DOWN = "http://127.0.0.1:9";
const REFUSAL = { error: { type: "mapper_parsing_exception", reason: "failed to parse" }, status: 400 };

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = temporaryFolder();
  vi.resetModules();
  const { POWERTOOLS_SERVICE_NAME } = readYaml("serverless.yml").provider.environment;
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", POWERTOOLS_SERVICE_NAME);
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  // Else they are written past the console.
  vi.stubEnv("POWERTOOLS_DEV", "true");
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("TOPIC_ARN", `mailbox:${folder}/mailbox`);
  vi.stubEnv("INGEST_TOKENS", "t0ken");
  vi.stubEnv("SLUICE_NOW", NOW);
  vi.stubEnv("SLUICE_CONFIG", "");
  vi.stubEnv("AWS_ENDPOINT_URL", "");
  vi.stubEnv("WAKE_QUEUE_URL", "memory:wake");
  printed = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => vi.restoreAllMocks());

/** By the alarm that should come of it. */
const TROUBLES: Readonly<Record<string, () => Promise<void>>> = {
  async ObjectGivenUpAlarm() {
    await receive("a message of somebody else");
  },
  async StoreRefusesAlarm() {
    const answer = { errors: true, items: [{ create: REFUSAL }] };
    const headers = { "content-type": "application/json" };
    const { endpointUrl } = await startAnswering({ status: 200, headers, body: JSON.stringify(answer) });
    vi.stubEnv("STORE_URL", endpointUrl);
    await receive(putObject("logs/a.log", '{"message":"a"}\n'));
    await post('{"message":"b"}\n');
    await callLogs(subscription("c"));
  },
  async QuarantineRateAlarm() {
    await receive(putObject("logs/a.log.gz", Buffer.from("1f8b0800ffff", "hex")));
    await post(Buffer.from("1f8b0800ffff", "hex"));
    await callLogs(Buffer.from("no gzip"));
  },
  async ObjectsFailAlarm() {
    vi.stubEnv("STORE_URL", DOWN);
    await receive(putObject("logs/a.log", '{"message":"a"}\n'));
  },
  async HttpSpooledAlarm() {
    vi.stubEnv("STORE_URL", DOWN);
    await post('{"message":"b"}\n');
  },
  async LogsSpooledAlarm() {
    vi.stubEnv("STORE_URL", DOWN);
    await callLogs(subscription("c"));
  },
  async MailsFailAlarm() {
    writeFileSync(join(folder, "mailbox"), "where the folder should be");
    await storeError();
    await scan();
  },
  async RulesFailAlarm() {
    const rule = "{ name: paths, type: distinct, field: url.path, above: 1 }";
    writeFileSync(join(folder, "sluice.yml"), `alerts: { rules: [${rule}] }`);
    vi.stubEnv("SLUICE_CONFIG", join(folder, "sluice.yml"));
    await storeError();
    const database = new DatabaseSync(join(folder, "logs.db"));
    database.exec("UPDATE records SET document = '{', is_error = 0");
    database.close();
    await scan();
  },
  async WakesFailAlarm() {
    vi.stubEnv("WAKE_QUEUE_URL", `${DOWN}/000000000000/wake.fifo`);
    await post('{"level":"error","message":"b"}\n');
  },
  async MarksFailAlarm() {
    vi.stubEnv("OBJECTS_URL", "s3://logs");
    vi.stubEnv("AWS_ENDPOINT_URL", DOWN);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "id");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    await post('{"message":"b"}\n');
  },
  async ScanStoppedAlarm() {
    await scan();
  },
  async LagAlarm() {
    await receive(putObject("logs/a.log", '{"message":"a"}\n', HALF_AN_HOUR_AGO));
  },
  async RecordsMissingAlarm() {
    const { handler } = await import("../../functions/maintain.ts");
    await handler();
  },
};

test("each of them has its trouble below", () => {
  expect(Object.keys(ALARMS).sort()).toEqual(Object.keys(TROUBLES).sort());
});

test.each(Object.entries(TROUBLES))("%s waits for what is said then", async (name, trouble) => {
  await trouble();

  const emitted = emittedMetrics();
  const { COUNTS, GAUGES } = await import("../../lib/telemetry.ts");
  expect([...COUNTS, ...GAUGES]).toEqual(expect.arrayContaining(emitted.map(({ MetricName }) => MetricName)));
  const alarm = ALARMS[name] ?? expect.fail(`alarms.yml has no ${name}`);
  for (const { Namespace, MetricName, Dimensions, statistic } of watchedBy(alarm)) {
    const watched = { Namespace, MetricName, dimensions: Object.fromEntries(Dimensions.map((d) => [d.Name, d.Value])) };
    const found = emitted.filter(({ unit: _, value: __, ...metric }) => isDeepStrictEqual(metric, watched));
    expect(found, `${MetricName} of ${JSON.stringify(watched.dimensions)}`).not.toEqual([]);
    expect(statistic).toMatch(found[0]?.unit === "Seconds" ? /^(Minimum|p90)$/ : /^(Sum|Maximum)$/);
  }
});

test("what the store refuses is told whichever way it came in", async () => {
  await TROUBLES["StoreRefusesAlarm"]?.();
  expect(emittedMetrics().filter(({ MetricName }) => MetricName === "refused")).toHaveLength(3);
});

test.each([
  ["LagAlarm", 30 * 60],
  ["ScanStoppedAlarm", 0],
  ["ObjectGivenUpAlarm", 1],
])("what %s compares with its threshold is in the threshold's unit", async (name, value) => {
  await TROUBLES[name]?.();
  const { MetricName } = ALARMS[name] ?? {};
  expect(emittedMetrics().find((metric) => metric.MetricName === MetricName)).toMatchObject({ value });
});

function emittedMetrics() {
  return printed.flatMap(metricsOf);
}

const context = { getRemainingTimeInMillis: () => 29_000 } as Context;

/** @returns the message that tells of it */
function putObject(key: string, bytes: Uint8Array | string, eventTime = NOW): string {
  mkdirSync(join(folder, "objects/logs"), { recursive: true });
  writeFileSync(join(folder, "objects", key), bytes);
  const s3 = { bucket: { name: "logs" }, object: { key } };
  return JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", eventTime, s3 }] });
}

async function receive(body: string): Promise<void> {
  const { handler } = await import("../../functions/ingest-object.ts");
  // Only what the handler reads.
  await handler({ Records: [{ messageId: "m0", receiptHandle: "r0", body }] } as SQSEvent, context);
}

async function post(body: Uint8Array | string): Promise<void> {
  const { handler } = await import("../../functions/ingest-http.ts");
  // Only what the payload format 2.0 has and the handler reads.
  const event = {
    rawPath: "/ingest/app",
    headers: { authorization: "Bearer t0ken", ...(typeof body !== "string" && { "content-encoding": "gzip" }) },
    body: Buffer.from(body).toString("base64"),
    isBase64Encoded: true,
    requestContext: { requestId: "request-1", http: { method: "POST", path: "/ingest/app" } },
  } as unknown as APIGatewayProxyEventV2;
  await handler(event, context);
}

function subscription(message: string): Buffer {
  const logEvents = [{ id: "1", timestamp: Date.parse(NOW), message }];
  const envelope = { messageType: "DATA_MESSAGE", owner: "1", logGroup: "/ecs/cart", logStream: "s", logEvents };
  return gzipSync(JSON.stringify(envelope));
}

async function callLogs(data: Buffer): Promise<void> {
  const { handler } = await import("../../functions/ingest-logs.ts");
  await handler({ awslogs: { data: data.toString("base64") } }, context);
}

async function storeError(): Promise<void> {
  const { openStore } = await import("../../lib/adapters/open.ts");
  const { processConfig } = await import("../../lib/config.ts");
  const store = await openStore(await processConfig());
  await store.write([errorDocument("d1", { atMs: Date.parse(NOW) - 1 })]);
}

async function scan(): Promise<void> {
  const { handler } = await import("../../functions/scan-errors.ts");
  await handler({ source: "aws.scheduler" } as ScheduledEvent, context);
}
