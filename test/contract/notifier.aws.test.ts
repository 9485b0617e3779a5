/** What AWS makes of our notifications behind its doors: filter policies, forms by protocol, event patterns. On a local AWS that knows them. */
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython } from "../../infra/build/python.ts";
import { openEventBridgeNotifier } from "../../lib/adapters/eventbridge/notifier.ts";
import { openSnsNotifier } from "../../lib/adapters/sns/notifier.ts";
import { openSqsQueue } from "../../lib/adapters/sqs/queue.ts";
import { composeMail } from "../../lib/alerts/mail.ts";
import type { Notice } from "../../lib/alerts/notice.ts";
import { policiesIn } from "../support/mail-page.ts";
import { type Ministack, startMinistack } from "../support/ministack/server.ts";
import { NOTICE } from "../unit/alerts/notices.ts";

const isMissing = (await findPython()) === undefined;
if (isMissing) console.warn("Skipped: notifications on a local AWS, which needs Python 3.10 or later with venv.");
/** In CI what is missing fails instead. */
const isSkipped = isMissing && process.env["CI"] !== "true";

describe.skipIf(isSkipped)("On AWS", () => {
  let aws: Ministack;
  let place: { endpointUrl: string; region: string };
  let sns: SNSClient;
  let sqs: SQSClient;

  beforeAll(async () => {
    aws = await startMinistack();
    Object.assign(process.env, aws.environment);
    place = { endpointUrl: aws.endpointUrl, region: aws.environment["AWS_REGION"] ?? "" };
    const settings = { endpoint: aws.endpointUrl, region: place.region };
    sns = new SNSClient(settings);
    sqs = new SQSClient(settings);
  });
  afterAll(() => aws.stop());

  async function openQueue(name: string) {
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
    };
    const Attributes = { Policy: JSON.stringify(policy) };
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
    const query = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] });
    const arn = (await sqs.send(query)).Attributes?.["QueueArn"] ?? "";
    const queue = openSqsQueue({ ...place, url: QueueUrl });
    return { arn, next: async () => (await queue.receive(1, 2_000))[0]?.body };
  }

  async function openTopic(name: string): Promise<string> {
    return (await sns.send(new CreateTopicCommand({ Name: name }))).TopicArn ?? "";
  }

  const mailOf = (...changes: Partial<Notice>[]) => {
    const notices = changes.map((change) => ({ ...NOTICE, ...change }));
    return composeMail({ notices, omitted: 0, alerts: [], route: "default" });
  };

  test("the filter policies of docs/mail.md let through what they say, also where a mail tells of several alerts", async () => {
    const policies = await policiesIn("docs/mail.md");
    const TopicArn = await openTopic("policies");
    const queues = await Promise.all(
      policies.map(async (FilterPolicy, i) => {
        const queue = await openQueue(`policy-${i}`);
        const Attributes = { FilterPolicy, RawMessageDelivery: "true" };
        await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queue.arn, Attributes }));
        return queue;
      }),
    );
    const notifier = openSnsNotifier({ ...place, topicArn: TopicArn });
    const through = async (...changes: Partial<Notice>[]) => {
      await notifier.send(mailOf(...changes));
      const bodies = await Promise.all(queues.map(({ next }) => next()));
      return bodies.map((body) => body !== undefined);
    };

    // Fatal of any service; checkout or cart; all but what is only a digest.
    expect(await through({ service: "search" })).toEqual([false, false, true]);
    expect(await through({ service: "search", severity: "fatal" })).toEqual([true, false, true]);
    expect(await through({ service: "cart", kind: "digest" })).toEqual([false, true, false]);
    expect(
      await through({ service: "search" }, { service: "cart", kind: "digest" }, { service: "auth", severity: "fatal" }),
    ).toEqual([true, true, true]);
  });

  test.each([
    ["json", { version: 1, route: "default", alerts: [{ service: "checkout", state: "firing" }] }],
    ["slack", { version: "1.0", source: "custom", content: { textType: "client-markdown" } }],
  ] as const)(
    "a topic with format %s gives queues, functions and chats JSON, and mail the text",
    async (format, shape) => {
      const TopicArn = await openTopic(`forms-${format}`);
      const queue = await openQueue(`forms-${format}`);
      const Attributes = { RawMessageDelivery: "true" };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queue.arn, Attributes }));
      await openSnsNotifier({ ...place, topicArn: TopicArn, format }).send(mailOf({}));
      expect(JSON.parse((await queue.next()) ?? "")).toMatchObject(shape);
    },
  );

  test("a rule of EventBridge picks events by state and service", async () => {
    const queue = await openQueue("events");
    const events = new EventBridgeClient({ endpoint: place.endpointUrl, region: place.region });
    const EventPattern = JSON.stringify({
      source: ["sluice"],
      "detail-type": ["Sluice Alert Resolved"],
      detail: { service: ["cart"] },
    });
    await events.send(new PutRuleCommand({ Name: "over", EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: "over", Targets: [{ Id: "queue", Arn: queue.arn }] }));
    const over = { kind: "resolved", resolvedMs: NOTICE.atMs } as const;
    const mail = mailOf(
      { service: "cart" },
      { service: "search", ...over },
      { service: "cart", pattern: "2", ...over },
    );
    await openEventBridgeNotifier({ ...place, bus: "default" }).send(mail);

    expect(JSON.parse((await queue.next()) ?? "")).toMatchObject({
      source: "sluice",
      "detail-type": "Sluice Alert Resolved",
      detail: { version: 1, service: "cart", pattern: "2", state: "resolved" },
    });
    expect(await queue.next()).toBeUndefined();
  });
});
