import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openMemoryQueue } from "../../../lib/adapters/memory/queue.ts";
import { SluiceError } from "../../../lib/errors.ts";
import { answer } from "../../../lib/ingest/http/answer.ts";
import { ingestMessages } from "../../../lib/ingest/messages.ts";
import { decodeSpooled, encodeSpooled, type Spooled } from "../../../lib/ingest/spool/format.ts";
import { withPatience } from "../../../lib/ingest/spool/patience.ts";
import type { LogStore, ObjectStore } from "../../../lib/ports.ts";
import { allDocuments, openEmbedded } from "../../support/embedded.ts";

const RECEIVED = Date.parse("2026-11-23T14:00:00Z");
const settings = { datasets: [], nowMs: () => RECEIVED, tokens: [], anonymous: true };
const remainingMs = () => 60_000;

test("an object of the spool gives back what was put, whatever the bytes and the names", () => {
  const request = fc.record({
    kind: fc.constant("request" as const),
    method: fc.string({ unit: "binary" }),
    path: fc.string({ unit: "binary" }),
    headers: fc.dictionary(fc.constantFrom("content-type", "x-chunk-id", "x-tag"), fc.string({ unit: "binary" })),
    requestId: fc.string(),
    receivedMs: fc.maxSafeInteger(),
    body: fc.uint8Array(),
  });
  const subscription = fc.record({
    kind: fc.constant("subscription" as const),
    receivedMs: fc.maxSafeInteger(),
    body: fc.uint8Array(),
  });
  fc.assert(
    fc.property(fc.oneof(request, subscription), (spooled: Spooled) => {
      const decoded = decodeSpooled(encodeSpooled(spooled));
      if (typeof decoded === "string") throw new Error(decoded);
      expect({ ...decoded, body: Buffer.from(decoded.body) }).toEqual({ ...spooled, body: Buffer.from(spooled.body) });
    }),
  );
});

test("any bytes at all are read, or said to be none of the spool's: never thrown at", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(typeof decodeSpooled(Buffer.from(bytes))).toBe("string");
    }),
  );
});

/** Takes so many bulks, then fails. */
function failingAfter(store: LogStore, bulks: number): LogStore {
  let calls = 0;
  return {
    ...store,
    async write(documents) {
      if (calls++ >= bulks) throw new SluiceError("unavailable", "down", { retryAfterMs: 1_000 });
      return store.write(documents);
    },
  };
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => `{"message":"record ${n}","level":"info"}\n`).join("");

function requestOf(body: string) {
  const headers = { authorization: "" };
  return {
    method: "POST",
    path: "/ingest/app",
    headers,
    body: Buffer.from(body),
    requestId: "r",
    receivedMs: RECEIVED,
  };
}

async function readSpool(store: LogStore, objects: ObjectStore) {
  const keys = (await Array.fromAsync(objects.list("spool/"))).map(({ key }) => key);
  const Records = keys.map((key) => ({
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name: "b" }, object: { key } },
  }));
  const ports = { store, objects, bucket: async () => objects, queue: openMemoryQueue() };
  return ingestMessages([{ id: "m", body: JSON.stringify({ Records }) }], ports, { ...settings, remainingMs });
}

test("what was indexed before the store failed is known when the spool is read: each record once", async () => {
  const { store, objects } = await openEmbedded();
  // Three batches of 5,000.
  const body = lines(12_000);
  const { response, spooled } = await answer(
    requestOf(body),
    { store: failingAfter(store, 1), objects },
    settings,
    remainingMs,
  );
  expect(response.status).toBe(200);
  expect(spooled).toMatch(/^spool\/2026-11-23\/[0-9a-f]{32}$/);
  expect(await store.count({})).toBe(5_000);

  const { reports, failures } = await readSpool(store, objects);
  expect(failures).toEqual([]);
  expect(reports).toMatchObject([{ object: "http:app", received: 12_000, indexed: 7_000, duplicate: 5_000 }]);
  const offsets = (await allDocuments(store)).map(({ record }) => record["log.offset"] ?? -1);
  expect(offsets.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12_000 }, (_, n) => n));
});

test("an object of the spool that was read again before its deletion came through changes nothing", async () => {
  const { store, objects } = await openEmbedded();
  await answer(requestOf(lines(10)), { store: failingAfter(store, 0), objects }, settings, remainingMs);
  const stuck = { ...objects, delete: () => Promise.reject(new SluiceError("unavailable", "S3 is down")) };
  expect((await readSpool(store, stuck)).failures).toMatchObject([{ reason: "S3 is down" }]);
  expect((await readSpool(store, objects)).reports).toMatchObject([{ received: 10, indexed: 0, duplicate: 10 }]);
  expect((await readSpool(store, objects)).reports).toEqual([]);
  expect(await store.count({})).toBe(10);
});

test("a store that is slow, but takes, is not given up; one that falls silent is", async () => {
  const { store } = await openEmbedded();
  const slow: LogStore = {
    ...store,
    async write(documents) {
      await sleep(60);
      return store.write(documents);
    },
  };
  const writing = (calls: number) => async (heard: LogStore) => {
    for (let n = 0; n < calls; n++) await heard.write([]);
    return "done";
  };
  const patience = { silenceMs: 1_000, totalMs: 60_000 };
  expect(await withPatience(patience, slow, writing(20))).toBe("done");
  const silent: LogStore = { ...store, write: () => new Promise(() => {}) };
  await expect(withPatience(patience, silent, writing(1))).rejects.toMatchObject({ code: "unavailable" });
  await expect(withPatience({ silenceMs: 10_000, totalMs: 100 }, slow, writing(20))).rejects.toMatchObject({
    code: "unavailable",
  });
});
