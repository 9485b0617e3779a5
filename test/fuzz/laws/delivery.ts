import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../lib/config.ts";
import type { Delivery } from "../../../lib/ingest/delivery.ts";
import { type ReadRecord, readRecords } from "../../../lib/ingest/read.ts";
import { BLOCK_BYTES } from "../../../lib/ingest/record-id.ts";
import { inPieces } from "../../support/streams.ts";
import { assertDocument, assertStorable, contentOf, DELIVERED_MS, INGESTED_AT, wholeOf } from "../documents.ts";
import { anyBytes, damaged, pieceBytes } from "../generate/bytes.ts";
import { compressed, declared, fluentdEntry, utf16 } from "../generate/encodings.ts";
import { anyText, closedText } from "../generate/lines.ts";
import { anyRecord } from "../generate/records.ts";
import { law } from "../law.ts";

const settings = { ...parseConfig({}, "redact: { detectors: [credentials] }"), nowMs: () => Date.parse(INGESTED_AT) };

interface Said {
  readonly name: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
}

function deliveryOf(bytes: Uint8Array, said: Said, cut?: number): Delivery {
  return {
    ...said,
    origin: "s3://logs/a",
    scope: "s3://logs/a",
    deliveredMs: DELIVERED_MS,
    body: inPieces(bytes, cut),
  };
}

async function recordsOf(bytes: Uint8Array, said: Said = { name: "logs/a.log" }, cut?: number): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for await (const some of readRecords(deliveryOf(bytes, said, cut), settings)) records.push(...some);
  return records;
}

const documentsOf = (records: readonly ReadRecord[]) =>
  records.flatMap((record) => (record.kind === "document" ? [record.document] : []));
const idsOf = (records: readonly ReadRecord[]) =>
  records.flatMap((record) => {
    if (record.kind === "document") return [record.document.id];
    return record.kind === "unreadable" ? [record.entry.id] : [];
  });

const body = fc.oneof(
  { weight: 4, arbitrary: anyText.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: anyBytes },
  { weight: 1, arbitrary: fc.tuple(anyText, fc.boolean()).map(([text, isLittle]) => utf16(text, isLittle)) },
  { weight: 1, arbitrary: fc.array(anyRecord, { maxLength: 3 }).map((all) => Buffer.concat(all.map(fluentdEntry))) },
  {
    weight: 1,
    arbitrary: fc
      .array(anyRecord, { maxLength: 4 })
      .map((all) => Buffer.from(all.map((one) => JSON.stringify(one)).join("\n"))),
  },
);

/** A record that takes exactly so many bytes. */
function padding(sizeBytes: number): Buffer {
  const head = '{"message":"';
  const tail = '"}\n';
  return Buffer.from(head + "x".repeat(sizeBytes - head.length - tail.length) + tail);
}

export const deliveryLaws = [
  law(
    "delivery: any bytes give the same documents, byte for byte, however they come; the store takes all, no id is there twice",
    100,
    fc.tuple(
      damaged(fc.oneof({ weight: 3, arbitrary: body }, { weight: 1, arbitrary: compressed(body) })),
      pieceBytes,
      declared,
    ),
    async ([bytes, cut, said]) => {
      const records = await recordsOf(bytes, said);
      assert.deepEqual(wholeOf(await recordsOf(bytes, said, cut)), wholeOf(records));
      const ids = idsOf(records);
      assert.equal(new Set(ids).size, ids.length);
      const documents = documentsOf(records);
      for (const { json } of documents) assertDocument(json);
      await assertStorable(documents);
    },
  ),
  law(
    "delivery: two bodies of whole records, one behind the other, give the records of both",
    60,
    fc.tuple(closedText, closedText),
    async ([first, second]) => {
      const both = contentOf(await recordsOf(Buffer.from(first + second)));
      const apart = [...(await recordsOf(Buffer.from(first))), ...(await recordsOf(Buffer.from(second)))];
      assert.deepEqual(both, contentOf(apart));
    },
  ),
  law(
    "delivery: records are the same wherever a block ends between or inside of them",
    15,
    fc.tuple(closedText, fc.nat(400)),
    async ([text, before]) => {
      const bytes = Buffer.concat([padding(BLOCK_BYTES - before), Buffer.from(text)]);
      const records = await recordsOf(bytes, undefined, 50_000);
      assert.deepEqual(contentOf(records.slice(1)), contentOf(await recordsOf(Buffer.from(text))));
      assert.equal(new Set(idsOf(records)).size, records.length);
    },
  ),
  law(
    "delivery: an object that grew at its end keeps the ids in the blocks that were full before",
    5,
    fc.tuple(closedText, closedText),
    async ([text, more]) => {
      const bytes = Buffer.concat([Buffer.from(text), padding(BLOCK_BYTES)]);
      const before = idsOf(await recordsOf(bytes));
      const grown = idsOf(await recordsOf(Buffer.concat([bytes, Buffer.from(more)])));
      // The padding begins in the first block, too, and ends in the second.
      assert.deepEqual(grown.slice(0, before.length), before);
    },
  ),
];
