/** What a test does on the local AWS with its own hands: as a shipper, as a subscriber, as an administrator. */
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { DeleteBucketPolicyCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Ministack } from "./server.ts";

interface Mail {
  readonly subject: string;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Aws {
  putObject(bucket: string, key: string, body: Uint8Array): Promise<void>;
  keys(bucket: string): Promise<string[]>;
  deleteBucketPolicy(bucket: string): Promise<void>;
  secret(name: string): Promise<string>;
  /** Messages waiting or in flight. */
  queueLength(queueUrl: string): Promise<number>;
  /** A queue that gets what the topic publishes from now on; its URL. */
  subscribeQueue(topicArn: string): Promise<string>;
  /** Waits for the next message of such a queue. */
  nextMail(queueUrl: string): Promise<Mail>;
}

export function awsClients({ endpointUrl, environment }: Ministack): Aws {
  const config = {
    endpoint: endpointUrl,
    region: environment["AWS_REGION"] ?? "",
    credentials: {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
  };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const sqs = new SQSClient(config);
  const sns = new SNSClient(config);
  const secrets = new SecretsManagerClient(config);

  return {
    async putObject(bucket, key, body) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async keys(bucket) {
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      return (Contents ?? []).map(({ Key }) => Key ?? "");
    },
    async deleteBucketPolicy(bucket) {
      await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    },
    async secret(name) {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
      return SecretString ?? "";
    },
    async queueLength(queueUrl) {
      const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
      );
      return names.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
    },
    async subscribeQueue(topicArn) {
      const policy = {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
      };
      const { QueueUrl } = await sqs.send(
        new CreateQueueCommand({ QueueName: "mailbox", Attributes: { Policy: JSON.stringify(policy) } }),
      );
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
      await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: Attributes?.["QueueArn"] }));
      return QueueUrl ?? "";
    },
    async nextMail(queueUrl) {
      for (;;) {
        const { Messages } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 20 }),
        );
        const [message] = Messages ?? [];
        if (!message) continue;
        const published: { Subject: string; Message: string } = JSON.parse(message.Body ?? "");
        return { subject: published.Subject, body: published.Message };
      }
    },
  };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Calls an HTTP API at `http://ID.execute-api.localhost:PORT`: that name is looked up as localhost, and sent as Host. */
export async function callApi(endpoint: string, { method, path, headers, body }: Call): Promise<Answer> {
  const { hostname, host, port } = new URL(endpoint);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const call = request({ host: "localhost", port, path, method, headers: { ...headers, host } }, (response) => {
    text(response).then(
      (answered) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answered }),
      reject,
    );
  });
  call.on("error", (cause) => reject(new Error(`${hostname} does not answer`, { cause })));
  call.end(body);
  return promise;
}
