import { expect, test } from "vitest";
import { openSnsNotifier } from "../../../lib/adapters/sns/notifier.ts";
import { openSqsQueue } from "../../../lib/adapters/sqs/queue.ts";
import { isSluiceError } from "../../../lib/errors.ts";
import { startAnswering } from "../../support/answering.ts";

const QUEUE_URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/ingest";
const json = (body: object) => ({
  status: 200,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify(body),
});

test("Deleting goes through all batches before it tells which messages were not deleted", async () => {
  const failed = (senderFault: boolean) =>
    json({ Successful: [], Failed: [{ Id: "3", SenderFault: senderFault, Code: "InternalError", Message: "busy" }] });
  const server = await startAnswering(failed(false), json({ Successful: [] }), failed(true));
  const queue = openSqsQueue({ ...server, region: "us-east-1", url: QUEUE_URL });
  const receipts = Array.from({ length: 25 }, (_, n) => `receipt-${n}`);
  await expect(queue.delete(receipts)).rejects.toSatisfy(
    (error) =>
      isSluiceError(error, "unavailable") &&
      error.retryable &&
      /2 of 25 messages.*InternalError: busy/.test(error.message),
  );
  expect(server.requests).toHaveLength(3);
});

test("Receipts that SQS calls invalid are refused: repeating would not help", async () => {
  const invalid = { Id: "0", SenderFault: true, Code: "ReceiptHandleIsInvalid", Message: "no" };
  const server = await startAnswering(json({ Successful: [], Failed: [invalid] }));
  const queue = openSqsQueue({ ...server, region: "us-east-1", url: QUEUE_URL });
  await expect(queue.delete(["r"])).rejects.toSatisfy((error) => isSluiceError(error, "refused") && !error.retryable);
});

test("The region of the queue's URL and of the topic's ARN goes before the function's own", async () => {
  const publish = `<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>`;
  const server = await startAnswering(json({ Messages: [] }), { status: 200, body: publish });
  await openSqsQueue({ ...server, region: "us-east-1", url: QUEUE_URL }).receive(1, 0);
  const topicArn = "arn:aws-cn:sns:cn-north-1:123456789012:alerts";
  await openSnsNotifier({ ...server, region: "us-east-1", topicArn }).send({ subject: "s", body: "b", attributes: {} });
  const scopes = server.requests.map(
    ({ headers }) => /Credential=test\/\d+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1],
  );
  expect(scopes).toEqual(["eu-central-1", "cn-north-1"]);
});
