import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSnsNotifier } from "../../lib/adapters/sns/notifier.ts";
import { openSqsQueue } from "../../lib/adapters/sqs/queue.ts";
import type { Queue } from "../../lib/ports.ts";
import { type Emulator, startEmulator } from "../support/fauxqs.ts";
import { notifierContract } from "./notifier.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

/** A topic and a queue that gets what the topic's subscribers get. */
async function openTopic(filterPolicy?: object) {
  const name = randomUUID();
  const topicArn = await emulator.createTopic(`topic-${name}`);
  const queueUrl = await emulator.createQueue(`subscriber-${name}`);
  await emulator.subscribe(topicArn, queueUrl, filterPolicy);
  const queue = openSqsQueue({ ...emulator, url: queueUrl });
  return { notifier: openSnsNotifier({ ...emulator, topicArn }), received: () => notificationsIn(queue) };
}

/** The emulator has delivered when publishing returns, so that an empty answer means that there is no more. */
async function notificationsIn(queue: Queue) {
  const notifications = [];
  for (;;) {
    const messages = await queue.receive(10, 0);
    if (messages.length === 0) return notifications;
    notifications.push(...messages.map(({ body }) => notificationOf(body)));
  }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
function notificationOf(envelope: string) {
  const { Subject, Message, MessageId, MessageAttributes = {} } = JSON.parse(envelope);
  const attributes = Object.entries<{ Type: string; Value: string }>(MessageAttributes).map(
    ([name, { Type, Value }]) => {
      return [name, Type === "String.Array" ? JSON.parse(Value) : Value];
    },
  );
  return { subject: Subject, body: Message, messageId: MessageId, attributes: Object.fromEntries(attributes) };
}

notifierContract("SNS", () => openTopic());

test("A subscription's filter policy sees the attributes", async () => {
  const { notifier, received } = await openTopic({ severity: ["fatal"] });
  await notifier.send({ subject: "one", body: "filtered", attributes: { severity: "error" } });
  await notifier.send({ subject: "two", body: "let through", attributes: { severity: "fatal" } });
  expect((await received()).map(({ subject }) => subject)).toEqual(["two"]);
});
