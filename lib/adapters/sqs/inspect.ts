/** What `sluice doctor` asks of a queue; it takes no message. */
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type AwsPlace, clientSettings } from "../aws-client.ts";
import { awsError } from "../aws-error.ts";
import { regionOf } from "./queue.ts";

export interface QueueFacts {
  readonly waiting: number;
  readonly inFlight: number;
  /** Of the queue that takes what failed too often; undefined if there is none. */
  readonly deadLetters?: number;
}

const RESPONSE_TIMEOUT_MS = 10_000;

export async function inspectQueue(options: AwsPlace & { readonly url: string }): Promise<QueueFacts> {
  const client = new SQSClient({
    ...clientSettings({ ...options, region: regionOf(options.url) ?? options.region }, RESPONSE_TIMEOUT_MS),
    useQueueUrlAsEndpoint: options.endpointUrl === undefined,
  });
  try {
    const attributes = await attributesOf(client, options.url);
    const waiting = Number(attributes["ApproximateNumberOfMessages"] ?? 0);
    const inFlight = Number(attributes["ApproximateNumberOfMessagesNotVisible"] ?? 0);
    // JSON by SQS's own word: {"deadLetterTargetArn": "arn:aws:sqs:REGION:ACCOUNT:NAME", "maxReceiveCount": 48}
    const redrive: { deadLetterTargetArn?: string } = JSON.parse(attributes["RedrivePolicy"] || "{}");
    if (redrive.deadLetterTargetArn === undefined) return { waiting, inFlight };
    const [account, name] = redrive.deadLetterTargetArn.split(":").slice(-2);
    const asked = new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account });
    const { QueueUrl = "" } = await client.send(asked);
    const letters = await attributesOf(client, QueueUrl);
    return { waiting, inFlight, deadLetters: Number(letters["ApproximateNumberOfMessages"] ?? 0) };
  } catch (error) {
    const permission = "sqs:GetQueueAttributes and sqs:GetQueueUrl";
    throw awsError(error, { resource: `Queue ${options.url}`, permission, setting: "QUEUE_URL" });
  } finally {
    client.destroy();
  }
}

async function attributesOf(client: SQSClient, url: string): Promise<Partial<Record<string, string>>> {
  const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
  return answer.Attributes ?? {};
}
