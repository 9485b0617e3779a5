/**
 * Lambda's event source mapping on one machine: queue → SQSEvent → function → delete all but the failed messages. What keeps
 * failing goes to the dead letters, as the queue's redrive policy does it on AWS.
 */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Queue, QueueMessage } from "../../lib/ports.ts";
import { type Handler, lambdaContext } from "./lambda.ts";

export interface PollerOptions {
  readonly queue: Queue;
  readonly functionName: string;
  readonly handler: Handler<SQSEvent, SQSBatchResponse | undefined>;
  readonly region: string;
  /** A message is done with: deleted from the queue. */
  readonly onDone?: (body: string) => Promise<void>;
  /** A message failed too often: when this resolves it is deleted from the queue, so keep it. */
  readonly onDeadLetter: (message: DeadLetter) => Promise<void>;
  /** How often a message is tried. */
  readonly mostAttempts?: number;
  /** How many calls at a time: 1 for a FIFO queue with one group. */
  readonly concurrency?: number;
  readonly onFailure: (source: string, error: unknown) => void;
}

export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly attempts: number;
}

export interface Poller {
  /** Resolves when the handlers that are under way have ended. */
  stop(): Promise<void>;
}

const CONCURRENCY = 2;
const BATCH_SIZE = 10;
const WAIT_MS = 20_000;
/** maxReceiveCount of the redrive policy: a day at least, at the times after which failed messages come again. */
const MOST_ATTEMPTS = 200;
const PAUSE_AFTER_FAILURE_MS = 1_000;

export function startPoller(options: PollerOptions): Poller {
  const { queue, onFailure, mostAttempts = MOST_ATTEMPTS, concurrency = CONCURRENCY } = options;
  const stopping = new AbortController();
  const attempts = new Map<string, number>();
  /**
   * Id → newest receipt of what a handler has now. A handler may take longer than the queue hides a message: one that comes again
   * meanwhile is not handled twice, and only its newest receipt deletes it.
   */
  const inHand = new Map<string, string>();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await take(await queue.receive(BATCH_SIZE, WAIT_MS, stopping.signal));
      } catch (error) {
        onFailure("queue", error);
        await pause();
      }
    }
  }

  async function take(received: readonly QueueMessage[]): Promise<void> {
    const fresh = received.filter(({ id }) => !inHand.has(id));
    for (const { id, receipt } of received) inHand.set(id, receipt);
    try {
      const due: QueueMessage[] = [];
      for (const message of fresh) {
        const attempt = (attempts.get(message.id) ?? 0) + 1;
        attempts.set(message.id, attempt);
        if (attempt > mostAttempts) await giveUp(message);
        else due.push(message);
      }
      if (due.length > 0) await handle(due);
    } finally {
      for (const { id } of fresh) inHand.delete(id);
    }
  }

  async function handle(messages: readonly QueueMessage[]): Promise<void> {
    const failed = await failuresOf(messages);
    const done = messages.filter(({ id }) => !failed.has(id));
    await remove(done);
    for (const { body } of done) await options.onDone?.(body);
  }

  async function failuresOf(messages: readonly QueueMessage[]): Promise<ReadonlySet<string>> {
    const event = { Records: messages.map((message) => recordOf(message, options.region)) };
    try {
      const response = await options.handler(event, lambdaContext(options.functionName));
      return new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    } catch (error) {
      onFailure(options.functionName, error);
      return new Set(messages.map(({ id }) => id));
    }
  }

  async function giveUp(message: QueueMessage): Promise<void> {
    await options.onDeadLetter({ id: message.id, body: message.body, attempts: mostAttempts });
    await remove([message]);
  }

  async function remove(messages: readonly QueueMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await queue.delete(messages.map(({ id, receipt }) => inHand.get(id) ?? receipt));
    for (const { id } of messages) attempts.delete(id);
  }

  async function pause(): Promise<void> {
    try {
      await sleep(PAUSE_AFTER_FAILURE_MS, undefined, { signal: stopping.signal });
    } catch {
      // Stopping ends the pause; the loop sees it.
    }
  }

  const loops = Array.from({ length: concurrency }, run);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

function recordOf(message: QueueMessage, region: string): SQSRecord {
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentMs),
      SenderId: "local",
      ApproximateFirstReceiveTimestamp: String(message.sentMs),
    },
    messageAttributes: {},
    md5OfBody: createHash("md5").update(message.body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:${region}:000000000000:sluice`,
    awsRegion: region,
  };
}
