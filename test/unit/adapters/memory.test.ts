import { getEventListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { openMemoryQueue } from "../../../lib/adapters/memory/queue.ts";

test("A receipt from before the message came again deletes nothing", async () => {
  const queue = openMemoryQueue({ visibilityTimeoutMs: 20 });
  await queue.send("slow");
  const [first] = await queue.receive(1, 5_000);
  const [second] = await queue.receive(1, 5_000);
  await queue.delete([first?.receipt ?? ""]);
  const [third] = await queue.receive(1, 5_000);
  expect([second?.receiveCount, third?.receiveCount]).toEqual([2, 3]);
  await queue.delete([third?.receipt ?? ""]);
  expect(await queue.receive(1, 100)).toEqual([]);
});

test("A message is hidden for 30 s unless told otherwise", async () => {
  const queue = openMemoryQueue();
  await queue.send("once");
  expect(await queue.receive(1, 0)).toHaveLength(1);
  expect(await queue.receive(1, 100)).toEqual([]);
});

test("A waiting receiver wakes when a delayed or hidden message is due, not at the end of its wait", async () => {
  const queue = openMemoryQueue({ visibilityTimeoutMs: 50 });
  const startMs = performance.now();
  await queue.send("hidden");
  await queue.receive(1, 0);
  expect(await queue.receive(1, 20_000)).toHaveLength(1);
  expect(performance.now() - startMs).toBeLessThan(5_000);
});

test("A long-lived signal collects no listeners", async () => {
  const queue = openMemoryQueue();
  const stop = new AbortController();
  for (let round = 0; round < 20; round++) await queue.receive(1, 1, stop.signal);
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
});

test("Ten thousand messages go through in order of sending", async () => {
  const queue = openMemoryQueue();
  for (let n = 0; n < 10_000; n++) await queue.send(`${n}`);
  const bodies: string[] = [];
  while (bodies.length < 10_000) {
    const messages = await queue.receive(10, 1_000);
    bodies.push(...messages.map(({ body }) => body));
    await queue.delete(messages.map(({ receipt }) => receipt));
  }
  expect(bodies).toEqual(Array.from({ length: 10_000 }, (_, n) => `${n}`));
});

test("What is older than the retention is gone, so that a queue that nobody reads does not grow", async () => {
  const queue = openMemoryQueue({ retentionMs: 20 });
  await queue.send("old");
  await delay(30);
  await queue.send("new");
  expect((await queue.receive(10, 0)).map(({ body }) => body)).toEqual(["new"]);
});

test("A deduplication id counts for five minutes from the first message on", async () => {
  const queue = openMemoryQueue();
  const clock = vi.spyOn(Date, "now").mockReturnValue(0);
  const sendAt = async (nowMs: number) => {
    clock.mockReturnValue(nowMs);
    await queue.send(String(nowMs), { deduplicationId: "slot" });
  };
  for (const nowMs of [0, 299_999, 300_000, 599_999]) await sendAt(nowMs);
  clock.mockRestore();
  expect((await queue.receive(10, 0)).map(({ body }) => body)).toEqual(["0", "300000"]);
});
