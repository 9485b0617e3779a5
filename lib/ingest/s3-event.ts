/**
 * What a queue message asks for: S3's own notification, the same wrapped by SNS or sent by EventBridge, S3's test event, the rest of an
 * object (continuation.ts), and what Lambda puts there when functions/ingest-logs failed for hours: the events themselves.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
import type { JsonObject, JsonValue } from "../record.ts";
import { type Continuation, isContinuation, readContinuation } from "./continuation.ts";

export interface ObjectReference {
  readonly bucket: string;
  /** As the object is called, no longer URL-encoded. */
  readonly key: string;
  /** When the object was made: a redelivered event says the same. Undefined if the event says nothing usable. */
  readonly eventMs: number | undefined;
}

export type QueueBody =
  | { readonly kind: "objects"; readonly objects: readonly ObjectReference[] }
  | { readonly kind: "subscription"; readonly data: string; readonly receivedMs: number | undefined }
  | { readonly kind: "continuation"; readonly continuation: Continuation }
  /** Nothing to do: a test event, a removal, tagging. */
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable"; readonly reason: string };

export function readQueueBody(body: string): QueueBody {
  const message = parseObject(body);
  if (!message) return { kind: "unreadable", reason: "the message is no JSON object" };
  if (message["Type"] === "Notification" && typeof message["Message"] === "string")
    return readQueueBody(message["Message"]);
  if (message["Event"] === "s3:TestEvent") return { kind: "nothing" };
  if (isContinuation(message)) {
    const continuation = readContinuation(message);
    if (continuation) return { kind: "continuation", continuation };
    return { kind: "unreadable", reason: "a continuation of a version that this one does not know" };
  }
  if (message["source"] === "aws.s3") return fromEventBridge(message);
  if (Array.isArray(message["Records"])) return fromRecords(message["Records"]);
  const data = asObject(asObject(message["requestPayload"])?.["awslogs"])?.["data"];
  if (typeof data === "string") return { kind: "subscription", data, receivedMs: timeOf(message["timestamp"]) };
  return { kind: "unreadable", reason: "the message is no notification that Sluice knows" };
}

function fromRecords(records: JsonValue[]): QueueBody {
  const objects: ObjectReference[] = [];
  for (const record of records) {
    const event = asObject(record);
    const name = event?.["eventName"];
    if (typeof name === "string" && !/^(s3:)?ObjectCreated:/.test(name)) continue;
    const s3 = asObject(event?.["s3"]);
    const bucket = asObject(s3?.["bucket"])?.["name"];
    const key = asObject(s3?.["object"])?.["key"];
    if (typeof bucket !== "string" || typeof key !== "string") {
      return { kind: "unreadable", reason: "a record of the notification names no bucket or key" };
    }
    const decoded = decodeKey(key);
    if (decoded === undefined) return { kind: "unreadable", reason: `the key ${key} is not URL-encoded as S3 does it` };
    objects.push({ bucket, key: decoded, eventMs: timeOf(event?.["eventTime"]) });
  }
  return collected(objects);
}

/** EventBridge gives the key as it is, not URL-encoded. */
function fromEventBridge(message: JsonObject): QueueBody {
  if (message["detail-type"] !== "Object Created") return { kind: "nothing" };
  const detail = asObject(message["detail"]);
  const bucket = asObject(detail?.["bucket"])?.["name"];
  const key = asObject(detail?.["object"])?.["key"];
  if (typeof bucket !== "string" || typeof key !== "string") {
    return { kind: "unreadable", reason: "the event names no bucket or key" };
  }
  return collected([{ bucket, key, eventMs: timeOf(message["time"]) }]);
}

function collected(objects: readonly ObjectReference[]): QueueBody {
  return objects.length === 0 ? { kind: "nothing" } : { kind: "objects", objects };
}

/** S3 encodes keys as forms do: blanks as plus signs. */
function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function timeOf(value: JsonValue | undefined): number | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function parseObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}
