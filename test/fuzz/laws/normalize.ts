import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../lib/config.ts";
import { normalize } from "../../../lib/normalize/record.ts";
import { rulesFor } from "../../../lib/normalize/rules/rules.ts";
import { isError, type JsonObject } from "../../../lib/record.ts";
import { assertDocument, assertStorable, DELIVERED_MS, INGESTED_AT } from "../documents.ts";
import { anyRecord } from "../generate/records.ts";
import { law } from "../law.ts";

const settings = parseConfig(
  {},
  `datasets:
  - { match: "berlin*", timeZone: Europe/Berlin, service: till, rename: { status: log.level, "a.b": message }, enrich: { team: shop } }
redact: { detectors: [credentials, pii] }
`,
);

function documentOf(given: JsonObject, dataset: string, shippedTime: string | undefined) {
  const rules = rulesFor(settings, dataset);
  return normalize(given, {
    dataset: rules.dataset,
    rules,
    origin: "s3://logs/a",
    tag: dataset,
    shippedTime,
    deliveredMs: DELIVERED_MS,
    ingestedAt: INGESTED_AT,
    ordinal: 7,
  }).record;
}

export const normalizeLaws = [
  law(
    "normalize: any record is a document within bounds, that the store takes, and the same each time",
    110,
    fc.tuple(anyRecord, fc.constantFrom("berlin", "x"), fc.constantFrom(undefined, "2026-11-23T10:00:00Z", "never")),
    async ([given, dataset, shippedTime]) => {
      const text = JSON.stringify(given);
      const record = documentOf(JSON.parse(text), dataset, shippedTime);
      const json = JSON.stringify(record);
      assertDocument(json);
      assert.equal(JSON.stringify(documentOf(JSON.parse(text), dataset, shippedTime)), json);
      await assertStorable([
        { id: "a", timestampMs: Date.parse(record["@timestamp"]), isError: isError(record), json },
      ]);
    },
  ),
];
