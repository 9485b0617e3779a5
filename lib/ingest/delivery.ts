/** One delivery: the bytes of an S3 object or of a request, and what identifies them. */
import type { ContentDigest } from "../ledger/content.ts";
import type { ObjectStore, StoredObject } from "../ports.ts";

/** `spool`: an object below spool/ that is none of the spool's. `message`: a queue's message that is none of Sluice's. */
type Protocol = "bulk" | "otlp" | "cloudwatch" | "spool" | "message";

export interface Delivery {
  /** For people and `log.file.path`: `s3://BUCKET/KEY`, `folder:/KEY`, `file:PATH`, `http:TAG`. */
  readonly origin: string;
  /** Equal for deliveries of the same thing: with equal bytes they have equal ids (record-id.ts). */
  readonly scope: string;
  /** The key or tag: what dataset rules match. */
  readonly name: string;
  /** The Fluentd tag, where the way of delivery tells one. */
  readonly tag?: string;
  /** Who speaks, where the way of delivery tells; for records that name nobody. */
  readonly service?: string;
  /** For records that carry no usable time. A redelivery must give the same. */
  readonly deliveredMs: number;
  /** Whose rules say where a record begins; without one the bytes do. */
  readonly protocol?: Protocol;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Told of the uncompressed bytes as they are read. */
  readonly digest?: ContentDigest;
  /** The whole body as it came, where nobody else keeps it: quarantine must if it cannot be decoded. */
  readonly raw?: Uint8Array;
}

/** `s3://BUCKET/KEY`; of a folder only the key below it: where it lies is no matter of the record. */
export function originOf(store: ObjectStore, key: string): string {
  return store.url.startsWith("folder:") ? `folder:/${key}` : `${store.url}/${key}`;
}

/** @param deliveredMs the event's time: a redelivered event carries the same */
export function objectDelivery(store: ObjectStore, key: string, object: StoredObject, deliveredMs: number): Delivery {
  const origin = originOf(store, key);
  return {
    origin,
    scope: origin,
    name: key,
    deliveredMs,
    body: object.body,
    ...(object.contentType === undefined ? {} : { contentType: object.contentType }),
    ...(object.contentEncoding === undefined ? {} : { contentEncoding: object.contentEncoding }),
  };
}

/** A message of the queue that asks for nothing that is known. */
export function messageDelivery(body: string, deliveredMs: number): Delivery {
  const raw = Buffer.from(body);
  return {
    origin: "queue:",
    scope: JSON.stringify(["queue", body]),
    name: "",
    protocol: "message",
    deliveredMs,
    raw,
    body: (async function* () {
      yield raw;
    })(),
  };
}

export interface RequestDelivery {
  readonly tag: string;
  /** X-Chunk-Id or Idempotency-Key: a repeated request carries the same. */
  readonly deliveryKey?: string;
  /** Tells requests apart that carry no key: each is its own delivery, at least once. */
  readonly requestId: string;
  readonly deliveredMs: number;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly body: Uint8Array;
}

export function requestDelivery(request: RequestDelivery): Delivery {
  const { tag, deliveryKey, requestId, body, ...rest } = request;
  const identity = deliveryKey === undefined ? `request:${requestId}` : `key:${deliveryKey}`;
  return {
    ...rest,
    origin: `http:${tag}`,
    // JSON keeps the parts apart: no tag and key can be mistaken for another pair.
    scope: JSON.stringify(["http", tag, identity]),
    name: tag,
    raw: body,
    body: (async function* () {
      yield body;
    })(),
    ...(tag === "" ? {} : { tag }),
  };
}
