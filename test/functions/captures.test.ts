/** Every capture of a real shipper, sent to the handlers as it was captured, gives exactly the records that the shipper read. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Context, SQSEvent } from "aws-lambda";
import { describe, expect, test, vi } from "vitest";
import { handler as ingestObject } from "../../functions/ingest-object.ts";
import { openObjects, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import type { JsonObject, LogRecord } from "../../lib/record.ts";
import {
  type CapturedObject,
  type CapturedRequest,
  capturedLines,
  capturedObjects,
  capturedRequests,
  expectedRecords,
} from "../support/captures.ts";
import { allDocuments, quarantined, temporaryFolder } from "../support/embedded.ts";
import { AUTHORIZATION, type IngestEndpoint, startIngestEndpoint } from "../support/ingest-endpoint.ts";

/** What a capture's own format leaves of a record. */
interface Kept {
  /** `request`: the shipper sends no time, so the request's counts. */
  readonly time?: "request";
  readonly message?: (message: string) => string;
}

const rowOf = (record: LogRecord) => [
  record["@timestamp"],
  record["log.level"],
  record.message,
  record["service.name"],
];

const wantedRows = (records: readonly JsonObject[], { time, message = (text) => text }: Kept = {}) =>
  records
    .map((one) => [
      time === "request" ? "2026-11-23T14:00:00.000Z" : timeOf(one),
      String(one["level"]).toLowerCase(),
      message(String(one["message"])),
      one["service"],
    ])
    .sort();

function timeOf({ epoch, timestamp }: JsonObject): string {
  return (epoch === undefined ? new Date(`${timestamp}Z`) : new Date(Number(epoch) * 1000)).toISOString();
}

async function send(
  { url }: IngestEndpoint,
  { method, path, headers, body }: CapturedRequest,
  more = {},
): Promise<void> {
  const { host: _, connection: __, "content-length": ___, ...own } = headers;
  const response = await fetch(url + path, { method, headers: { ...own, ...AUTHORIZATION, ...more }, body });
  expect(response.status).toBe(200);
}

/** @returns what is stored once the object's notification is handled, twice */
async function ingestObjects(objects: readonly CapturedObject[]) {
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  for (const { key, bytes } of objects) {
    mkdirSync(dirname(join(folder, "objects", key)), { recursive: true });
    writeFileSync(join(folder, "objects", key), bytes);
  }
  const body = JSON.stringify({
    Records: objects.map(({ keyInEvent }) => ({
      eventName: "ObjectCreated:Put",
      eventTime: "2026-11-23T14:00:00.000Z",
      s3: { bucket: { name: "logs" }, object: { key: keyInEvent } },
    })),
  });
  // Only what the handler reads of the event and the context.
  const event = { Records: ["1", "2"].map((messageId) => ({ messageId, body })) } as SQSEvent;
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  expect(await ingestObject(event, context)).toEqual({ batchItemFailures: [] });
  const config = await processConfig();
  return {
    records: (await allDocuments(await openStore(config))).map(({ record }) => record),
    quarantined: await quarantined(await openObjects(config)),
  };
}

// Fluentd writes tabs inside of LTSV's values as spaces.
const LTSV: Kept = { message: (text) => text.replaceAll("\t", " ") };

describe("Fluentd's out_http", () => {
  test.each<[string, Kept?]>([
    ["01-ndjson-default"],
    ["02-json-array"],
    ["03-ndjson-timekey-not-kept", { time: "request" }],
    ["04-ndjson-inject-default", { time: "request" }],
    ["05-ndjson-inject-via-filter"],
    ["06-gzip-ndjson"],
    ["07-gzip-json-array"],
    ["08-msgpack"],
    ["10-basic-auth-headers"],
    ["11-aws-sigv4"],
    ["14-put"],
    ["15-format-out_file"],
    ["16-format-single_value"],
    ["17-format-ltsv", LTSV],
    ["19-parse-none"],
    ["24-content-type-charset"],
    ["26-json-no-newline"],
  ])("%s", async (name, kept) => {
    const endpoint = await startIngestEndpoint();
    for (const request of capturedRequests(name)) await send(endpoint, request);
    const rows = (await endpoint.stored()).map(({ record }) => rowOf(record));
    expect(rows.sort()).toEqual(wantedRows(expectedRecords("app"), kept));
    expect(await endpoint.quarantined()).toEqual([]);
  });

  test("18-format-csv, which names no columns: one record a row, with all that stands in it", async () => {
    const endpoint = await startIngestEndpoint();
    for (const request of capturedRequests("18-format-csv")) await send(endpoint, request);
    const messages = (await endpoint.stored()).map(({ record }) => record.message);
    const expected = expectedRecords("app").map(({ message }) => String(message));
    for (const message of expected) expect(messages.filter((one) => one.includes(idIn(message)))).toHaveLength(1);
    expect(messages).toHaveLength(expected.length);
  });

  test("05-ndjson-inject-via-filter: tag and host are the record's", async () => {
    const endpoint = await startIngestEndpoint();
    for (const request of capturedRequests("05-ndjson-inject-via-filter")) await send(endpoint, request);
    for (const { record } of await endpoint.stored())
      expect(record).toMatchObject({ "event.dataset": "app.json", "host.name": "web-0" });
  });

  test.each(["28-retry-identical-bytes", "29-retry-gzip-differs"])(
    "%s: one chunk three times is stored once if it is named, and each time if it is not",
    async (name) => {
      const wanted = wantedRows(capturedLines(name, "http"));
      const endpoint = await startIngestEndpoint();
      const rows = async () => (await endpoint.stored()).map(({ record }) => rowOf(record)).sort();
      for (const request of capturedRequests(name)) await send(endpoint, request, { "x-chunk-id": "5f1c" });
      expect(await rows()).toEqual(wanted);
      for (const request of capturedRequests(name)) await send(endpoint, request);
      expect(await rows()).toEqual([...wanted, ...wanted, ...wanted, ...wanted].sort());
    },
  );
});

describe("Fluent Bit's out_http", () => {
  test.each([
    "01-http-json-default-noparser",
    "02-http-json",
    "03-http-json-time-not-kept",
    "04-http-json_lines",
    "06-http-msgpack",
    "07-http-json-gzip",
    "08-http-json_lines-zstd",
    "10-http-date-iso8601",
    "11-http-date-epoch",
    "13-http-date-java_sql",
    "14-http-date-key-false",
    "15-http-auth-headers-tag",
    "17-http-aws-sigv4",
  ])("%s", async (name) => {
    const endpoint = await startIngestEndpoint();
    for (const request of capturedRequests(name, "fluent-bit")) await send(endpoint, request);
    const rows = (await endpoint.stored()).map(({ record }) => rowOf(record));
    expect(rows.sort()).toEqual(wantedRows(expectedRecords("app")));
    expect(await endpoint.quarantined()).toEqual([]);
  });
});

describe("lines that are anything but JSON logs", () => {
  // By the ends of their messages; what the shipper itself made of a line (two of an array, a time taken away) stays so.
  const told = [
    "lower-case level",
    "plain text that is not JSON",
    "truncated json",
    "other field names",
    '{"nested":{"a":[1,2,{"b":null}]}}',
    '["an","array"]',
    "42",
    '"string"',
    "null",
    "second wins",
    "raw bytes",
    "nul \u0000 and lone surrogate",
    "big xxx",
    "bigint",
    "bad time",
    "ansi coloured line",
    "crlf line",
    "last",
  ];

  test.each(["http", "fluent-bit", "s3"] as const)("%s: each is a record with what it says", async (way) => {
    let records: LogRecord[];
    let refused: readonly unknown[];
    if (way === "s3") ({ records, quarantined: refused } = await ingestObjects(capturedObjects("17-messy-json")));
    else {
      const endpoint = await startIngestEndpoint();
      const name = way === "http" ? "22-messy-json" : "19-http-messy";
      for (const request of capturedRequests(name, way)) await send(endpoint, request);
      records = (await endpoint.stored()).map(({ record }) => record);
      refused = await endpoint.quarantined();
    }
    expect(refused).toEqual([]);
    expect(records).toHaveLength(way === "fluent-bit" ? 22 : 23);
    const messages = records.map(({ message }) => message);
    for (const text of told)
      expect(
        messages.some((message) => message.includes(text)),
        text,
      ).toBe(true);
    const of = (text: string) => records.find(({ message }) => message.includes(text));
    expect(of("ansi coloured line")).toMatchObject({
      "@timestamp": "2026-11-23T10:00:10.000Z",
      "log.level": "error",
      message: "ansi coloured line",
    });
    expect(of("bigint")).toMatchObject({ "log.level": "info", "service.name": "app1" });
    expect(String(of("bigint")?.attributes?.["n"])).toBe("12345678901234567890");
    expect(of("other field names")).toMatchObject({ "@timestamp": "2026-11-23T10:00:03.123Z", "log.level": "warn" });
    expect(JSON.stringify(records)).not.toContain("hunter2");
  });
});

describe("objects", () => {
  test.each<["s3" | "fluent-bit", string, Kept?]>([
    ["s3", "01-default-gzip-out_file"],
    ["s3", "02-gzip-json"],
    ["s3", "04-json-store"],
    ["s3", "05-text-out_file"],
    ["s3", "06-zstd-json"],
    ["s3", "07-text-single_value"],
    ["s3", "08-gzip-ltsv", LTSV],
    ["s3", "10-gzip-msgpack"],
    ["s3", "11-multi-member-gzip"],
    ["s3", "12-multi-frame-zstd"],
    ["s3", "13-hive-key-odd-chars"],
    ["s3", "15-index-increments"],
    ["fluent-bit", "23-s3-default"],
    ["fluent-bit", "24-s3-gzip"],
    ["fluent-bit", "25-s3-gzip-iso-key"],
    ["fluent-bit", "27-s3-log_key"],
  ])("%s %s, told of twice", async (shipper, name, kept) => {
    const { records, quarantined: refused } = await ingestObjects(capturedObjects(name, shipper));
    expect(records.map(rowOf).sort()).toEqual(wantedRows(expectedRecords("app"), kept));
    expect(refused).toEqual([]);
  });

  test("21-duplicate-object-after-lost-ack: two keys are two deliveries, of which nothing is guessed away", async () => {
    const wanted = wantedRows(capturedLines("21-duplicate-object-after-lost-ack", "s3"));
    const { records } = await ingestObjects(capturedObjects("21-duplicate-object-after-lost-ack"));
    expect(records.map(rowOf).sort()).toEqual([...wanted, ...wanted].sort());
  });
});

function idIn(message: string): string {
  return /\[r0-\d+\]$/.exec(message)?.[0] ?? message;
}
