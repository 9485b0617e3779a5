/**
 * One event of CloudWatch Logs, whichever way it comes: by a subscription's Lambda event, or by Firehose in an object.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
import { isObject } from "../normalize/json-object.ts";
import { parseJson } from "../normalize/parse-json.ts";
import type { JsonObject, JsonValue } from "../record.ts";
import type { Parsed } from "./parse.ts";
import { idOfNamed } from "./record-id.ts";

/** What the envelope says of all its events; empty where it says nothing. */
export interface LogSource {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
}

export const CONTROL_MESSAGE = "CONTROL_MESSAGE";

export function logSourceOf(envelope: JsonObject): LogSource {
  return {
    owner: textOf(envelope["owner"]),
    logGroup: textOf(envelope["logGroup"]),
    logStream: textOf(envelope["logStream"]),
  };
}

/** What the event says, and where it was said. */
export function contentOf(event: JsonObject, { owner, logGroup, logStream }: LogSource): JsonObject {
  return {
    message: event["message"] ?? "",
    ...(logGroup !== "" && { "aws.cloudwatch.log_group": logGroup }),
    ...(logStream !== "" && { "aws.cloudwatch.log_stream": logStream }),
    ...(owner !== "" && { "cloud.account.id": owner }),
  };
}

/**
 * Each event has an id of its own, which is the same whenever it comes and whichever filter sends it. CloudWatch Logs always says whose it is:
 * where that is missing, somebody else wrote the envelope, and ids that count from 1 in each would make strangers twins.
 */
export function idOfEvent(event: JsonValue, { owner, logGroup, logStream }: LogSource): string | undefined {
  const id = isObject(event) ? textOf(event["id"]) : "";
  if ([owner, logGroup, logStream, id].includes("")) return undefined;
  return idOfNamed("cloudwatch", owner, logGroup, logStream, id);
}

/** As written; empty if there is none. */
export function timeOfEvent({ timestamp }: JsonObject): string {
  return typeof timestamp === "number" || typeof timestamp === "string" ? String(timestamp) : "";
}

/** A function's own log group says whose words they are. */
export function serviceOfGroup(logGroup: string): string | undefined {
  return /^\/aws\/lambda\/([^/]+)$/.exec(logGroup)?.[1];
}

/** @param bytes one element of `logEvents` */
export function parseLogEvent(bytes: Buffer, source: LogSource): Parsed {
  const event = parsed(bytes);
  if (!isObject(event)) return { kind: "unreadable", reason: "not a log event" };
  const id = idOfEvent(event, source);
  const service = serviceOfGroup(source.logGroup);
  return {
    kind: "object",
    value: contentOf(event, source),
    shipped: {
      time: timeOfEvent(event),
      tag: source.logGroup,
      ...(id !== undefined && { id }),
      ...(service !== undefined && { service }),
    },
  };
}

function parsed(bytes: Buffer): JsonValue | undefined {
  try {
    return parseJson(bytes.toString("utf8"));
  } catch {
    // Told by the caller: it is no event.
    return undefined;
  }
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
