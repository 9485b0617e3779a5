import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { SluiceError } from "../../errors.ts";
import type { Queue, QueueMessage } from "../../ports.ts";
import { type AwsPlace, clientSettings } from "../aws-client.ts";
import { type AwsCall, awsError } from "../aws-error.ts";
import { checkHiding, checkMessage, checkReceiveMax } from "../queue-limits.ts";

/** The longest poll that SQS knows. */
const MAX_POLL_SECONDS = 20;
const RESPONSE_TIMEOUT_MS = (MAX_POLL_SECONDS + 10) * 1000;
const MAX_BATCH = 10;
/** All messages of a FIFO queue are of one group: SQS hands out one batch at a time, and the next when that is done with. */
const ONLY_GROUP = "sluice";

/** @param options.url of a standard queue, or of a FIFO queue; its region, if it tells one, goes before `options.region` */
export function openSqsQueue(options: AwsPlace & { url: string }): Queue {
  const { url } = options;
  const client = new SQSClient({
    ...clientSettings({ ...options, region: regionOf(url) ?? options.region }, RESPONSE_TIMEOUT_MS),
    // The SDK sends to the queue's own host; an emulator listens elsewhere.
    useQueueUrlAsEndpoint: options.endpointUrl === undefined,
  });
  const call = (permission: string): AwsCall => ({ resource: `Queue ${url}`, permission, setting: "QUEUE_URL" });

  const poll = async (max: number, waitMs: number, signal: AbortSignal | undefined): Promise<QueueMessage[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: max,
      // 0 asks only some of the servers and may find nothing where there is something.
      WaitTimeSeconds: Math.min(MAX_POLL_SECONDS, Math.ceil(waitMs / 1000)),
      MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
    });
    try {
      const answer = await client.send(command, signal ? { abortSignal: signal } : {});
      return (answer.Messages ?? []).map(messageOf);
    } catch (error) {
      // What SQS sent into the closed connection comes again after the visibility timeout.
      if (signal?.aborted) return [];
      throw awsError(error, call("sqs:ReceiveMessage"));
    }
  };

  return {
    async send(body, options = {}) {
      checkMessage(body, options);
      const { delaySeconds, deduplicationId } = options;
      const message = {
        QueueUrl: url,
        MessageBody: body,
        ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
        ...(deduplicationId !== undefined && {
          MessageGroupId: ONLY_GROUP,
          MessageDeduplicationId: deduplicationId,
        }),
      };
      try {
        await client.send(new SendMessageCommand(message));
      } catch (error) {
        throw awsError(error, call("sqs:SendMessage"));
      }
    },

    async receive(max, waitMs, signal) {
      checkReceiveMax(max);
      const untilMs = Date.now() + waitMs;
      for (let leftMs = waitMs; ; leftMs = untilMs - Date.now()) {
        if (signal?.aborted) return [];
        const messages = await poll(max, Math.max(0, leftMs), signal);
        if (messages.length > 0 || Date.now() >= untilMs) return messages;
      }
    },

    async delete(receipts) {
      const failures: BatchResultErrorEntry[] = [];
      for (let start = 0; start < receipts.length; start += MAX_BATCH) {
        const entries = receipts
          .slice(start, start + MAX_BATCH)
          .map((receipt, index) => ({ Id: String(index), ReceiptHandle: receipt }));
        try {
          const answer = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }));
          failures.push(...(answer.Failed ?? []));
        } catch (error) {
          throw awsError(error, call("sqs:DeleteMessage"));
        }
      }
      if (failures.length > 0) throw partialFailure(url, receipts.length, failures, "deleted and will come again");
    },

    async hide(messages) {
      for (const { seconds } of messages) checkHiding(seconds);
      const failures: BatchResultErrorEntry[] = [];
      for (let start = 0; start < messages.length; start += MAX_BATCH) {
        const entries = messages.slice(start, start + MAX_BATCH).map(({ receipt, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: receipt,
          VisibilityTimeout: seconds,
        }));
        try {
          const answer = await client.send(
            new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: entries }),
          );
          failures.push(...(answer.Failed ?? []).filter(({ Code }) => !isGone(Code)));
        } catch (error) {
          throw awsError(error, call("sqs:ChangeMessageVisibility"));
        }
      }
      if (failures.length > 0) throw partialFailure(url, messages.length, failures, "hidden anew");
    },
  };
}

/** Deleted meanwhile, visible again, or received by somebody else since. */
function isGone(code: string | undefined): boolean {
  return /MessageNotInflight|ReceiptHandleIsInvalid|InvalidParameterValue/.test(code ?? "");
}

function messageOf(message: Message): QueueMessage {
  return {
    id: message.MessageId ?? "",
    receipt: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
    sentMs: Number(message.Attributes?.SentTimestamp ?? 0),
  };
}

/** Doing again what was done is no error, so that the caller can repeat the whole call. */
function partialFailure(
  url: string,
  total: number,
  failures: readonly BatchResultErrorEntry[],
  what: string,
): SluiceError {
  const first = failures[0];
  const isOurFault = failures.every((failure) => failure.SenderFault === true);
  return new SluiceError(
    isOurFault ? "refused" : "unavailable",
    `Queue ${url}: ${failures.length} of ${total} messages were not ${what} (${first?.Code}: ${first?.Message})`,
  );
}

/** https://sqs.eu-central-1.amazonaws.com/123456789012/name, also of other partitions. */
export function regionOf(url: string): string | undefined {
  return /^https:\/\/sqs(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d+)\./.exec(url)?.[1];
}
