import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { ingestSubscription } from "../../../lib/ingest/cloudwatch.ts";
import { answer } from "../../../lib/ingest/http/answer.ts";
import { DELIVERED_MS, INGESTED_AT } from "../documents.ts";
import { withStores } from "../embedded.ts";
import { damaged } from "../generate/bytes.ts";
import { compressed, otlpProtobuf } from "../generate/encodings.ts";
import { anyText } from "../generate/lines.ts";
import { anyRecord, anyValue } from "../generate/records.ts";
import { law } from "../law.ts";

const settings = { datasets: [], nowMs: () => Date.parse(INGESTED_AT), tokens: ["t"], anonymous: false };

const path = fc.oneof(
  fc.constantFrom("/ingest", "/ingest/a.b", "/ingest/%E0%A4", "/es/_bulk", "/es/logs/_bulk", "/es", "/v1/logs", "/x"),
  fc.string({ maxLength: 8 }).map((text) => `/ingest/${text}`),
);
const headers = fc.record(
  {
    authorization: fc.constant("Bearer t"),
    "content-type": fc.constantFrom(
      "application/json",
      "application/x-protobuf",
      "application/msgpack",
      "text/csv",
      "",
    ),
    "content-encoding": fc.constantFrom("gzip", "deflate", "zstd", "br", ""),
    "x-chunk-id": fc.constantFrom(
      "65a4f1c2b3d4e5f60718293a4b5c6d7e",
      "ffffffffffffffffffffffffffffffff",
      "\u0024{chunk_id}",
      "é",
      "",
    ),
    "x-fluent-tag": fc.string({ maxLength: 5 }),
  },
  { requiredKeys: ["authorization"] },
);
const text = anyText.map((lines) => Buffer.from(lines));
const body = fc.oneof(
  text,
  compressed(text),
  anyValue.map((value) => Buffer.from(JSON.stringify(value))),
  anyValue.map((value) => Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [value] }] }] }))),
  fc.array(fc.string(), { maxLength: 3 }).map(otlpProtobuf),
  fc
    .array(anyRecord, { maxLength: 3 })
    .map((all) => Buffer.from(all.map((one) => `{"create":{}}\n${JSON.stringify(one)}\n`).join(""))),
);

const envelope = fc.record(
  {
    messageType: fc.constantFrom("DATA_MESSAGE", "CONTROL_MESSAGE", "x"),
    owner: fc.constant("123456789012"),
    logGroup: fc.oneof(fc.constant("/aws/lambda/shop"), anyValue),
    logStream: fc.oneof(fc.constant("s"), anyValue),
    logEvents: fc.oneof(
      fc.array(
        fc.record(
          {
            id: fc.oneof(fc.constantFrom("1", "2"), anyValue),
            timestamp: fc.oneof(fc.constant(DELIVERED_MS), anyValue),
            message: fc.oneof(anyText, anyValue),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 3 },
      ),
      anyValue,
    ),
  },
  { requiredKeys: ["messageType", "logEvents"] },
);

export const waysInLaws = [
  law(
    "http: no request is answered as if the store were down while it is well: a shipper would send it for ever",
    10,
    fc.tuple(fc.constantFrom("POST", "PUT", "GET"), path, headers, damaged(body)),
    ([method, at, given, bytes]) =>
      withStores(async ({ store, objects }) => {
        const request = { method, path: at, headers: given, body: bytes, requestId: "r", receivedMs: DELIVERED_MS };
        const { response, report } = await answer(request, { store, objects }, settings, () => 30_000);
        assert.ok(response.status === 200 || (response.status >= 400 && response.status < 500), `${response.status}`);
        assert.equal(await store.count({}), report?.indexed ?? 0);
      }),
  ),
  law(
    "CloudWatch Logs: any data is accounted for, and sent again is known",
    5,
    damaged(envelope.map((said) => gzipSync(JSON.stringify(said), { level: 1 }))),
    (bytes) =>
      withStores(async (stores) => {
        const send = () => ingestSubscription(bytes.toString("base64"), DELIVERED_MS, stores, settings);
        const first = await send();
        assert.equal(await stores.store.count({}), first?.indexed ?? 0);
        const again = await send();
        assert.equal(again?.indexed ?? 0, 0);
        assert.equal(again?.quarantined, first?.quarantined);
      }),
  ),
];
