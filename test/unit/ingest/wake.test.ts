import { expect, test } from "vitest";
import { openMemoryQueue } from "../../../lib/adapters/memory/queue.ts";
import { SluiceError } from "../../../lib/errors.ts";
import { createAnnouncer } from "../../../lib/ingest/announce.ts";
import { createWaker, readWake, sendWake, WAKE_DELAY_SECONDS } from "../../../lib/ingest/wake.ts";
import type { Queue } from "../../../lib/ports.ts";
import { reportOf } from "../../support/ledger.ts";

const SLOT_MS = 5_000;
/** The begin of a slot. */
const START_MS = Date.parse("2026-11-23T10:00:00Z");
const WITHIN_MS = 10_000;

async function bodies(queue: Queue): Promise<string[]> {
  return (await queue.receive(10, 0)).map(({ body }) => body);
}

test("many processes that store errors in one slot send one message, and one more in the next slot", async () => {
  const queue = openMemoryQueue();
  let nowMs = START_MS;
  const wakers = [1, 2, 3].map(() =>
    createWaker(
      async () => queue,
      () => nowMs,
    ),
  );

  for (const waker of wakers) await waker.wake(WITHIN_MS);
  nowMs = START_MS + SLOT_MS - 1;
  for (const waker of wakers) await waker.wake(WITHIN_MS);
  expect(await bodies(queue)).toHaveLength(1);

  nowMs = START_MS + SLOT_MS;
  for (const waker of wakers) await waker.wake(WITHIN_MS);
  expect(await bodies(queue)).toHaveLength(1);
});

test("a process sends once a slot, so that a busy one costs a request every 5 s", async () => {
  let sends = 0;
  const counting = { send: async () => void sends++ };
  const waker = createWaker(
    async () => counting,
    () => START_MS,
  );

  for (let n = 0; n < 100; n++) await waker.wake(WITHIN_MS);

  expect(sends).toBe(1);
});

test("records without an error wake nobody, and open no queue", async () => {
  const announcer = createAnnouncer({ write: async () => {} }, () => expect.unreachable("nothing is to be sent"));
  const options = { nowMs: START_MS, unfinished: false, withinMs: WITHIN_MS };

  expect(await announcer.announce([reportOf([], { indexed: 5, errors: 0 })], options)).toEqual({});
});

test("the message is held back until the slot is over, whenever in the slot it was sent", () => {
  expect(WAKE_DELAY_SECONDS * 1_000).toBeGreaterThanOrEqual(SLOT_MS + 1_000);
});

test("a queue that takes nothing is told once a slot", async () => {
  let nowMs = START_MS;
  const failing = { send: () => Promise.reject(new SluiceError("unavailable", "it is down")) };
  const waker = createWaker(
    async () => failing,
    () => nowMs,
  );

  await expect(waker.wake(WITHIN_MS)).rejects.toThrow("it is down");
  await waker.wake(WITHIN_MS);
  nowMs += SLOT_MS;
  await expect(waker.wake(WITHIN_MS)).rejects.toThrow("it is down");
});

test("a queue that hangs keeps nobody for longer than two seconds", async () => {
  const waker = createWaker(async () => ({ send: () => new Promise<void>(() => {}) }));
  const startMs = performance.now();

  await expect(waker.wake(WITHIN_MS)).rejects.toThrow("The wake queue took no message within 2000 ms");

  expect(performance.now() - startMs).toBeLessThan(4_000);
});

test("a message says its slot and how often scans missed, and nothing else is one", async () => {
  const queue = openMemoryQueue();
  await sendWake(queue, 2, START_MS);

  const [body = ""] = await bodies(queue);

  expect(readWake(body)).toEqual({ slot: START_MS / SLOT_MS, misses: 2 });
  const others = ["", "wake", "[]", "null", '{"sluice":"wake"}', '{"sluice":"wake","slot":1,"misses":-1}'];
  for (const other of [...others, '{"sluice":"rest","slot":1,"misses":0}']) expect(readWake(other)).toBeUndefined();
});
