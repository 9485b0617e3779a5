import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../lib/config.ts";
import type { Delivery } from "../../../lib/ingest/delivery.ts";
import { createDocumenter } from "../../../lib/ingest/document.ts";
import { parse } from "../../../lib/ingest/parse.ts";
import type { ReadRecord } from "../../../lib/ingest/read.ts";
import { DELIVERED_MS, INGESTED_AT } from "../documents.ts";
import { damaged } from "../generate/bytes.ts";
import { anyValue, usualRecord } from "../generate/records.ts";
import { law } from "../law.ts";

const SETTINGS = [
  "",
  "redact: { detectors: [credentials] }",
  "redact: { detectors: [credentials, pii] }",
  "datasets: [{ match: '*', name: sales, timeZone: Asia/Tokyo, service: till }]",
].map((yaml) => ({ ...parseConfig({}, yaml), nowMs: () => Date.parse(INGESTED_AT) }));

const delivery: Delivery = {
  origin: "http:shop",
  scope: "x",
  name: "shop",
  tag: "shop",
  deliveredMs: DELIVERED_MS,
  body: (async function* () {})(),
};

const level = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("INFO", "error", "warning", 30) },
  { weight: 1, arbitrary: anyValue },
);
const message = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), fc.constantFrom("order 7 failed", "user é\n")),
  },
  { weight: 1, arbitrary: anyValue },
);
const line = fc
  .tuple(level, message, usualRecord, fc.constantFrom(", ", ","))
  .map(([said, text, rest, comma]) =>
    JSON.stringify({ level: said, message: text, ...rest }).replaceAll(',"', `${comma}"`),
  )
  .map((json) => Buffer.from(json));

function told(read: ReadRecord): unknown {
  if (read.kind !== "document") return read;
  const { id, timestampMs, isError, json } = read.document;
  return { id, timestampMs, isError, record: JSON.parse(json) as unknown };
}

export const directLaws = [
  law(
    "direct: the short way from a line of JSON to its document gives what the long way gives, or nothing",
    100,
    fc.tuple(
      fc.oneof({ weight: 3, arbitrary: line }, { weight: 1, arbitrary: damaged(line) }),
      fc.constantFrom(...SETTINGS),
    ),
    ([bytes, settings]) => {
      const frame = { bytes, offsetBytes: 0 };
      const short = createDocumenter(delivery, settings).direct(frame, () => "id");
      if (!short) return;
      const parsed = parse(bytes);
      assert.equal(parsed.kind, "object");
      if (parsed.kind !== "object") return;
      const long = createDocumenter(delivery, settings).documentOf({ id: "id", content: parsed.value, frame });
      assert.deepEqual(told(short), told(long));
    },
  ),
];
