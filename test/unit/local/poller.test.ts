import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { expect, onTestFinished, test } from "vitest";
import { type DeadLetter, startPoller } from "../../../infra/local/poller.ts";
import { openMemoryQueue } from "../../../lib/adapters/memory/queue.ts";
import type { Queue } from "../../../lib/ports.ts";

type Handling = (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;

function poll(queue: Queue, handler: Handling) {
  const done: string[] = [];
  const dead: DeadLetter[] = [];
  const failures: unknown[] = [];
  const waiting: { until: () => boolean; resolve: () => void }[] = [];
  const check = () => {
    for (const { until, resolve } of waiting) if (until()) resolve();
  };
  const poller = startPoller({
    queue,
    functionName: "ingest-object",
    handler,
    region: "us-east-1",
    mostAttempts: 5,
    onDone: async (body) => {
      done.push(body);
      check();
    },
    onDeadLetter: async (letter) => {
      dead.push(letter);
      check();
    },
    onFailure: (_, error) => failures.push(error),
  });
  onTestFinished(() => poller.stop());
  const becomes = (until: () => boolean) =>
    new Promise<void>((resolve) => {
      waiting.push({ until, resolve });
      check();
    });
  return { poller, done, dead, failures, becomes };
}

test("a handler gets messages as SQS sends them, and what it took is deleted", async () => {
  const queue = openMemoryQueue({ visibilityTimeoutMs: 50 });
  const events: SQSEvent[] = [];
  const { becomes, done } = poll(queue, async (event) => {
    events.push(event);
    return { batchItemFailures: [] };
  });
  await queue.send("a message");
  await becomes(() => done.length === 1);
  expect(events[0]?.Records[0]).toMatchObject({
    body: "a message",
    eventSource: "aws:sqs",
    awsRegion: "us-east-1",
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: expect.stringMatching(/^\d{13}$/) },
  });
  expect(await queue.receive(10, 120)).toEqual([]);
});

test("of a batch only the failed messages come again", async () => {
  const queue = openMemoryQueue({ visibilityTimeoutMs: 50 });
  const seen: string[] = [];
  for (const body of ["good", "bad", "fine"]) await queue.send(body);
  const { becomes, done } = poll(queue, async ({ Records }) => {
    const failed = Records.filter(({ body }) => body === "bad" && !seen.includes("bad"));
    seen.push(...Records.map(({ body }) => body));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
  await becomes(() => done.length === 3);
  expect(seen).toEqual(["good", "bad", "fine", "bad"]);
  expect(done).toEqual(["good", "fine", "bad"]);
});

test("a message that keeps failing is tried so often, then it is a dead letter and gone from the queue", async () => {
  const queue = openMemoryQueue({ visibilityTimeoutMs: 20 });
  let attempts = 0;
  const { becomes, dead, done, failures } = poll(queue, async () => {
    attempts++;
    throw new Error("broken");
  });
  await queue.send("poison");
  await becomes(() => dead.length === 1);
  expect(attempts).toBe(5);
  expect(failures).toHaveLength(5);
  expect(dead).toMatchObject([{ body: "poison", attempts: 5 }]);
  expect(done).toEqual([]);
  expect(await queue.receive(10, 60)).toEqual([]);
});

test("a message that takes longer than the queue hides it is handled once, and deleted", async () => {
  const queue = openMemoryQueue({ visibilityTimeoutMs: 20 });
  const received = Promise.withResolvers<void>();
  let redeliveries = 0;
  const watched: Queue = {
    ...queue,
    async receive(...args) {
      const messages = await queue.receive(...args);
      if (messages.some(({ receiveCount }) => receiveCount > 1) && ++redeliveries === 8) received.resolve();
      return messages;
    },
  };
  let calls = 0;
  const { becomes, done, dead } = poll(watched, async () => {
    calls++;
    await received.promise;
    return { batchItemFailures: [] };
  });
  await queue.send("a large object");
  await becomes(() => done.length === 1);
  expect({ calls, dead }).toEqual({ calls: 1, dead: [] });
  expect(await queue.receive(10, 60)).toEqual([]);
});

test("stop waits for the handler that is under way, and lets it finish its message", async () => {
  const queue = openMemoryQueue();
  const begun = Promise.withResolvers<void>();
  const blocked = Promise.withResolvers<void>();
  const { poller, done } = poll(queue, async () => {
    begun.resolve();
    await blocked.promise;
    return undefined;
  });
  await queue.send("in hand");
  await begun.promise;
  const stopped = poller.stop();
  blocked.resolve();
  await stopped;
  expect(done).toEqual(["in hand"]);
});
