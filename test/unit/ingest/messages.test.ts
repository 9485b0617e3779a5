import { expect, test } from "vitest";
import { openMemoryQueue } from "../../../lib/adapters/memory/queue.ts";
import { SluiceError } from "../../../lib/errors.ts";
import { ingestMessages } from "../../../lib/ingest/messages.ts";
import type { LogStore } from "../../../lib/ports.ts";
import { allDocuments, openEmbedded, quarantined } from "../../support/embedded.ts";

const SETTINGS = { datasets: [], nowMs: () => Date.parse("2026-11-23T12:00:00Z"), remainingMs: () => 60_000 };
const BODY = JSON.stringify({
  Records: [{ eventTime: "2026-11-23T12:00:00Z", s3: { bucket: { name: "b" }, object: { key: "logs/a" } } }],
});

/** Fails each write once it is told to. */
function hanging(store: LogStore) {
  const begun = Promise.withResolvers<void>();
  const down = Promise.withResolvers<never>();
  async function write() {
    begun.resolve();
    return down.promise;
  }
  const fail = () => down.reject(new SluiceError("unavailable", "down", { retryAfterMs: 1 }));
  return { store: { ...store, write }, begun: begun.promise, fail };
}

test("an event that came twice gives nothing up when both meet an outage at the same time, however often", async () => {
  const { store, objects } = await openEmbedded();
  await objects.put("logs/a", '{"message":"one"}\n');
  const receive = (id: string, receiveCount: number, to: LogStore) => {
    const ports = { store: to, objects, bucket: async () => objects, queue: openMemoryQueue() };
    return ingestMessages([{ id, body: BODY, receiveCount }], ports, SETTINGS);
  };
  for (let receiveCount = 2; receiveCount < 8; receiveCount++) {
    const [first, second] = [hanging(store), hanging(store)];
    const one = receive("one", receiveCount, first.store);
    await Promise.race([first.begun, one]);
    const two = receive("two", receiveCount, second.store);
    await Promise.race([second.begun, two]);
    first.fail();
    expect(await one).toMatchObject({ buried: [], failures: [{ id: "one" }] });
    second.fail();
    expect(await two).toMatchObject({ buried: [], failures: [{ id: "two" }] });
  }
  for (const id of ["one", "two"]) expect((await receive(id, 8, store)).failures).toEqual([]);
  expect(await allDocuments(store)).toHaveLength(1);
  expect(await quarantined(objects)).toEqual([]);
});
