/** What every Queue promises: lib/ports.ts, sentence by sentence. */
import { describe, expect, test } from "vitest";
import { isSluiceError } from "../../lib/errors.ts";
import type { Queue, QueueMessage } from "../../lib/ports.ts";

const LONG_WAIT_MS = 15_000;

export interface QueueOptions {
  /** After this time messages come again. */
  readonly visibilityTimeoutSeconds: number;
  /** Makes it a FIFO queue that holds each message back for so long. */
  readonly fifoDelaySeconds?: number;
}

/** @param open gives an empty queue */
export function queueContract(name: string, open: (options: QueueOptions) => Promise<Queue>): void {
  const openUsual = () => open({ visibilityTimeoutSeconds: 30 });

  describe(`${name} as a Queue`, () => {
    test.each([
      ["JSON", JSON.stringify({ Records: [{ s3: { object: { key: "a+b%20c" } } }] })],
      // No emoji: SQS takes them, the emulator does not.
      ["many languages", 'Grüße, 世界\n\ttabs and "quotes" <&> \'\\'],
      ["1 MiB", "x".repeat(1024 * 1024)],
    ])("carries a body of %s unchanged", async (_, body) => {
      const queue = await openUsual();
      const beforeMs = Date.now();
      await queue.send(body);
      const [message] = await queue.receive(1, LONG_WAIT_MS);
      expect(message?.body).toBe(body);
      expect(message).toMatchObject({
        receiveCount: 1,
        id: expect.stringMatching(/./),
        receipt: expect.stringMatching(/./),
      });
      expect(message?.sentMs).toBeGreaterThanOrEqual(beforeMs - 1000);
      expect(message?.sentMs).toBeLessThanOrEqual(Date.now() + 1000);
    });

    test("gives at most as many messages as asked for", async () => {
      const queue = await openUsual();
      for (let n = 0; n < 12; n++) await queue.send(`${n}`);
      const received: QueueMessage[] = [];
      while (received.length < 12) {
        const messages = await queue.receive(5, LONG_WAIT_MS);
        expect(messages.length).toBeLessThanOrEqual(5);
        received.push(...messages);
      }
      expect(new Set(received.map(({ body }) => body)).size).toBe(12);
      expect(new Set(received.map(({ id }) => id)).size).toBe(12);
    });

    test("hides a received message, and gives it again after the visibility timeout, counting", async () => {
      const queue = await open({ visibilityTimeoutSeconds: 1 });
      await queue.send("again");
      const [first] = await queue.receive(10, LONG_WAIT_MS);
      expect(await queue.receive(10, 0)).toEqual([]);
      const [second] = await queue.receive(10, LONG_WAIT_MS);
      expect(second).toMatchObject({ id: first?.id, body: "again", receiveCount: 2, sentMs: first?.sentMs });
      expect(second?.receipt).not.toBe(first?.receipt);
    });

    test("does not give again what was deleted", async () => {
      const queue = await open({ visibilityTimeoutSeconds: 1 });
      for (const body of ["a", "b", "c"]) await queue.send(body);
      const messages = await receiveAll(queue, 3);
      await queue.delete(messages.filter(({ body }) => body !== "b").map(({ receipt }) => receipt));
      expect((await queue.receive(10, LONG_WAIT_MS)).map(({ body }) => body)).toEqual(["b"]);
    });

    test("deletes more than ten messages in one call", async () => {
      const queue = await open({ visibilityTimeoutSeconds: 2 });
      for (let n = 0; n < 23; n++) await queue.send(`${n}`);
      const messages = await receiveAll(queue, 23);
      await queue.delete(messages.map(({ receipt }) => receipt));
      await queue.send("next");
      const [next] = await queue.receive(10, LONG_WAIT_MS);
      expect(next?.body).toBe("next");
      await queue.delete([next?.receipt ?? ""]);
      expect(await queue.receive(10, 2_500)).toEqual([]);
    });

    test("takes a deletion that is repeated, and one of nothing", async () => {
      const queue = await openUsual();
      await queue.send("a");
      const [message] = await queue.receive(1, LONG_WAIT_MS);
      const receipts = [message?.receipt ?? ""];
      await queue.delete(receipts);
      await queue.delete(receipts);
      await queue.delete([]);
    });

    test("gives a received message again sooner, or later, when told for how long to hide it", async () => {
      const queue = await openUsual();
      for (const body of ["now", "soon", "later"]) await queue.send(body);
      const messages = await receiveAll(queue, 3);
      const seconds: Record<string, number> = { now: 0, soon: 1, later: 10 };
      const startMs = performance.now();
      await queue.hide(messages.map(({ receipt, body }) => ({ receipt, seconds: seconds[body] ?? 0 })));
      const again = await receiveAll(queue, 2);
      expect(again.map(({ body }) => body)).toEqual(["now", "soon"]);
      expect(again.map(({ receiveCount }) => receiveCount)).toEqual([2, 2]);
      expect(performance.now() - startMs).toBeGreaterThan(900);
      expect(await queue.receive(10, 0)).toEqual([]);
    });

    test("hides nothing that is gone, and says nothing of it", async () => {
      const queue = await openUsual();
      await queue.send("a");
      const [message] = await queue.receive(1, LONG_WAIT_MS);
      const receipt = message?.receipt ?? "";
      await queue.delete([receipt]);
      await queue.hide([{ receipt, seconds: 0 }]);
      await queue.hide([]);
      expect(await queue.receive(1, 0)).toEqual([]);
    });

    test("keeps a delayed message back for its time", async () => {
      const queue = await openUsual();
      const sentMs = performance.now();
      await queue.send("later", { delaySeconds: 1 });
      expect(await queue.receive(1, 0)).toEqual([]);
      const [message] = await queue.receive(1, LONG_WAIT_MS);
      expect(message?.body).toBe("later");
      expect(performance.now() - sentMs).toBeGreaterThan(900);
    });

    test("takes one of several messages with the same deduplication id, even when that one is done with", async () => {
      const queue = await open({ visibilityTimeoutSeconds: 30, fifoDelaySeconds: 0 });
      for (const body of ["first", "again"]) await queue.send(body, { deduplicationId: "slot-1" });
      const received = await queue.receive(10, LONG_WAIT_MS);
      expect(received.map(({ body }) => body)).toEqual(["first"]);
      await queue.delete(received.map(({ receipt }) => receipt));
      await queue.send("once more", { deduplicationId: "slot-1" });
      await queue.send("next", { deduplicationId: "slot-2" });
      expect((await queue.receive(10, LONG_WAIT_MS)).map(({ body }) => body)).toEqual(["next"]);
    });

    test("holds every message back for the queue's own delay, if it has one", async () => {
      const queue = await open({ visibilityTimeoutSeconds: 30, fifoDelaySeconds: 1 });
      const sentMs = performance.now();
      await queue.send("later", { deduplicationId: "slot-1" });
      expect(await queue.receive(1, 0)).toEqual([]);
      expect((await queue.receive(1, LONG_WAIT_MS)).map(({ body }) => body)).toEqual(["later"]);
      expect(performance.now() - sentMs).toBeGreaterThan(900);
    });

    test("wakes a waiting receiver as soon as a message arrives", async () => {
      const queue = await openUsual();
      const startMs = performance.now();
      const receiving = queue.receive(1, LONG_WAIT_MS);
      await queue.send("now");
      expect((await receiving).map(({ body }) => body)).toEqual(["now"]);
      expect(performance.now() - startMs).toBeLessThan(5_000);
    });

    test("gives each message to one of several waiting receivers", async () => {
      const queue = await openUsual();
      const receiving = [1, 2, 3].map(() => queue.receive(1, LONG_WAIT_MS));
      for (const body of ["a", "b", "c"]) await queue.send(body);
      const bodies = (await Promise.all(receiving)).flat().map(({ body }) => body);
      expect(bodies.toSorted()).toEqual(["a", "b", "c"]);
    });

    test("gives nothing when the wait is over", async () => {
      const queue = await openUsual();
      const startMs = performance.now();
      expect(await queue.receive(10, 1_000)).toEqual([]);
      expect(performance.now() - startMs).toBeGreaterThan(900);
    });

    test("ends waiting early when the signal aborts, and loses nothing by it", async () => {
      const queue = await open({ visibilityTimeoutSeconds: 1 });
      const stop = new AbortController();
      const startMs = performance.now();
      const receiving = queue.receive(1, LONG_WAIT_MS, stop.signal);
      stop.abort();
      expect(await receiving).toEqual([]);
      expect(await queue.receive(1, LONG_WAIT_MS, stop.signal)).toEqual([]);
      expect(performance.now() - startMs).toBeLessThan(5_000);
      await queue.send("after");
      expect((await queue.receive(1, LONG_WAIT_MS)).map(({ body }) => body)).toEqual(["after"]);
    });

    test.each<[string, (queue: Queue) => Promise<unknown>]>([
      ["an empty message", (queue) => queue.send("")],
      ["a message over 1 MiB", (queue) => queue.send("é".repeat(512 * 1024 + 1))],
      ["a control character", (queue) => queue.send("a\u0000b")],
      ["a character that is half of one", (queue) => queue.send("a\ud800")],
      ["a delay over 15 minutes", (queue) => queue.send("a", { delaySeconds: 901 })],
      ["a delay of a fraction of a second", (queue) => queue.send("a", { delaySeconds: 0.5 })],
      ["an empty deduplication id", (queue) => queue.send("a", { deduplicationId: "" })],
      ["a deduplication id over 128 signs", (queue) => queue.send("a", { deduplicationId: "x".repeat(129) })],
      ["a deduplication id with a space", (queue) => queue.send("a", { deduplicationId: "a b" })],
      ["a delay with a deduplication id", (queue) => queue.send("a", { deduplicationId: "x", delaySeconds: 1 })],
      ["to hide a message for over 12 hours", (queue) => queue.hide([{ receipt: "r", seconds: 43_201 }])],
      ["to give no messages", (queue) => queue.receive(0, 0)],
      ["to give more than ten at once", (queue) => queue.receive(11, 0)],
    ])("refuses %s", async (_, act) => {
      const queue = await openUsual();
      await expect(act(queue)).rejects.toSatisfy((error) => isSluiceError(error, "refused"));
    });
  });
}

async function receiveAll(queue: Queue, count: number): Promise<QueueMessage[]> {
  const messages: QueueMessage[] = [];
  while (messages.length < count) messages.push(...(await queue.receive(10, LONG_WAIT_MS)));
  return messages;
}
