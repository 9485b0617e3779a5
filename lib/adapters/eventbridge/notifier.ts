/** A Notifier that puts one event for each alert on a bus of EventBridge; docs/mail.md describes it. */
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";
import { SluiceError } from "../../errors.ts";
import type { Notification, Notifier } from "../../ports.ts";
import { type AwsPlace, clientSettings } from "../aws-client.ts";
import { awsError } from "../aws-error.ts";
import { checkNotification } from "../notification-limits.ts";

const RESPONSE_TIMEOUT_MS = 10_000;
/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;
/** Of an event that is a text; one of an alert is bounded by itself. */
const MAX_TEXT_BYTES = 200 * 1024;

/** @param options.bus its name or ARN; the region of an ARN goes before `options.region` */
export function openEventBridgeNotifier(options: AwsPlace & { readonly bus: string }): Notifier {
  const { bus } = options;
  const region = bus.split(":")[3] || options.region;
  const client = new EventBridgeClient(clientSettings({ ...options, region }, RESPONSE_TIMEOUT_MS));
  const resource = `Event bus ${bus}`;
  const call = { resource, permission: "events:PutEvents", setting: "alerts.routes in sluice.yml" };

  return {
    async send(notification) {
      checkNotification(notification);
      const entries = entriesOf(notification).map((entry) => ({ ...entry, EventBusName: bus, Source: "sluice" }));
      const results: PutEventsResultEntry[] = [];
      for (let at = 0; at < entries.length; at += MAX_ENTRIES) {
        try {
          const answer = await client.send(new PutEventsCommand({ Entries: entries.slice(at, at + MAX_ENTRIES) }));
          results.push(...(answer.Entries ?? []));
        } catch (error) {
          throw awsError(error, call);
        }
      }
      const [failure] = results.filter(({ ErrorCode }) => ErrorCode !== undefined);
      if (failure) throw failed(results, failure, resource);
      return { messageId: results[0]?.EventId ?? "" };
    },
  };
}

type Entry = Pick<PutEventsRequestEntry, "DetailType" | "Detail" | "Time">;

/** What tells of no alert is a text for people. */
function entriesOf({ subject, body, attributes, message }: Notification): Entry[] {
  if (!message || message.alerts.length === 0) {
    const text = Buffer.from(body).subarray(0, MAX_TEXT_BYTES).toString();
    return [
      { DetailType: "Sluice Notification", Detail: JSON.stringify({ version: 1, subject, body: text, attributes }) },
    ];
  }
  return message.alerts.map((alert) => ({
    DetailType: `Sluice Alert ${alert.state.charAt(0).toUpperCase()}${alert.state.slice(1)}`,
    Detail: JSON.stringify(alert),
    Time: new Date(alert.at),
  }));
}

/** Those that were taken come a second time when it is sent again: their noticeId tells. */
function failed(
  results: readonly PutEventsResultEntry[],
  { ErrorCode, ErrorMessage }: PutEventsResultEntry,
  resource: string,
): SluiceError {
  const count = results.filter((result) => result.ErrorCode !== undefined).length;
  const isPassing = /^(InternalFailure|InternalException|ThrottlingException|ServiceUnavailable)/.test(ErrorCode ?? "");
  return new SluiceError(
    isPassing ? "unavailable" : "refused",
    `${resource} took ${results.length - count} of ${results.length} events and not the others (${ErrorCode}: ${ErrorMessage})`,
  );
}
