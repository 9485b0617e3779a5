import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../../lib/errors.ts";
import type { Delivery } from "../../../lib/ingest/delivery.ts";
import { ingest } from "../../../lib/ingest/run.ts";
import type { LogStore, StoredDocument, WriteOutcome } from "../../../lib/ports.ts";
import { allDocuments, openEmbedded, quarantined } from "../../support/embedded.ts";
import { inPieces } from "../../support/streams.ts";

const DELIVERED = Date.parse("2026-11-23T12:00:00Z");
const settings = { datasets: [], nowMs: () => DELIVERED + 1_000 };

function objectOf(bytes: Uint8Array | string, changes: Partial<Delivery> = {}): Delivery {
  const body = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  return {
    origin: "s3://logs/a.gz",
    scope: "s3://logs/a.gz",
    name: "a.gz",
    deliveredMs: DELIVERED,
    body: inPieces(body),
    ...changes,
  };
}

const linesOf = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `{"timestamp":"2026-11-23 10:00:00","level":"INFO","message":"order ${n} paid"}\n`,
  ).join("");

test("every line is a document, in its place", async () => {
  const { store, objects } = await openEmbedded();
  const report = await ingest(objectOf(linesOf(3)), { store, objects }, settings);
  expect(report).toMatchObject({
    object: "s3://logs/a.gz",
    received: 3,
    indexed: 3,
    duplicate: 0,
    filtered: 0,
    quarantined: 0,
    reasons: {},
  });
  const documents = await allDocuments(store);
  expect(documents.map(({ record }) => [record["log.offset"], record.message])).toEqual([
    [0, "order 0 paid"],
    [1, "order 1 paid"],
    [2, "order 2 paid"],
  ]);
});

test("the same object again, and its content compressed anew, are duplicates", async () => {
  const { store, objects } = await openEmbedded();
  const text = linesOf(5);
  await ingest(objectOf(gzipSync(text)), { store, objects }, settings);
  for (const bytes of [
    gzipSync(text),
    gzipSync(text, { level: 1 }),
    Buffer.concat([gzipSync(text.slice(0, 40)), gzipSync(text.slice(40))]),
  ]) {
    const report = await ingest(objectOf(bytes), { store, objects }, settings);
    expect(report).toMatchObject({ received: 5, indexed: 0, duplicate: 5 });
  }
});

test("equal lines in one object are as many documents", async () => {
  const { store, objects } = await openEmbedded();
  const line = '{"timestamp":"2026-11-23 10:00:00","message":"connection refused"}\n';
  expect(await ingest(objectOf(line.repeat(5)), { store, objects }, settings)).toMatchObject({
    received: 5,
    indexed: 5,
  });
});

test("an object of many blocks and batches is taken whole, whatever the pieces it comes in", async () => {
  const { store, objects } = await openEmbedded();
  const bytes = Buffer.from(linesOf(12_000));
  expect(await ingest(objectOf(bytes, { body: inPieces(bytes, 1_013) }), { store, objects }, settings)).toMatchObject({
    indexed: 12_000,
  });
  expect(await store.count({})).toBe(12_000);
  expect(await ingest(objectOf(bytes), { store, objects }, settings)).toMatchObject({ indexed: 0, duplicate: 12_000 });
});

test("a line that is no JSON object but begins like one is quarantined with reason, place and bytes; its neighbours are indexed", async () => {
  const { store, objects } = await openEmbedded();
  const good = '{"message":"good"}\n';
  const broken = '{"message":"cut\n';
  const report = await ingest(objectOf(good + broken + good), { store, objects }, settings);
  expect(report).toMatchObject({ received: 3, indexed: 2, quarantined: 1, reasons: { "not JSON": 1 } });
  expect(await quarantined(objects)).toEqual([
    expect.objectContaining({
      raw: broken.trim(),
      offset: good.length,
      reason: expect.stringContaining("not JSON"),
      origin: "s3://logs/a.gz",
    }),
  ]);
});

test("a redelivery writes its quarantine over the first one", async () => {
  const { store, objects } = await openEmbedded();
  for (let n = 0; n < 2; n++) await ingest(objectOf('{"cut\n'), { store, objects }, settings);
  expect(await quarantined(objects)).toHaveLength(1);
});

test("other broken content under the same key does not overwrite what lies in quarantine", async () => {
  const { store, objects } = await openEmbedded();
  for (const text of ['{"one\n', '{"two\n']) await ingest(objectOf(text), { store, objects }, settings);
  expect((await quarantined(objects)).map((entry) => entry.raw).sort()).toEqual(['{"one', '{"two']);
});

test("bytes that are no text are quarantined as base64", async () => {
  const { store, objects } = await openEmbedded();
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x0a]);
  await ingest(objectOf(bytes), { store, objects }, settings);
  expect(await quarantined(objects)).toEqual([
    expect.objectContaining({ rawBase64: bytes.subarray(0, 3).toString("base64") }),
  ]);
});

test("a gzip object cut off gives its whole lines, and says what is missing", async () => {
  const { store, objects } = await openEmbedded();
  const whole = gzipSync(linesOf(2_000));
  const report = await ingest(objectOf(whole.subarray(0, whole.length - 20)), { store, objects }, settings);
  expect(report.indexed).toBeGreaterThan(1_900);
  expect(report.quarantined).toBeGreaterThanOrEqual(1);
  expect(Object.keys(report.reasons)).toContain("undecodable gzip");
});

test("a record that is too long is indexed as far as it was held, marked, counted once, and kept whole", async () => {
  const { store, objects } = await openEmbedded();
  const long = JSON.stringify({ timestamp: "2026-11-23 10:00:00", level: "ERROR", message: "x".repeat(3_000_000) });
  const bytes = Buffer.from(`${long}\n${linesOf(1)}`);
  for (const counts of [
    { indexed: 2, duplicate: 0 },
    { indexed: 0, duplicate: 2 },
  ]) {
    const report = await ingest(objectOf(bytes, { body: inPieces(bytes, 10_007) }), { store, objects }, settings);
    expect(report).toMatchObject({ received: 2, quarantined: 0, reasons: {}, ...counts });
  }
  const documents = await allDocuments(store);
  expect(documents.find(({ record }) => record.message.startsWith("xxx"))?.record).toMatchObject({
    "@timestamp": "2026-11-23T10:00:00.000Z",
    "log.level": "error",
    attributes: { "sluice.cut": "longer than 1048576 bytes: kept whole below oversized/" },
  });
  const kept = await quarantined(objects, "oversized/");
  kept.sort((a, b) => a.offset - b.offset);
  expect(kept.map(({ raw }) => raw).join("")).toBe(long);
  expect(await quarantined(objects)).toEqual([]);
});

test("a trace that the end of a cut object leaves open loses only the line that was cut", async () => {
  const { store, objects } = await openEmbedded();
  const text = "ERROR failed\njava.lang.Error: no\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.ja";
  const whole = gzipSync(text, { level: 0 });
  const report = await ingest(objectOf(whole.subarray(0, whole.length - 12)), { store, objects }, settings);
  expect(report).toMatchObject({ indexed: 1 });
  expect((await allDocuments(store)).map(({ record }) => record["error.stack_trace"])).toEqual([
    "java.lang.Error: no\n\tat a.B.c(B.java:1)",
  ]);
});

test("objects that are glued together are records, wherever a block ends", async () => {
  const { store, objects } = await openEmbedded();
  const glued = linesOf(3_000).replaceAll("\n", "");
  for (const separator of ["", ",\n", "\n\n"]) {
    const bytes = Buffer.from(linesOf(3_000).replaceAll("\n", separator));
    const report = await ingest(objectOf(bytes, { scope: separator }), { store, objects }, settings);
    expect(report).toMatchObject({ received: 3_000, indexed: 3_000 });
  }
  expect(await ingest(objectOf(glued, { scope: "" }), { store, objects }, settings)).toMatchObject({
    duplicate: 3_000,
  });
});

test("an empty object is a delivery without records", async () => {
  const { store, objects } = await openEmbedded();
  expect(await ingest(objectOf(""), { store, objects }, settings)).toMatchObject({ received: 0, indexed: 0, bytes: 0 });
});

test("dataset rules match the key and give zone, name and service", async () => {
  const { store, objects } = await openEmbedded();
  const rule = {
    match: "tokyo/*.log",
    name: "tokyo",
    timeZone: "Asia/Tokyo",
    service: "kiosk",
    environment: undefined,
  };
  const line = '{"timestamp":"2026-11-23 10:00:00","message":"sold"}\n';
  await ingest(objectOf(line, { name: "tokyo/a.log" }), { store, objects }, { ...settings, datasets: [rule] });
  const [document] = await allDocuments(store);
  expect(document?.record).toMatchObject({
    "@timestamp": "2026-11-23T01:00:00.000Z",
    "service.name": "kiosk",
    "event.dataset": "tokyo",
  });
});

describe("when the store does not take all at once", () => {
  /** The real store behind a fault: what a busy or failing server answers cannot be had from SQLite at will. */
  function faulty(
    store: LogStore,
    write: (documents: readonly StoredDocument[], call: number) => Promise<WriteOutcome[]>,
  ): LogStore {
    let calls = 0;
    return { ...store, write: (documents) => write(documents, calls++) };
  }

  test("documents that it was too busy for are sent again, and only those", async () => {
    const { store, objects } = await openEmbedded();
    const busy = faulty(store, async (documents, call) => {
      if (call > 0) return store.write(documents);
      const outcomes = await store.write(documents.slice(0, 2));
      return [...outcomes, { kind: "rejected", retryable: true, reason: "429" }];
    });
    const report = await ingest(objectOf(linesOf(3)), { store: busy, objects }, settings);
    expect(report).toMatchObject({ received: 3, indexed: 3, duplicate: 0 });
  });

  test("a write whose answer was lost is repeated, and what it stored counts as indexed, once", async () => {
    const { store, objects } = await openEmbedded();
    const lossy = faulty(store, async (documents, call) => {
      const outcomes = await store.write(documents);
      if (call === 0) throw new SluiceError("unavailable", "reset");
      return outcomes;
    });
    expect(await ingest(objectOf(linesOf(3)), { store: lossy, objects }, settings)).toMatchObject({
      received: 3,
      indexed: 3,
      duplicate: 0,
    });
    expect(await store.count({})).toBe(3);
  });

  test("a document that it refuses for good is quarantined as it came, with the store's reason", async () => {
    const { store, objects } = await openEmbedded();
    const strict = faulty(store, async () => [
      { kind: "rejected", retryable: false, reason: "mapper_parsing_exception" },
    ]);
    const report = await ingest(objectOf(linesOf(1)), { store: strict, objects }, settings);
    expect(report).toMatchObject({ received: 1, quarantined: 1, reasons: { "the store refused it": 1 } });
    expect(await quarantined(objects)).toEqual([
      expect.objectContaining({ raw: linesOf(1).trim(), reason: "the store refused it: mapper_parsing_exception" }),
    ]);
  });

  test("a store that stays down fails the delivery, so that it comes again", async () => {
    const { store, objects } = await openEmbedded();
    const down = faulty(store, () => Promise.reject(new SluiceError("unavailable", "no route to host")));
    await expect(ingest(objectOf(linesOf(1)), { store: down, objects }, settings)).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
