import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { openMemoryQueue } from "../../../lib/adapters/memory/queue.ts";
import { type Delivery, requestDelivery } from "../../../lib/ingest/delivery.ts";
import { ingestMessages } from "../../../lib/ingest/messages.ts";
import { createQuarantine, type QuarantineEntry } from "../../../lib/ingest/quarantine.ts";
import type { ReadSettings } from "../../../lib/ingest/read.ts";
import { ingest } from "../../../lib/ingest/run.ts";
import { spool } from "../../../lib/ingest/spool/put.ts";
import type { EntryFilter } from "../../../lib/quarantine/read.ts";
import { replay } from "../../../lib/quarantine/replay.ts";
import { allDocuments, type Embedded, openEmbedded, quarantined } from "../../support/embedded.ts";

const NOW = Date.parse("2026-11-23T14:00:00.000Z");
const SETTINGS: ReadSettings = { datasets: [], nowMs: () => NOW };

const LINES = ['{"message":"one"}', '{"message":"two","time":"2026-11-23 10:00:00"}', '{"message":"three"}'];
const BODY = Buffer.from(`${LINES.join("\n")}\n`);

const request = (body: Uint8Array, more: Partial<Delivery> = {}): Delivery => ({
  ...requestDelivery({ tag: "shop", deliveryKey: "k1", requestId: "r", deliveredMs: NOW, body }),
  ...more,
});

/** As a version left it that understood less. */
async function leave({ objects }: Embedded, delivery: Delivery, ...entries: readonly QuarantineEntry[]): Promise<void> {
  await createQuarantine(objects, delivery).addPart(entries);
}

const run = (at: Embedded, settings = SETTINGS, filter: EntryFilter = {}) =>
  replay({ store: at.store, objects: at.objects, open: async (origin) => open(at, origin) }, settings, filter);

const open = async ({ objects }: Embedded, origin: string) => (await objects.get(origin.replace("folder:/", "")))?.body;

const entryOf = (id: string, text: string, reason: string): QuarantineEntry => ({
  id,
  reason,
  offsetBytes: 0,
  bytes: Buffer.from(text),
});

test("exactly the missing records are indexed, once, under the ids that the delivery gives them", async () => {
  const elsewhere = await openEmbedded();
  await ingest(request(BODY), elsewhere, SETTINGS);
  const wanted = (await allDocuments(elsewhere.store)).map(({ id, record }) => ({ id, message: record.message }));

  const here = await openEmbedded();
  const two = wanted.find(({ message }) => message === "two")?.id ?? "";
  await leave(here, request(BODY), entryOf(two, LINES[1] ?? "", "not JSON: of an earlier version"));
  expect(await run(here)).toEqual({ entries: 1, replayed: 1, remaining: 0, indexed: 1, duplicate: 0 });
  expect(await quarantined(here.objects)).toEqual([]);
  expect(await run(here)).toEqual({ entries: 0, replayed: 0, remaining: 0, indexed: 0, duplicate: 0 });
  expect(await ingest(request(BODY), here, SETTINGS)).toMatchObject({ indexed: 2, duplicate: 1 });
  const found = (await allDocuments(here.store)).map(({ id, record }) => ({ id, message: record.message }));
  const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
  expect(found.sort(byId)).toEqual(wanted.sort(byId));
});

test("today's rules count: zone, name and service of the dataset that the delivery falls under", async () => {
  const here = await openEmbedded();
  await leave(here, request(BODY), entryOf("i-1", LINES[1] ?? "", "not JSON: of an earlier version"));
  const datasets = [{ match: "shop", name: "sales", timeZone: "Asia/Tokyo", service: "till" }];
  await run(here, { ...SETTINGS, datasets });
  expect((await allDocuments(here.store)).map(({ record }) => record)).toMatchObject([
    { "@timestamp": "2026-11-23T01:00:00.000Z", "event.dataset": "sales", "service.name": "till" },
  ]);
});

test("what is no record still stays as it is, beside what left", async () => {
  const here = await openEmbedded();
  const broken = entryOf("i-1", '{"message": cut', "not JSON: Unexpected token");
  const piece = entryOf("i-2", '{"message":"a piece"}', "longer than 1048576 bytes");
  const cut = entryOf("i-3", '{"message":"cut"}', "undecodable gzip: cut off");
  const refused = entryOf("i-4", "a plain line", "the store refused it: of an earlier version");
  await leave(here, request(BODY), broken, refused, piece, cut);
  const before = await quarantined(here.objects);
  expect(await run(here)).toEqual({ entries: 4, replayed: 1, remaining: 3, indexed: 1, duplicate: 0 });
  expect(await quarantined(here.objects)).toEqual(before.filter(({ id }) => id !== "i-4"));
  expect((await allDocuments(here.store)).map(({ id, record }) => [id, record.message])).toEqual([
    ["i-4", "a plain line"],
  ]);
});

test("a request that lies there whole is read whole: its records have the ids of that request", async () => {
  const here = await openEmbedded();
  const delivery = request(gzipSync(BODY));
  await leave(here, delivery, { ...entryOf("x-end-0", "", "undecodable: gzip"), bytes: gzipSync(BODY) });
  expect(await run(here)).toEqual({ entries: 1, replayed: 1, remaining: 0, indexed: 3, duplicate: 0 });
  expect(await ingest(request(BODY), here, SETTINGS)).toMatchObject({ indexed: 0, duplicate: 3 });
});

test("an object that lies in its own place is read there", async () => {
  const here = await openEmbedded();
  await here.objects.put("logs/a.ndjson", BODY);
  const delivery = request(BODY, {
    origin: "folder:/logs/a.ndjson",
    scope: "folder:/logs/a.ndjson",
    name: "logs/a.ndjson",
  });
  await leave(here, delivery, entryOf("x-end-0", "", "undecodable: of an earlier version"));
  expect(await run(here)).toMatchObject({ replayed: 1, indexed: 3 });
});

test("a bulk and an OTLP request that lie there whole are read by their protocols", async () => {
  const here = await openEmbedded();
  const bulk = '{"create":{"_id":"1"}}\n{"message":"by bulk"}\n';
  const otlp = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"by OTLP"}}]}]}]}';
  await leave(here, request(BODY, { protocol: "bulk" }), entryOf("a-end-0", bulk, "undecodable gzip: cut"));
  await leave(here, request(BODY, { protocol: "otlp" }), entryOf("b-end-0", otlp, "undecodable OTLP: …"));
  expect(await run(here)).toMatchObject({ entries: 2, replayed: 2, indexed: 2 });
  expect((await allDocuments(here.store)).map(({ record }) => record.message).sort()).toEqual(["by OTLP", "by bulk"]);
});

test("a delivery that is still broken stays, and brings no record twice", async () => {
  const here = await openEmbedded();
  const body = gzipSync(BODY).subarray(0, 40);
  const taken = await ingest(request(body), here, SETTINGS);
  const before = await quarantined(here.objects);
  const documents = await allDocuments(here.store);
  expect(await run(here)).toMatchObject({ entries: taken.quarantined, replayed: 0, indexed: 0 });
  expect(await quarantined(here.objects)).toEqual(before);
  expect(await allDocuments(here.store)).toEqual(documents);
});

test("only what the filter names is replayed", async () => {
  const here = await openEmbedded();
  const entries = ["i-1", "i-2"].map((id) => entryOf(id, '{"message":"m"}', `not JSON: ${id}`));
  await leave(here, request(BODY), ...entries);
  expect(await run(here, SETTINGS, { day: "2026-11-22" })).toMatchObject({ entries: 0 });
  expect(await run(here, SETTINGS, { origin: "http:other" })).toMatchObject({ entries: 0 });
  expect(await run(here, SETTINGS, { day: "2026-11-23", reason: "i-2" })).toMatchObject({ entries: 1, replayed: 1 });
  expect((await quarantined(here.objects)).map(({ id }) => id)).toEqual(["i-1"]);
});

/** A program that fails at whatever it writes, three times over. */
async function giveUp({ store, objects }: Embedded, body: string): Promise<void> {
  const broken = { ...store, write: () => Promise.reject(new TypeError("x is undefined")) };
  const ports = { store: broken, objects, bucket: async () => objects, queue: openMemoryQueue() };
  for (const receiveCount of [1, 2, 3]) {
    await ingestMessages([{ id: "m", body, receiveCount }], ports, { ...SETTINGS, remainingMs: () => 60_000 });
  }
}

test("a request of the spool that was given up is taken from there, as what it was, and leaves it", async () => {
  const here = await openEmbedded();
  const headers = { "x-chunk-id": "k1" };
  const posted = { method: "POST", path: "/ingest/shop", headers, body: BODY, requestId: "r", receivedMs: NOW };
  const spooled = async () => (await Array.fromAsync(here.objects.list("spool/"))).map((object) => object.key);
  const key = await spool({ kind: "request", ...posted }, here.objects, new Error("down"));
  await giveUp(here, JSON.stringify({ Records: [{ s3: { bucket: { name: "b" }, object: { key } } }] }));
  expect(await spooled()).toEqual([key]);
  expect(await run(here)).toEqual({ entries: 1, replayed: 1, remaining: 0, indexed: 3, duplicate: 0 });
  expect(await spooled()).toEqual([]);
  expect(await quarantined(here.objects)).toEqual([]);
  expect(await ingest(request(BODY), here, SETTINGS)).toMatchObject({ indexed: 0, duplicate: 3 });
});

test("events of CloudWatch Logs that were given up are taken from their entry", async () => {
  const here = await openEmbedded();
  const logEvents = [{ id: "1", timestamp: NOW, message: "hello" }];
  const envelope = { messageType: "DATA_MESSAGE", owner: "1", logGroup: "/aws/lambda/shop", logStream: "s", logEvents };
  const data = gzipSync(JSON.stringify(envelope)).toString("base64");
  await giveUp(here, JSON.stringify({ requestPayload: { awslogs: { data } }, timestamp: new Date(NOW).toISOString() }));
  expect(await run(here)).toEqual({ entries: 1, replayed: 1, remaining: 0, indexed: 1, duplicate: 0 });
  expect(await quarantined(here.objects)).toEqual([]);
  expect((await allDocuments(here.store)).map(({ record }) => record)).toMatchObject([
    { message: "hello", "service.name": "shop" },
  ]);
});

test("a value of MessagePack that the store refused stays what it is: its bytes are no line of text", async () => {
  const here = await openEmbedded();
  const refusal = { kind: "rejected", retryable: false, reason: "of an earlier mapping" } as const;
  const refusing = { ...here.store, write: async (documents: readonly unknown[]) => documents.map(() => refusal) };
  const body = Buffer.from([0x81, 0xa7, ...Buffer.from("message"), 0xa5, ...Buffer.from("hello")]);
  const report = await ingest(request(body), { ...here, store: refusing }, SETTINGS);
  expect(report).toMatchObject({ received: 1, quarantined: 1 });
  const before = await quarantined(here.objects);
  expect(await run(here)).toEqual({ entries: 1, replayed: 0, remaining: 1, indexed: 0, duplicate: 0 });
  expect(await quarantined(here.objects)).toEqual(before);
});
