/**
 * What CloudWatch Logs sends to a subscription: an envelope with the events of one log stream, gzip in base64.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
import { gunzipSync } from "node:zlib";
import { isObject } from "../normalize/json-object.ts";
import { isPlausible } from "../normalize/timestamp.ts";
import type { JsonObject, JsonValue } from "../record.ts";
import type { Delivery } from "./delivery.ts";
import { createDocumenter } from "./document.ts";
import type { ReadRecord, ReadSettings } from "./read.ts";
import { createIdentifier, idOfNamed } from "./record-id.ts";
import type { IngestReport } from "./report.ts";
import { type IngestPorts, ingestRecords } from "./run.ts";

/** CloudWatch Logs makes none larger than some 6 MB of events; what claims to be more is no envelope of its. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Envelope {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly events: readonly JsonValue[];
}

/**
 * @param data `event.awslogs.data`
 * @param receivedMs for events without a time
 * @returns undefined for a control message: CloudWatch Logs asks whether somebody is there
 * @throws SluiceError if the events could not be taken; the same ones again are duplicates
 */
export async function ingestSubscription(
  data: string,
  receivedMs: number,
  ports: IngestPorts,
  settings: ReadSettings,
): Promise<IngestReport | undefined> {
  const body = Buffer.from(data, "base64");
  const envelope = openEnvelope(body);
  if (envelope === "control") return undefined;
  const delivery = deliveryOf(envelope, body, receivedMs);
  return ingestRecords(delivery, (counted) => readEnvelope(counted, envelope, settings), ports, settings);
}

/** The delivery that these events are, unopened: for who gives them up. */
export function subscriptionDelivery(data: string, receivedMs: number): Delivery {
  return deliveryOf({ fault: "" }, Buffer.from(data, "base64"), receivedMs);
}

function openEnvelope(body: Buffer): Envelope | "control" | { readonly fault: string } {
  try {
    // What JSON.parse gives is a JsonValue by definition.
    const said = JSON.parse(gunzipSync(body, { maxOutputLength: MOST_BYTES }).toString("utf8")) as JsonValue;
    if (!isObject(said)) return { fault: "undecodable subscription: not an object" };
    if (said["messageType"] === "CONTROL_MESSAGE") return "control";
    if (!Array.isArray(said["logEvents"])) return { fault: "undecodable subscription: no logEvents" };
    return {
      owner: textOf(said["owner"]),
      logGroup: textOf(said["logGroup"]),
      logStream: textOf(said["logStream"]),
      events: said["logEvents"],
    };
  } catch (error) {
    return { fault: `undecodable subscription: ${error instanceof Error ? error.message.slice(0, 80) : error}` };
  }
}

function deliveryOf(envelope: Envelope | { readonly fault: string }, body: Buffer, receivedMs: number): Delivery {
  const delivery = {
    // Lambda calls again with the same bytes, and a fault then finds its own entry.
    scope: idOfNamed("cloudwatch", body.toString("base64")),
    protocol: "cloudwatch" as const,
    deliveredMs: receivedMs,
    raw: body,
    body: (async function* () {
      yield body;
    })(),
  };
  if ("fault" in envelope) return { ...delivery, origin: "cloudwatch:", name: "" };
  const { logGroup, logStream, events } = envelope;
  return {
    ...delivery,
    // An event that comes again must keep its day, and CloudWatch's clock is in each.
    deliveredMs: firstTimeOf(events, receivedMs) ?? receivedMs,
    origin: `cloudwatch:${logGroup}/${logStream}`,
    name: logGroup,
    tag: logGroup,
    ...serviceOf(logGroup),
  };
}

function firstTimeOf(events: readonly JsonValue[], receivedMs: number): number | undefined {
  const [first] = events;
  const timeMs = isObject(first) ? first["timestamp"] : undefined;
  return typeof timeMs === "number" && isPlausible(timeMs, receivedMs) ? timeMs : undefined;
}

/** A function's own log group says whose words they are. */
function serviceOf(logGroup: string): { service?: string } {
  const [, service] = /^\/aws\/lambda\/([^/]+)$/.exec(logGroup) ?? [];
  return service === undefined ? {} : { service };
}

async function* readEnvelope(
  delivery: Delivery,
  envelope: Envelope | { readonly fault: string },
  settings: ReadSettings,
): AsyncGenerator<ReadRecord[]> {
  const identifier = createIdentifier(delivery.scope);
  // Counts the bytes, and nothing else is in them that is not in the envelope.
  for await (const _ of delivery.body);
  if ("fault" in envelope) {
    const entry = {
      id: identifier.idOfEnd(0),
      reason: envelope.fault,
      offsetBytes: 0,
      bytes: delivery.raw ?? NO_BYTES,
    };
    yield [{ kind: "unreadable", entry }];
    return;
  }
  const { documentOf } = createDocumenter(delivery, settings);
  const { owner, logGroup, logStream, events } = envelope;
  const source: JsonObject = { "aws.cloudwatch.log_group": logGroup, "aws.cloudwatch.log_stream": logStream };
  if (owner !== "") source["cloud.account.id"] = owner;

  let offsetBytes = 0;
  yield events.map((event, n): ReadRecord => {
    const bytes = Buffer.from(JSON.stringify(event));
    const frame = { bytes, offsetBytes };
    offsetBytes += bytes.length;
    const id = idOf(event, n, owner, logGroup, logStream, delivery.scope);
    if (!isObject(event)) return { kind: "unreadable", entry: { id, reason: "not a log event", ...frame } };
    const value = { message: event["message"] ?? "", ...source };
    return documentOf({ id, content: value, frame, shippedTime: timeOf(event["timestamp"]) });
  });
}

const NO_BYTES = new Uint8Array();

/** Each event has an id of its own, which is the same whenever it comes and whichever filter sends it. */
function idOf(event: JsonValue, n: number, owner: string, group: string, stream: string, scope: string): string {
  const id = isObject(event) ? textOf(event["id"]) : "";
  return id === "" ? idOfNamed("cloudwatch", scope, String(n)) : idOfNamed("cloudwatch", owner, group, stream, id);
}

function timeOf(timestamp: JsonValue | undefined): string | undefined {
  return typeof timestamp === "number" || typeof timestamp === "string" ? String(timestamp) : undefined;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
