import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { readBulk } from "../../../lib/ingest/bulk.ts";
import type { Delivery } from "../../../lib/ingest/delivery.ts";
import { readOtlp } from "../../../lib/ingest/otlp/read.ts";
import type { ReadRecord } from "../../../lib/ingest/read.ts";
import { readQueueBody } from "../../../lib/ingest/s3-event.ts";
import { inPieces } from "../../support/streams.ts";
import { assertDocument, assertStorable, DELIVERED_MS, INGESTED_AT, wholeOf } from "../documents.ts";
import { anyBytes, damaged, pieceBytes } from "../generate/bytes.ts";
import { otlpProtobuf } from "../generate/encodings.ts";
import { anyLine } from "../generate/lines.ts";
import { anyRecord, anyValue } from "../generate/records.ts";
import { law } from "../law.ts";

const settings = { datasets: [], nowMs: () => Date.parse(INGESTED_AT) };

function deliveryOf(bytes: Uint8Array, cut?: number): Delivery {
  const place = { origin: "http:", scope: "x", name: "", deliveredMs: DELIVERED_MS };
  return { ...place, raw: bytes, body: inPieces(bytes, cut) };
}

async function all(records: AsyncIterable<ReadRecord[]>): Promise<ReadRecord[]> {
  const read: ReadRecord[] = [];
  for await (const some of records) read.push(...some);
  return read;
}

async function assertRead(once: readonly ReadRecord[], again: readonly ReadRecord[]): Promise<void> {
  assert.deepEqual(wholeOf(again), wholeOf(once));
  const documents = once.flatMap((record) => (record.kind === "document" ? [record.document] : []));
  for (const { json } of documents) assertDocument(json);
  // A client may name two records alike: the second one is its duplicate.
  await assertStorable([...new Map(documents.map((document) => [document.id, document])).values()]);
}

const actionLine = fc.oneof(
  fc.constantFrom(
    '{"create":{}}',
    '{"index":{"_index":"logs-2026.11.23","_id":"1"}}',
    '{"delete":{"_id":"1"}}',
    '{"update":{"_id":"1"}}',
  ),
  fc
    .tuple(fc.constantFrom("create", "index", "x"), anyValue)
    .map(([action, target]) => JSON.stringify({ [action]: target })),
);
const bulkBody = fc
  .array(
    fc.oneof(
      actionLine,
      anyRecord.map((record) => JSON.stringify(record)),
      anyLine,
    ),
    { maxLength: 10 },
  )
  .map((lines) => Buffer.from(lines.map((line) => `${line}\n`).join("")));

const otlpJson = fc
  .record(
    {
      timeUnixNano: fc.oneof(fc.constant("1795428000000000000"), anyValue),
      severityNumber: fc.oneof(fc.integer({ min: 0, max: 30 }), anyValue),
      severityText: anyValue,
      body: fc.oneof(fc.record({ stringValue: fc.string() }), fc.record({ kvlistValue: anyValue }), anyValue),
      attributes: fc.oneof(
        fc.array(fc.record({ key: fc.string(), value: fc.record({ stringValue: fc.string() }) })),
        anyValue,
      ),
      traceId: anyValue,
    },
    { requiredKeys: [] },
  )
  .map((log) => Buffer.from(JSON.stringify({ resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: [log] }] }] })));
const otlpBinary = fc.array(fc.string(), { maxLength: 4 }).map(otlpProtobuf);

const notification = fc.oneof(
  fc.constantFrom(
    '{"Records":[{"eventName":"ObjectCreated:Put","eventTime":"2026-11-23T10:00:00Z","s3":{"bucket":{"name":"b"},"object":{"key":"a%20b+c"}}}]}',
    '{"source":"aws.s3","detail-type":"Object Created","time":"2026-11-23T10:00:00Z","detail":{"bucket":{"name":"b"},"object":{"key":"k"}}}',
    '{"Type":"Notification","Message":"{\\"Records\\":[]}"}',
    '{"Event":"s3:TestEvent"}',
  ),
  anyValue.map((value) => JSON.stringify(value)),
);

export const protocolLaws = [
  law(
    "bulk: any body is read, damaged or not, and gives the same however it comes",
    20,
    fc.tuple(damaged(bulkBody), pieceBytes),
    async ([bytes, cut]) => {
      const reader = { index: "logs", onItem() {}, onMisread() {} };
      await assertRead(
        await all(readBulk(deliveryOf(bytes), settings, reader)),
        await all(readBulk(deliveryOf(bytes, cut), settings, reader)),
      );
    },
  ),
  law(
    "OTLP: any body is read, damaged or not, in both encodings",
    25,
    fc.tuple(
      fc.oneof(
        fc.tuple(damaged(otlpJson), fc.constant("json" as const)),
        fc.tuple(damaged(otlpBinary), fc.constant("protobuf" as const)),
        fc.tuple(anyBytes, fc.constantFrom("json" as const, "protobuf" as const)),
      ),
      fc.boolean(),
    ),
    async ([[bytes, encoding], isCompressed]) => {
      const body = isCompressed ? gzipSync(bytes, { level: 1 }) : bytes;
      await assertRead(
        await all(readOtlp(deliveryOf(body), settings, encoding, () => {})),
        await all(readOtlp(deliveryOf(body, 7), settings, encoding, () => {})),
      );
    },
  ),
  law(
    "queue messages: any text is understood, or said not to be",
    20,
    damaged(notification.map((text) => Buffer.from(text))),
    (bytes) => {
      const body = readQueueBody(bytes.toString("utf8"));
      if (body.kind === "objects")
        for (const { bucket, key } of body.objects) assert.ok(bucket.length + key.length >= 0);
    },
  ),
];
