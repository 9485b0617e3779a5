/**
 * What CloudWatch Logs sends to a subscription: an envelope with the events of one log stream, gzip in base64.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
import { gunzipSync } from "node:zlib";
import { isObject } from "../normalize/json-object.ts";
import { isPlausible } from "../normalize/timestamp.ts";
import type { JsonValue } from "../record.ts";
import type { Delivery } from "./delivery.ts";
import { createDocumenter } from "./document.ts";
import {
  CONTROL_MESSAGE,
  contentOf,
  idOfEvent,
  type LogSource,
  logSourceOf,
  serviceOfGroup,
  timeOfEvent,
} from "./log-event.ts";
import type { ReadRecord, ReadSettings } from "./read.ts";
import { createIdentifier, idOfNamed } from "./record-id.ts";
import type { IngestReport } from "./report.ts";
import { type IngestPorts, type IngestSettings, ingestRecords } from "./run.ts";

/** CloudWatch Logs makes none larger than some 6 MB of events; what claims to be more is no envelope of its. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Envelope extends LogSource {
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
  settings: IngestSettings,
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
    if (said["messageType"] === CONTROL_MESSAGE) return "control";
    if (!Array.isArray(said["logEvents"])) return { fault: "undecodable subscription: no logEvents" };
    return { ...logSourceOf(said), events: said["logEvents"] };
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
  const service = serviceOfGroup(logGroup);
  return {
    ...delivery,
    // An event that comes again must keep its day, and CloudWatch's clock is in each.
    deliveredMs: firstTimeOf(events, receivedMs) ?? receivedMs,
    origin: `cloudwatch:${logGroup}/${logStream}`,
    name: logGroup,
    tag: logGroup,
    ...(service !== undefined && { service }),
  };
}

function firstTimeOf(events: readonly JsonValue[], receivedMs: number): number | undefined {
  const [first] = events;
  const timeMs = isObject(first) ? first["timestamp"] : undefined;
  return typeof timeMs === "number" && isPlausible(timeMs, receivedMs) ? timeMs : undefined;
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

  let offsetBytes = 0;
  yield envelope.events.map((event, n): ReadRecord => {
    const bytes = Buffer.from(JSON.stringify(event));
    const frame = { bytes, offsetBytes };
    offsetBytes += bytes.length;
    const id = idOfEvent(event, envelope) ?? idOfNamed("cloudwatch", delivery.scope, String(n));
    if (!isObject(event)) return { kind: "unreadable", entry: { id, reason: "not a log event", ...frame } };
    return documentOf({ id, content: contentOf(event, envelope), frame, shippedTime: timeOfEvent(event) });
  });
}

const NO_BYTES = new Uint8Array();
