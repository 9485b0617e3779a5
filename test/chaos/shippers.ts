/** Shippers as they are in the field: what they do not know to be taken they send again. */
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { between, type Random, randomOf } from "../../infra/local/generator/random.ts";
import type { ObjectStore, Queue } from "../../lib/ports.ts";
import type { ObjectShipment, Plan, RequestShipment, Shipment } from "./plan.ts";
import { textOf } from "./records.ts";

export interface Shipped {
  objects: number;
  /** Uploads under a key that was written before. */
  uploadsAgain: number;
  /** Events beyond one of each upload. */
  eventsAgain: number;
  requests: number;
  /** Requests beyond one of each chunk. */
  requestsAgain: number;
  hangUps: number;
  /** Answers that a shipper would have given its chunk up on. */
  readonly refusals: string[];
}

export interface ShippingOptions {
  readonly plan: Plan;
  readonly objects: ObjectStore;
  readonly bucket: string;
  readonly queue: Queue;
  /** `http://127.0.0.1:PORT` of the gateway. */
  readonly gatewayUrl: string;
  readonly token: string;
  readonly retryMs: readonly [least: number, most: number];
  readonly requestTimeoutMs: number;
}

const OBJECT_SHIPPERS = 2;
const REQUEST_SHIPPERS = 3;

/** Resolves when all is shipped and acknowledged. @param shipped counts as it goes */
export async function ship(options: ShippingOptions, shipped: Shipped, signal: AbortSignal): Promise<void> {
  const { plan } = options;
  const shipments = plan.shipments.values();
  const objects: ObjectShipment[] = [];
  const requests: RequestShipment[] = [];
  for (const shipment of shipments) {
    if (shipment.kind === "object") objects.push(shipment);
    else requests.push(shipment);
  }
  const inTurn = async <T extends Shipment>(rest: T[], one: (shipment: T, random: Random) => Promise<void>) => {
    for (let next = rest.shift(); next && !signal.aborted; next = rest.shift()) {
      await one(next, randomOf(plan.seed, 4, next.first));
    }
  };
  await Promise.all([
    ...Array.from({ length: OBJECT_SHIPPERS }, () =>
      inTurn(objects, (shipment, random) => shipObject(shipment, random, options, shipped)),
    ),
    ...Array.from({ length: REQUEST_SHIPPERS }, () =>
      inTurn(requests, (shipment, random) => shipRequest(shipment, random, options, shipped, signal)),
    ),
  ]);
}

function bytesOf(plan: Plan, { first, count }: Shipment): Buffer {
  const texts = Array.from({ length: count }, (_, n) => textOf(first + n, plan.records));
  return Buffer.from(texts.join(""));
}

async function shipObject(
  shipment: ObjectShipment,
  random: Random,
  { plan, objects, bucket, queue }: ShippingOptions,
  shipped: Shipped,
): Promise<void> {
  const plain = bytesOf(plan, shipment);
  for (let upload = 0; upload < shipment.uploads; upload++) {
    await objects.put(shipment.key, encoded(plain, shipment, random));
    const eventMs = plan.records.baseMs + upload * 60_000;
    for (let telling = 0; telling < shipment.tellings; telling++) {
      // Later than what was told after it, now and then.
      const delaySeconds = random() < 0.2 ? between(random, 1, 3) : 0;
      await queue.send(eventOf(shipment.form, bucket, shipment.key, eventMs), { delaySeconds });
    }
    shipped.eventsAgain += shipment.tellings - 1;
  }
  shipped.objects++;
  shipped.uploadsAgain += shipment.uploads - 1;
}

/** Each time other bytes, that say the same. */
function encoded(plain: Buffer, { coding }: ObjectShipment, random: Random): Buffer {
  if (coding === "plain") return plain;
  const middle = Math.floor(random() * plain.length);
  const parts = [plain.subarray(0, middle), plain.subarray(middle)];
  if (coding === "zstd") return Buffer.concat(parts.map((part) => zstdCompressSync(part)));
  return Buffer.concat(parts.map((part) => gzipSync(part, { level: between(random, 1, 6) })));
}

function eventOf(form: ObjectShipment["form"], bucket: string, key: string, eventMs: number): string {
  const eventTime = new Date(eventMs).toISOString();
  if (form === "eventbridge") {
    const detail = { bucket: { name: bucket }, object: { key } };
    return JSON.stringify({ source: "aws.s3", "detail-type": "Object Created", time: eventTime, detail });
  }
  const notification = notificationOf(bucket, key, eventTime);
  return form === "s3" ? notification : JSON.stringify({ Type: "Notification", Message: notification });
}

/** As S3 tells of an object by itself; keys here need no encoding. */
export function notificationOf(bucket: string, key: string, eventTime: string): string {
  const s3 = { bucket: { name: bucket }, object: { key } };
  return JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", eventTime, s3 }] });
}

/** As Fluentd's out_http: the same chunk under the same id until it is taken. */
async function shipRequest(
  shipment: RequestShipment,
  random: Random,
  options: ShippingOptions,
  shipped: Shipped,
  signal: AbortSignal,
): Promise<void> {
  const plain = bytesOf(options.plan, shipment);
  const body = shipment.isCompressed ? gzipSync(plain) : plain;
  let taken = 0;
  for (let attempt = 0; taken <= shipment.repeats && !signal.aborted; attempt++) {
    if (attempt > 0) shipped.requestsAgain++;
    const hangUpMs = attempt === 0 ? shipment.hangUpMs : undefined;
    const status = await post(shipment, body, options, hangUpMs);
    if (status === 200) taken++;
    else {
      if (status === undefined && hangUpMs !== undefined) shipped.hangUps++;
      if (status !== undefined && status !== 503) {
        shipped.refusals.push(`chunk ${shipment.chunkId} (records from ${shipment.first}) was answered ${status}`);
        return;
      }
      await sleep(between(random, ...options.retryMs));
    }
  }
  shipped.requests++;
}

/** @returns undefined if no answer came: refused, reset, cut off or too slow, a shipper knows no difference */
function post(
  { tag, chunkId, isCompressed }: RequestShipment,
  body: Buffer,
  { gatewayUrl, token, requestTimeoutMs }: ShippingOptions,
  hangUpMs: number | undefined,
): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/x-ndjson",
    "content-length": body.length,
    "x-chunk-id": chunkId,
    ...(isCompressed && { "content-encoding": "gzip" }),
  };
  let status: number | undefined;
  const asked = request(`${gatewayUrl}/ingest/${tag}`, { method: "POST", headers }, (response) => {
    response.on("end", () => {
      status = response.statusCode;
    });
    response.on("error", () => {}).resume();
  });
  const timer = setTimeout(() => asked.destroy(), hangUpMs ?? requestTimeoutMs);
  // Whatever becomes of it, it is closed in the end.
  asked.on("close", () => {
    clearTimeout(timer);
    resolve(status);
  });
  asked.on("error", () => {}).end(body);
  return promise;
}
