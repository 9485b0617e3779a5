/**
 * The document Sluice stores: ECS field names as flat dotted keys, one JSON object per log record.
 * Field meanings: https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html
 */

export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Level = (typeof LEVELS)[number];

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export interface LogRecord {
  /** When it happened; else the shipper's time, else the delivery's. ISO 8601, UTC, milliseconds. */
  "@timestamp": string;
  /** The human line, never empty. */
  message: string;

  /** Absent if the record names none. */
  "log.level"?: Level;
  "log.logger"?: string;
  /** Fingerprint of the message's template; present on errors only, where alerts group by it. */
  "log.pattern"?: string;
  /** Where it came from: `s3://BUCKET/KEY`, `folder:/KEY`, `http:TAG`. */
  "log.file.path"?: string;
  /** Ordinal of the record in its delivery, from 0. */
  "log.offset"?: number;

  "service.name"?: string;
  "service.environment"?: string;
  "host.name"?: string;
  "trace.id"?: string;
  "span.id"?: string;

  "error.type"?: string;
  "error.message"?: string;
  "error.stack_trace"?: string;

  "http.request.method"?: string;
  "http.response.status_code"?: number;
  "http.response.body.bytes"?: number;
  "http.request.referrer"?: string;
  "http.version"?: string;
  "url.path"?: string;
  "url.query"?: string;
  "client.ip"?: string;
  "user.name"?: string;
  "user_agent.original"?: string;
  /** Nanoseconds, as ECS has it. */
  "event.duration"?: number;

  /** When Sluice took it. ISO 8601, UTC, milliseconds. */
  "event.ingested": string;
  /** The Fluentd tag, or the name that sluice.yml gives. */
  "event.dataset"?: string;

  /** Everything else the record carried. */
  attributes?: JsonObject;
}

/** Nothing is wrong. */
export function isCalm(level: Level): boolean {
  return level === "trace" || level === "debug" || level === "info";
}

/** Errors are what scans count and alerts tell of. */
export function isError(record: LogRecord): boolean {
  const level = record["log.level"];
  return level === "error" || level === "fatal" || record["error.type"] !== undefined;
}
