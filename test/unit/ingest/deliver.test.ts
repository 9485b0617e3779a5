import { expect, test } from "vitest";
import { guardStore } from "../../../lib/adapters/guarded-store.ts";
import { SluiceError } from "../../../lib/errors.ts";
import { createBreaker } from "../../../lib/ingest/breaker.ts";
import { createDeliverer } from "../../../lib/ingest/deliver.ts";
import { createPacer, FULL_PACE } from "../../../lib/ingest/pace.ts";
import type { LogStore, StoredDocument, WriteOutcome } from "../../../lib/ports.ts";
import { openEmbedded } from "../../support/embedded.ts";
import { storedDocument } from "../../support/stored-document.ts";

const TIME = "2026-11-23T12:00:00.000Z";
const BUSY: WriteOutcome = { kind: "rejected", retryable: true, reason: "429" };
const QUICK = { attempts: 5, baseMs: 1, mostMs: 5, callMs: 0 };

const document = (n: number, message = "hello") =>
  storedDocument(`${n}`, { "@timestamp": TIME, message, "event.ingested": TIME });
const documents = (count: number, message?: string) => Array.from({ length: count }, (_, n) => document(n, message));

/** The real store behind a fault: what a busy or failing server answers cannot be had from SQLite at will. */
function faulty(
  store: LogStore,
  write: (documents: readonly StoredDocument[], call: number) => Promise<WriteOutcome[]>,
): LogStore {
  let calls = 0;
  return { ...store, write: (batch) => write(batch, calls++) };
}

const refuseNone = () => Promise.reject(new Error("nothing is refused here"));

test("a store that takes few at a time gets smaller and smaller bulks, and in the end has each once", async () => {
  const { store } = await openEmbedded();
  const sizes: number[] = [];
  const small = faulty(store, async (batch) => {
    sizes.push(batch.length);
    if (batch.length > 100) throw new SluiceError("unavailable", "429");
    return store.write(batch);
  });
  const pacer = createPacer();
  const { send, finish, delivered } = createDeliverer(small, refuseNone, { pacer, retries: QUICK });
  // Some 4 MB: a full batch.
  await send(documents(1_000, "x".repeat(4_000)));
  await finish();
  expect(delivered).toMatchObject({ indexed: 1_000, duplicate: 0 });
  expect(await store.count({})).toBe(1_000);
  expect(sizes.slice(0, 4).map((size) => Math.round(size / 100))).toEqual([10, 5, 3, 1]);
  expect(pacer.pace.bulkBytes).toBeLessThan(FULL_PACE.bulkBytes / 2);
});

test("a store that takes a part of each bulk gets all of it: as long as it takes something it is not given up", async () => {
  const { store } = await openEmbedded();
  const busy = faulty(store, async (batch) => {
    const taken = Math.ceil(batch.length / 10);
    return [...(await store.write(batch.slice(0, taken))), ...batch.slice(taken).map(() => BUSY)];
  });
  const { send, finish, delivered } = createDeliverer(busy, refuseNone, { retries: QUICK });
  await send(documents(200));
  await finish();
  expect(delivered.indexed).toBe(200);
});

test("a store that takes nothing of a bulk is given up after the attempts, as unavailable", async () => {
  const { store } = await openEmbedded();
  let calls = 0;
  const busy = faulty(store, async (batch) => {
    calls++;
    return batch.map(() => BUSY);
  });
  const { send, finish } = createDeliverer(busy, refuseNone, { retries: QUICK });
  await send(documents(3));
  await expect(finish()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("3 documents"),
  });
  expect(calls).toBe(QUICK.attempts);
});

test("no retry is begun that would not end in the time that is left", async () => {
  const { store } = await openEmbedded();
  let calls = 0;
  const down = faulty(store, async () => {
    calls++;
    throw new SluiceError("unavailable", "no route to host");
  });
  const retries = { attempts: 50, baseMs: 1, mostMs: 5, callMs: 1_000 };
  const { send, finish } = createDeliverer(down, refuseNone, { retries, remainingMs: () => (calls < 3 ? 2_000 : 999) });
  await send(documents(1));
  await expect(finish()).rejects.toMatchObject({ code: "unavailable", message: "no route to host" });
  expect(calls).toBe(3);
});

test("what an unanswered call stored counts as indexed, also when other calls came in between", async () => {
  const { store } = await openEmbedded();
  const lossy = faulty(store, async (batch, call) => {
    if (call === 0) {
      await store.write(batch);
      throw new SluiceError("unavailable", "reset");
    }
    return call === 1 ? batch.map(() => BUSY) : store.write(batch);
  });
  const { send, finish, delivered } = createDeliverer(lossy, refuseNone, { retries: QUICK });
  await send(documents(10));
  await finish();
  expect(delivered).toMatchObject({ indexed: 10, duplicate: 0 });
});

test("behind an open breaker nobody waits, the store is not asked, and reads go on", async () => {
  const { store } = await openEmbedded();
  let calls = 0;
  let isDown = true;
  const failing = faulty(store, async (batch) => {
    calls++;
    if (isDown) throw new SluiceError("unavailable", "no route to host");
    return store.write(batch);
  });
  let nowMs = 0;
  const breaker = createBreaker({ failures: 3, baseMs: 1_000, mostMs: 1_000, probeMs: 1_000 });
  const guarded = guardStore(failing, { breaker, nowMs: () => nowMs });
  const deliver = async () => {
    const { send, finish } = createDeliverer(guarded, refuseNone, { retries: QUICK });
    await send(documents(1));
    return finish();
  };

  await expect(deliver()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: expect.any(Number) });
  expect(calls).toBe(3);
  await expect(deliver()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: expect.any(Number) });
  expect(calls).toBe(3);
  expect(await guarded.count({})).toBe(0);

  isDown = false;
  nowMs = 1_000;
  await deliver();
  expect(await guarded.count({})).toBe(1);
});

test("a store that refuses a request is there: the breaker stays closed", async () => {
  const { store } = await openEmbedded();
  let calls = 0;
  const refusing = guardStore(
    faulty(store, async () => {
      calls++;
      throw new SluiceError("refused", "400");
    }),
    { breaker: createBreaker({ failures: 2, baseMs: 1_000, mostMs: 1_000, probeMs: 1_000 }) },
  );
  for (let n = 0; n < 4; n++) await expect(refusing.write(documents(1))).rejects.toMatchObject({ code: "refused" });
  expect(calls).toBe(4);
});
