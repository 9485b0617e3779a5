import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Notifier } from "../../ports.ts";
import { type AwsPlace, clientSettings } from "../aws-client.ts";
import { awsError } from "../aws-error.ts";
import { checkNotification } from "../notification-limits.ts";

const RESPONSE_TIMEOUT_MS = 15_000;

/** @param options.topicArn of a standard topic; its region goes before `options.region` */
export function openSnsNotifier(options: AwsPlace & { topicArn: string }): Notifier {
  const { topicArn } = options;
  // arn:PARTITION:sns:REGION:ACCOUNT:NAME
  const region = topicArn.split(":")[3] || options.region;
  const client = new SNSClient(clientSettings({ ...options, region }, RESPONSE_TIMEOUT_MS));

  return {
    async send(notification) {
      checkNotification(notification);
      const attributes = Object.entries(notification.attributes);
      try {
        const answer = await client.send(
          new PublishCommand({
            TopicArn: topicArn,
            Subject: notification.subject,
            Message: notification.body,
            MessageAttributes: Object.fromEntries(
              attributes.map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
            ),
          }),
        );
        return { messageId: answer.MessageId ?? "" };
      } catch (error) {
        throw awsError(error, { resource: `Topic ${topicArn}`, permission: "sns:Publish", setting: "TOPIC_ARN" });
      }
    },
  };
}
