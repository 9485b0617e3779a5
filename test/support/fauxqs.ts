/**
 * S3, SQS and SNS in this process, on a free port of loopback: the protocol that the SDK speaks, without AWS.
 * fauxqs-s3.ts adds what S3 does and fauxqs does not.
 */
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import { actLikeS3, type Faults } from "./fauxqs-s3.ts";

interface QueueAttributes {
  readonly visibilityTimeoutSeconds?: number;
  /** Makes it a FIFO queue that holds each message back for so long. */
  readonly fifoDelaySeconds?: number;
}

export interface Emulator {
  readonly endpointUrl: string;
  readonly region: string;
  readonly faults: Faults;
  createBucket(name: string): Promise<void>;
  /** @returns the queue's URL */
  createQueue(name: string, attributes?: QueueAttributes): Promise<string>;
  /** @returns the topic's ARN */
  createTopic(name: string): Promise<string>;
  subscribe(topicArn: string, queueUrl: string, filterPolicy?: object): Promise<void>;
  stop(): Promise<void>;
}

export async function startEmulator(): Promise<Emulator> {
  // The emulator takes any, but the SDK wants some.
  process.env["AWS_ACCESS_KEY_ID"] = "test";
  process.env["AWS_SECRET_ACCESS_KEY"] = "test";

  const app = buildApp({ logger: false });
  const faults = actLikeS3(app);
  const endpointUrl = await app.listen({ port: 0, host: "127.0.0.1" });
  const region = "us-east-1";
  const settings = { region, endpoint: endpointUrl };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);

  return {
    endpointUrl,
    region,
    faults,
    async createBucket(name) {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
    },
    async createQueue(name, { visibilityTimeoutSeconds = 30, fifoDelaySeconds } = {}) {
      const isFifo = fifoDelaySeconds !== undefined;
      const Attributes = {
        VisibilityTimeout: String(visibilityTimeoutSeconds),
        ...(isFifo && { FifoQueue: "true", DelaySeconds: String(fifoDelaySeconds) }),
      };
      const QueueName = isFifo ? `${name}.fifo` : name;
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
      return given(QueueUrl);
    },
    async createTopic(name) {
      return given((await sns.send(new CreateTopicCommand({ Name: name }))).TopicArn);
    },
    async subscribe(topicArn, queueUrl, filterPolicy) {
      const query = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] });
      const arn = given((await sqs.send(query)).Attributes?.["QueueArn"]);
      const Attributes = filterPolicy && { FilterPolicy: JSON.stringify(filterPolicy) };
      await sns.send(
        new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: arn, ...(Attributes && { Attributes }) }),
      );
    },
    async stop() {
      for (const client of [s3, sqs, sns]) client.destroy();
      await app.close();
    },
  };
}

function given(value: string | undefined): string {
  if (value === undefined) throw new Error("the emulator left out what AWS always answers");
  return value;
}
