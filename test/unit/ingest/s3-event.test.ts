import { expect, test } from "vitest";
import { readQueueBody } from "../../../lib/ingest/s3-event.ts";

const notification = (key: string, eventName = "ObjectCreated:Put") => ({
  Records: [{ eventName, eventTime: "2026-11-23T10:00:00.000Z", s3: { bucket: { name: "logs" }, object: { key } } }],
});
const object = (key: string) => ({ bucket: "logs", key, eventMs: Date.UTC(2026, 10, 23, 10) });

test("S3's notification names the object, its key decoded as S3 encodes it", () => {
  const body = JSON.stringify(notification("logs/env%3Dprod/%E6%A4%9C+a%2Bb.gz"));
  expect(readQueueBody(body)).toEqual({ kind: "objects", objects: [object("logs/env=prod/検 a+b.gz")] });
});

test("the same inside SNS's envelope", () => {
  const body = JSON.stringify({ Type: "Notification", Message: JSON.stringify(notification("logs/a.gz")) });
  expect(readQueueBody(body)).toEqual({ kind: "objects", objects: [object("logs/a.gz")] });
});

test("EventBridge gives the key as it is", () => {
  const body = JSON.stringify({
    source: "aws.s3",
    "detail-type": "Object Created",
    time: "2026-11-23T10:00:00Z",
    detail: { bucket: { name: "logs" }, object: { key: "logs/a+b%41.gz" } },
  });
  expect(readQueueBody(body)).toEqual({ kind: "objects", objects: [object("logs/a+b%41.gz")] });
});

test("several records of one notification are several objects", () => {
  const body = JSON.stringify({ Records: [...notification("logs/a").Records, ...notification("logs/b").Records] });
  expect(readQueueBody(body)).toEqual({ kind: "objects", objects: [object("logs/a"), object("logs/b")] });
});

test("what Lambda puts there for a call of ingest-logs that failed is the events of that call", () => {
  const body = JSON.stringify({
    version: "1.0",
    timestamp: "2026-11-23T10:00:00.000Z",
    requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
    requestPayload: { awslogs: { data: "H4sI" } },
  });
  expect(readQueueBody(body)).toEqual({
    kind: "subscription",
    data: "H4sI",
    receivedMs: Date.UTC(2026, 10, 23, 10),
  });
});

test.each([
  ["a test event", { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "logs" }],
  ["a removal", notification("logs/a.gz", "ObjectRemoved:Delete")],
  ["no records", { Records: [] }],
])("%s asks for nothing", (_, body) => {
  expect(readQueueBody(JSON.stringify(body))).toEqual({ kind: "nothing" });
});

test.each([
  ["not JSON", "plain text"],
  ["no object", "[1]"],
  ["another sender's message", '{"hello":"world"}'],
  ["a record without a key", '{"Records":[{"s3":{}}]}'],
  ["a key that is not URL-encoded", JSON.stringify(notification("logs/100%"))],
])("%s is unreadable and says why", (_, body) => {
  expect(readQueueBody(body)).toMatchObject({ kind: "unreadable", reason: expect.stringMatching(/\w{3}/) });
});
