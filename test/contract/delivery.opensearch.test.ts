/** Delivery to the real OpenSearch through a network and a server that misbehave: nothing lost, nothing doubled, counters that add up. */
import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { guardStore } from "../../lib/adapters/guarded-store.ts";
import { openMemoryQueue } from "../../lib/adapters/memory/queue.ts";
import { openOpenSearchStore } from "../../lib/adapters/opensearch/store.ts";
import type { Delivery } from "../../lib/ingest/delivery.ts";
import { answer } from "../../lib/ingest/http/answer.ts";
import { ingestMessages } from "../../lib/ingest/messages.ts";
import { ingest } from "../../lib/ingest/run.ts";
import type { LogStore } from "../../lib/ports.ts";
import { openEmbedded, quarantined } from "../support/embedded.ts";
import { type BulkFault, startFaultProxy } from "../support/fault-proxy.ts";
import { inPieces } from "../support/streams.ts";

const url = inject("openSearchUrl");
const RECEIVED = Date.parse("2026-11-23T14:00:00Z");
const settings = { datasets: [], nowMs: () => RECEIVED, tokens: [], anonymous: true };
/** Bulks are full at 5,000 documents: three of them. */
const RECORDS = 11_000;
const LINES = Array.from({ length: RECORDS }, (_, n) => `{"message":"record ${n}","n":${n}}\n`).join("");

interface Behind {
  readonly store: LogStore;
  readonly bulks: readonly number[];
  /** Of the server itself, past the proxy. */
  count(): Promise<number>;
}

async function openBehind(faultOf: (bulk: number) => BulkFault | undefined): Promise<Behind> {
  const prefix = `test-${randomUUID()}`;
  const index = { prefix, granularity: "day", shards: 1, replicas: 0 } as const;
  const { url: address, bulks } = await startFaultProxy(url, faultOf);
  const store = await openOpenSearchStore({ url: address, arn: undefined, index });
  onTestFinished(async () => {
    await store.close();
    await fetch(`${url}/${prefix}-*`, { method: "DELETE" });
    await fetch(`${url}/_index_template/${prefix}`, { method: "DELETE" });
  });
  return {
    store: guardStore(store),
    bulks,
    async count() {
      await fetch(`${url}/${prefix}-*/_refresh`, { method: "POST" });
      return store.count({});
    },
  };
}

function objectOf(text: string): Delivery {
  const scope = "s3://logs/a";
  return { origin: scope, scope, name: "a", deliveredMs: RECEIVED, body: inPieces(Buffer.from(text), 65_536) };
}

const FAULTS: Record<string, BulkFault[]> = {
  "429 for whole bulks": [
    { kind: "answer", status: 429 },
    { kind: "answer", status: 429 },
  ],
  "503": [{ kind: "answer", status: 503 }],
  "connections that break before the server has it": [{ kind: "reset" }, { kind: "reset" }],
  "answers that are lost": [{ kind: "lost answer" }, { kind: "lost answer" }, { kind: "lost answer" }],
  "429 for single items, again and again": [2, 3, 2, 3].map((every) => ({ kind: "busy items", every })),
  "a lost answer, then 429 for some": [{ kind: "lost answer" }, { kind: "busy items", every: 2 }],
  "413 as a proxy with a small limit gives it": [
    { kind: "answer", status: 413 },
    { kind: "answer", status: 413 },
  ],
};

test.skipIf(url === "").each(Object.entries(FAULTS))(
  "%s: each record is indexed once, and counted so",
  async (_, faults) => {
    const { objects } = await openEmbedded();
    const behind = await openBehind((bulk) => faults[bulk]);
    const report = await ingest(objectOf(LINES), { store: behind.store, objects }, settings);
    expect(report).toMatchObject({ received: RECORDS, indexed: RECORDS, duplicate: 0, quarantined: 0 });
    expect(await behind.count()).toBe(RECORDS);
    expect(behind.bulks.length).toBeGreaterThan(3);
  },
);

test.skipIf(url === "")("a store that becomes busy gets smaller bulks, until it takes them", async () => {
  const { objects } = await openEmbedded();
  const behind = await openBehind((bulk) => (bulk < 3 ? { kind: "answer", status: 429 } : undefined));
  await ingest(objectOf(LINES), { store: behind.store, objects }, settings);
  const [first = 0, ...others] = behind.bulks;
  expect(Math.min(...others)).toBeLessThan(first / 2);
  expect(await behind.count()).toBe(RECORDS);
});

test.skipIf(url === "")(
  "a record that the server refuses for good is in quarantine, its neighbours are indexed",
  async () => {
    const { store: _, objects } = await openEmbedded();
    const behind = await openBehind(() => undefined);
    const refusing: LogStore = {
      ...behind.store,
      // A field of the mapping's with a value that it does not take: Sluice itself never makes one.
      write: (documents) =>
        behind.store.write(
          documents.map((document) =>
            document.json.includes('record 1"')
              ? { ...document, json: document.json.replace(/"event.ingested":"[^"]*"/, '"event.ingested":"never"') }
              : document,
          ),
        ),
    };
    const report = await ingest(
      objectOf(LINES.split("\n").slice(0, 3).join("\n")),
      { store: refusing, objects },
      settings,
    );
    expect(report).toMatchObject({ received: 3, indexed: 2, quarantined: 1, reasons: { "the store refused it": 1 } });
    expect(await quarantined(objects)).toMatchObject([
      { reason: expect.stringContaining("mapper_parsing_exception"), raw: '{"message":"record 1","n":1}' },
    ]);
  },
);

test.skipIf(url === "")(
  "a request whose store goes down halfway is spooled, and each of its records is there once afterwards",
  async () => {
    const { objects } = await openEmbedded();
    let isDown = false;
    // The first is stored without an answer, then the server is gone.
    const behind = await openBehind((bulk) => {
      if (bulk === 0) return { kind: "lost answer" };
      return isDown ? { kind: "reset" } : undefined;
    });
    isDown = true;
    const request = {
      method: "POST",
      path: "/ingest/app",
      headers: {},
      body: Buffer.from(LINES),
      requestId: "r",
      receivedMs: RECEIVED,
    };
    const { response, spooled } = await answer(request, { store: behind.store, objects }, settings, () => 20_000);
    expect(response.status).toBe(200);
    expect(await behind.count()).toBe(5_000);

    isDown = false;
    const Records = [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: "b" }, object: { key: spooled } } }];
    const messages = [{ id: "m", body: JSON.stringify({ Records }) }];
    const ports = { store: behind.store, objects, bucket: async () => objects, queue: openMemoryQueue() };
    const read = () => ingestMessages(messages, ports, { ...settings, remainingMs: () => 300_000 });
    // The breaker may still be open: the message then comes again.
    await expect.poll(async () => (await read()).failures, { timeout: 20_000, interval: 500 }).toEqual([]);
    expect(await behind.count()).toBe(RECORDS);
    expect(await Array.fromAsync(objects.list("spool/"))).toEqual([]);
  },
);
