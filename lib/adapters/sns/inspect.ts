/** What `sluice doctor` asks of a topic; it sends nothing. */
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { type AwsPlace, clientSettings } from "../aws-client.ts";
import { awsError } from "../aws-error.ts";

export interface TopicFacts {
  readonly confirmed: number;
  /** Have not answered the mail that asks them. */
  readonly pending: number;
}

const RESPONSE_TIMEOUT_MS = 10_000;

export async function inspectTopic(options: AwsPlace & { readonly topicArn: string }): Promise<TopicFacts> {
  const { topicArn } = options;
  const region = topicArn.split(":")[3] || options.region;
  const client = new SNSClient(clientSettings({ ...options, region }, RESPONSE_TIMEOUT_MS));
  try {
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
    return {
      confirmed: Number(Attributes["SubscriptionsConfirmed"] ?? 0),
      pending: Number(Attributes["SubscriptionsPending"] ?? 0),
    };
  } catch (error) {
    throw awsError(error, {
      resource: `Topic ${topicArn}`,
      permission: "sns:GetTopicAttributes",
      setting: "TOPIC_ARN",
    });
  } finally {
    client.destroy();
  }
}
