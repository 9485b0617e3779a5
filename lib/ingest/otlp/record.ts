/** A LogRecord of OpenTelemetry, with its scope and resource → a record by the names that Sluice knows. */
import { freeKey, isObject, setKey } from "../../normalize/json-object.ts";
import { boundedJson } from "../../normalize/limits.ts";
import type { JsonObject, JsonValue, Level } from "../../record.ts";
import { plainAttributes, plainValue } from "./value.ts";

/** What OpenTelemetry's semantic conventions call otherwise than ECS. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["deployment.environment", "service.environment"],
  ["deployment.environment.name", "service.environment"],
  ["client.address", "client.ip"],
  ["http.response.body.size", "http.response.body.bytes"],
]);

/** Attributes of all records of one resource and scope. */
export interface Surroundings {
  readonly resource: JsonObject;
  readonly scope: JsonObject;
}

export function surroundingsOf(resource: JsonValue | undefined, scope: JsonValue | undefined): Surroundings {
  return {
    resource: isObject(resource) ? attributesOf(resource) : {},
    scope: isObject(scope) ? scopeOf(scope) : {},
  };
}

/** When it was observed is told only where it does not say when it happened: Sluice's own time is as good. */
export function recordOf(log: JsonObject, { resource, scope }: Surroundings): JsonObject {
  const time = timeOf(log["timeUnixNano"]) ?? timeOf(log["observedTimeUnixNano"]);
  const record: JsonObject = {};
  if (time !== undefined) record["@timestamp"] = time;
  const level = levelOfSeverity(log["severityNumber"]);
  if (level) record["log.level"] = level;
  if (isText(log["severityText"])) record["severity_text"] = log["severityText"];
  addIdentifier(record, "trace.id", log["traceId"]);
  addIdentifier(record, "span.id", log["spanId"]);
  addBody(record, plainValue(log["body"]), log["eventName"]);
  for (const attributes of [attributesOf(log), scope, resource]) addAll(record, attributes);
  if (typeof log["flags"] === "number" && log["flags"] > 0) record["trace_flags"] = log["flags"];
  const dropped = log["droppedAttributesCount"];
  if (typeof dropped === "number" && dropped > 0) record["otel.dropped_attributes_count"] = dropped;
  return record;
}

/** A map is the record's own fields, as structured loggers mean it; anything else is the message. */
function addBody(record: JsonObject, body: JsonValue, eventName: JsonValue | undefined): void {
  if (isObject(body)) addAll(record, body);
  else if (body !== null) record["message"] = body;
  if (!isText(eventName)) return;
  if (body === null) record["message"] = eventName;
  setKey(record, freeKey(record, "event.name"), eventName);
}

/** Nothing is written over: the record's word comes before the scope's, and that before the resource's. */
function addAll(record: JsonObject, attributes: JsonObject): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || (Object.hasOwn(record, key) && record[key] === value)) continue;
    setKey(record, freeKey(record, key), value);
  }
}

function attributesOf({ attributes }: JsonObject): JsonObject {
  if (!Array.isArray(attributes)) return {};
  const named: JsonObject = {};
  for (const [key, value] of Object.entries(plainAttributes(attributes))) {
    const name = NAMES.get(key) ?? key;
    setKey(named, freeKey(named, name), value);
  }
  return named;
}

function scopeOf(scope: JsonObject): JsonObject {
  const named = attributesOf(scope);
  if (isText(scope["name"])) named["log.logger"] = scope["name"];
  if (isText(scope["version"])) named["otel.scope.version"] = scope["version"];
  return named;
}

/** Four numbers a level, from 1; 0 is unspecified. */
const LEVELS: readonly Level[] = ["trace", "debug", "info", "warn", "error", "fatal"];

/** @param severity by JSON's rules for enums also its name: SEVERITY_NUMBER_WARN2 */
function levelOfSeverity(severity: JsonValue | undefined): Level | undefined {
  if (typeof severity === "number") return severity >= 1 ? LEVELS[Math.floor((severity - 1) / 4)] : undefined;
  const [, name] = (isText(severity) && /^SEVERITY_NUMBER_([A-Z]+)[2-4]?$/.exec(severity)) || [];
  return LEVELS.find((level) => level === name?.toLowerCase());
}

const NANOSECONDS = /^\d{1,20}$/;

/** Nanoseconds, as text or number; 0 is unknown. What is no time at all is kept for a person to see. */
function timeOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const isInteger = typeof value === "number" && Number.isSafeInteger(Math.floor(value / 1e6));
  const digits = isInteger ? `${BigInt(Math.floor(value))}` : isText(value) ? value : boundedJson(value);
  if (!NANOSECONDS.test(digits)) return digits;
  const ms = Number(BigInt(digits) / 1_000_000n);
  return ms === 0 ? undefined : new Date(ms).toISOString();
}

/** Hexadecimal digits; all of them zero is none. */
function addIdentifier(record: JsonObject, field: string, id: JsonValue | undefined): void {
  if (isText(id) && !/^0+$/.test(id)) record[field] = id.toLowerCase();
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value !== "";
}
