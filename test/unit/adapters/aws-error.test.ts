import { describe, expect, test } from "vitest";
import { openS3Objects } from "../../../lib/adapters/s3/objects.ts";
import { openSnsNotifier } from "../../../lib/adapters/sns/notifier.ts";
import { openSqsQueue } from "../../../lib/adapters/sqs/queue.ts";
import { isSluiceError, type SluiceError } from "../../../lib/errors.ts";
import { type Answer, startAnswering } from "../../support/answering.ts";

/** The SDK waits a little before it tries again; each of these runs through all of its tries at most once. */
const TIMEOUT = { timeout: 20_000 };

const s3Error = (status: number, code: string): Answer => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>told by S3</Message></Error>`,
});
const sqsError = (status: number, type: string, queryError: string): Answer => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-query-error": `${queryError};Sender` },
  body: JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message: "told by SQS" }),
});
const snsError = (status: number, code: string): Answer => ({
  status,
  headers: { "content-type": "text/xml" },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>told by SNS</Message></Error></ErrorResponse>`,
});

async function failureOf(act: () => Promise<unknown>): Promise<SluiceError> {
  const error = await act().then(
    () => undefined,
    (reason) => reason,
  );
  if (!isSluiceError(error)) throw new Error("no SluiceError", { cause: error });
  return error;
}

describe("An error of S3", TIMEOUT, () => {
  test.each([
    [403, "AccessDenied", "denied"],
    [400, "ExpiredToken", "denied"],
    [403, "InvalidAccessKeyId", "denied"],
    [403, "SignatureDoesNotMatch", "denied"],
    [403, "InvalidObjectState", "refused"],
    [404, "NoSuchBucket", "not-found"],
    [412, "PreconditionFailed", "conflict"],
    [409, "OperationAborted", "conflict"],
    [400, "RequestTimeout", "unavailable"],
    [500, "InternalError", "unavailable"],
    [503, "SlowDown", "unavailable"],
    [400, "InvalidRequest", "refused"],
    [413, "EntityTooLarge", "refused"],
  ])("of status %i %s is %j", async (status, name, code) => {
    const server = await startAnswering(s3Error(status, name));
    const objects = openS3Objects({ ...server, region: "us-east-1", url: "s3://my-logs" });
    const error = await failureOf(() => objects.put("a/b.json", "x"));
    expect(error.code).toBe(code);
    expect(error.retryable).toBe(code === "unavailable");
    expect(error.message).toContain(`Bucket my-logs, key a/b.json: ${name}`);
    expect(error.cause).toBeInstanceOf(Error);
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });

  test("names the right that is missing", async () => {
    const server = await startAnswering(s3Error(403, "AccessDenied"));
    const objects = openS3Objects({ ...server, region: "us-east-1", url: "s3://my-logs" });
    expect((await failureOf(() => objects.get("a"))).message).toContain("s3:GetObject");
    expect((await failureOf(() => objects.put("a", "x"))).message).toContain("s3:PutObject");
    expect((await failureOf(() => objects.delete("a"))).message).toContain("s3:DeleteObject");
    expect((await failureOf(() => Array.fromAsync(objects.list("a")))).message).toContain("s3:ListBucket");
  });

  test("names the setting if the bucket does not exist", async () => {
    const server = await startAnswering(s3Error(404, "NoSuchBucket"));
    const objects = openS3Objects({ ...server, region: "us-east-1", url: "s3://my-logs" });
    for (const act of [
      () => objects.get("a"),
      () => objects.put("a", "x", { ifMatch: '"e"' }),
      () => objects.delete("a"),
      () => Array.fromAsync(objects.list("")),
    ]) {
      const error = await failureOf(act);
      expect(error.code).toBe("not-found");
      expect(error.message).toMatch(/^Bucket my-logs.*OBJECTS_URL/);
    }
  });

  test("is overcome where a second try helps", async () => {
    const server = await startAnswering(s3Error(503, "SlowDown"), { status: 200, headers: { etag: '"e"' } });
    const objects = openS3Objects({ ...server, region: "us-east-1", url: "s3://my-logs" });
    expect(await objects.put("a", "x")).toEqual({ etag: '"e"' });
    expect(server.requests).toHaveLength(2);
  });
});

describe("No answer at all", TIMEOUT, () => {
  test.each([
    ["S3", (place: Place) => openS3Objects({ ...place, url: "s3://my-logs" }).put("a", "x"), "Bucket my-logs"],
    ["SQS", (place: Place) => openSqsQueue({ ...place, url: QUEUE_URL }).send("x"), `Queue ${QUEUE_URL}`],
    ["SNS", (place: Place) => openSnsNotifier({ ...place, topicArn: TOPIC_ARN }).send(MAIL), `Topic ${TOPIC_ARN}`],
  ])("from %s is unavailable", async (_, act, resource) => {
    const server = await startAnswering((_request, response) => response.destroy());
    const error = await failureOf(() => act({ ...server, region: "us-east-1" }));
    expect(error).toMatchObject({ code: "unavailable", retryable: true });
    expect(error.message).toContain(resource);
    expect(server.requests).toHaveLength(4);
  });

  test("from a host that is not there is unavailable", async () => {
    process.env["AWS_ACCESS_KEY_ID"] = process.env["AWS_SECRET_ACCESS_KEY"] = "test";
    // Port 1 of loopback: nobody listens.
    const objects = openS3Objects({ endpointUrl: "http://127.0.0.1:1", region: "us-east-1", url: "s3://my-logs" });
    expect(await failureOf(() => objects.get("a"))).toMatchObject({ code: "unavailable", retryable: true });
  });
});

interface Place {
  readonly endpointUrl: string;
  readonly region: string;
}
const QUEUE_URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/ingest";
const TOPIC_ARN = "arn:aws:sns:eu-central-1:123456789012:alerts";
const MAIL = { subject: "s", body: "b", attributes: {} };

describe("An error of SQS", TIMEOUT, () => {
  test.each([
    [400, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "not-found"],
    [403, "OverLimit", "OverLimit", "unavailable"],
    [403, "RequestThrottled", "RequestThrottled", "unavailable"],
    [400, "KmsThrottled", "KMS.ThrottlingException", "unavailable"],
    [403, "AccessDeniedException", "AccessDenied", "denied"],
    [400, "KmsAccessDenied", "KMS.AccessDeniedException", "denied"],
    [403, "InvalidClientTokenId", "InvalidClientTokenId", "denied"],
    [503, "ServiceUnavailable", "ServiceUnavailable", "unavailable"],
    [400, "InvalidMessageContents", "InvalidMessageContents", "refused"],
  ])("of status %i %s (%s) is %j", async (status, type, queryError, code) => {
    const server = await startAnswering(sqsError(status, type, queryError));
    const queue = openSqsQueue({ ...server, region: "us-east-1", url: QUEUE_URL });
    const error = await failureOf(() => queue.send("x"));
    expect(error.code).toBe(code);
    expect(error.message).toContain(`Queue ${QUEUE_URL}: `);
  });

  test("names the right that is missing", async () => {
    const server = await startAnswering(sqsError(403, "AccessDeniedException", "AccessDenied"));
    const queue = openSqsQueue({ ...server, region: "us-east-1", url: QUEUE_URL });
    expect((await failureOf(() => queue.send("x"))).message).toContain("sqs:SendMessage");
    expect((await failureOf(() => queue.receive(1, 0))).message).toContain("sqs:ReceiveMessage");
    expect((await failureOf(() => queue.delete(["r"]))).message).toContain("sqs:DeleteMessage");
  });
});

describe("An error of SNS", TIMEOUT, () => {
  test.each([
    [404, "NotFound", "not-found"],
    [403, "AuthorizationError", "denied"],
    [403, "InvalidClientTokenId", "denied"],
    [400, "KMSAccessDenied", "denied"],
    [400, "Throttling", "unavailable"],
    [429, "Throttled", "unavailable"],
    [500, "InternalError", "unavailable"],
    [400, "InvalidParameter", "refused"],
  ])("of status %i %s is %j", async (status, name, code) => {
    const server = await startAnswering(snsError(status, name));
    const error = await failureOf(() =>
      openSnsNotifier({ ...server, region: "us-east-1", topicArn: TOPIC_ARN }).send(MAIL),
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain(`Topic ${TOPIC_ARN}: `);
  });
});
