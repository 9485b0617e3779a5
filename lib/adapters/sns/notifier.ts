/** A Notifier that publishes to a topic: the text for people, and for machines what the route's format says. */
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { fittedJson } from "../../alerts/alert-event.ts";
import type { AlertMessage } from "../../alerts/alert-message.ts";
import { chatMessage } from "../../alerts/chat-message.ts";
import type { AlertRoute } from "../../config/alert-route.ts";
import type { Notification, Notifier } from "../../ports.ts";
import { type AwsPlace, clientSettings } from "../aws-client.ts";
import { awsError } from "../aws-error.ts";
import { attributeType, attributeValue, checkNotification, MAX_SIZE_BYTES, sizeOf } from "../notification-limits.ts";

type Format = AlertRoute["format"];

const RESPONSE_TIMEOUT_MS = 15_000;

/** @param options.topicArn of a standard topic; its region goes before `options.region` */
export function openSnsNotifier(options: AwsPlace & { topicArn: string; format?: Format }): Notifier {
  const { topicArn, format = "text" } = options;
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
            ...contentOf(notification, format),
            MessageAttributes: Object.fromEntries(
              attributes.map(([name, value]) => [
                name,
                { DataType: attributeType(value), StringValue: attributeValue(value) },
              ]),
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

interface Content {
  readonly Message: string;
  readonly MessageStructure?: "json";
}

/**
 * A message of several forms, from which SNS takes each subscription's own by its protocol: `default` is what queues, functions,
 * web hooks and chats get. https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 */
function contentOf(notification: Notification, format: Format): Content {
  const { subject, body, message } = notification;
  if (format === "text" || !message || message.alerts.length === 0) return { Message: body };
  const roomBytes = MAX_SIZE_BYTES - sizeOf({ ...notification, body: "" });
  for (let sizeBytes = roomBytes; sizeBytes > 0; sizeBytes = Math.floor(sizeBytes / 2)) {
    const forms = { default: machineText(message, format, sizeBytes), email: body, sms: subject };
    const text = JSON.stringify(forms);
    if (Buffer.byteLength(text) <= roomBytes) return { Message: text, MessageStructure: "json" };
  }
  return { Message: body };
}

function machineText(message: AlertMessage, format: "json" | "slack", sizeBytes: number): string {
  return format === "slack" ? JSON.stringify(chatMessage(message)) : fittedJson(message, sizeBytes);
}
