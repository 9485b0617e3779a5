/**
 * What shippers and loggers call things → the document's fields. A name that comes earlier is believed before a later one; a value of
 * a type that the field cannot hold is not taken and stays in `attributes` under its own name.
 */
import type { JsonObject, JsonValue } from "../record.ts";
import { isObject, setKey } from "./json-object.ts";

/** Fields whose value is taken as it stands, by kind; time, level and message have steps of their own. */
const TEXT_FIELDS = {
  "log.logger": ["log.logger", "logger", "logger_name", "loggerName"],
  "service.name": ["service.name", "service", "service_name", "serviceName", "app", "application", "ident"],
  "service.environment": ["service.environment", "environment", "env"],
  "host.name": ["host.name", "host", "hostname", "host_name"],
  "trace.id": ["trace.id", "trace_id", "traceId", "traceid", "trace"],
  "span.id": ["span.id", "span_id", "spanId", "spanid", "span"],
  "error.type": [
    "error.type",
    "error.name",
    "error.class",
    "err.type",
    "err.name",
    "exception.type",
    "exception.class",
    // Lambda writes these; CloudTrail the message as well.
    "errorType",
  ],
  "error.message": ["error.message", "err.message", "exception.message", "errorMessage", "error", "err"],
  "error.stack_trace": [
    "error.stack_trace",
    "error.stack",
    "err.stack",
    "exception.stacktrace",
    "stack_trace",
    "stacktrace",
    "stackTrace",
    "stack",
  ],
  "http.request.method": ["http.request.method"],
  "http.request.referrer": ["http.request.referrer"],
  "http.version": ["http.version"],
  "url.path": ["url.path"],
  "url.query": ["url.query"],
  // The last of these are CloudTrail's.
  "client.ip": ["client.ip", "sourceIPAddress"],
  "user.name": ["user.name", "userIdentity.userName"],
  "user_agent.original": ["user_agent.original", "userAgent"],
  "event.dataset": ["event.dataset", "fluentd_tag", "tag"],
} as const;

const NUMBER_FIELDS = {
  "http.response.status_code": ["http.response.status_code"],
  "http.response.body.bytes": ["http.response.body.bytes"],
  "event.duration": ["event.duration"],
} as const;

const STEP_FIELDS = {
  time: ["@timestamp", "timestamp", "time", "ts", "datetime", "date", "eventTime"],
  level: ["log.level", "level", "severity", "severity_text", "levelname", "loglevel", "log_level", "lvl"],
  message: ["message", "msg", "log", "@message", "MESSAGE", "body", "short_message", "unmatched_line"],
} as const;

export type TextField = keyof typeof TEXT_FIELDS;
export type NumberField = keyof typeof NUMBER_FIELDS;
type StepField = keyof typeof STEP_FIELDS;
type Field = TextField | NumberField | StepField;

interface Name {
  readonly field: Field;
  readonly rank: number;
  /** The field's own bit. */
  readonly bit: number;
}

// The keys are those of the tables above, which are fewer than bits.
const NAMES: ReadonlyMap<string, Name> = new Map(
  Object.entries({ ...TEXT_FIELDS, ...NUMBER_FIELDS, ...STEP_FIELDS }).flatMap(([field, names], n) =>
    names.map((name, rank): [string, Name] => [name, { field: field as Field, rank, bit: 1 << n }]),
  ),
);

/** Objects that ECS, pino and Java loggers nest fields in. */
const NESTED: ReadonlySet<string> = new Set(
  [...NAMES.keys()].flatMap((name) => {
    const parts = name.split(".");
    return parts.slice(1).map((_, n) => parts.slice(0, n + 1).join("."));
  }),
);

export interface Claim {
  readonly field: Field;
  readonly rank: number;
  /** As the record writes it: dotted where it was nested. */
  readonly name: string;
  readonly value: JsonValue;
}

export interface Sorted {
  /** Best name first within a field. */
  readonly claims: readonly Claim[];
  /** Everything that names no field, as it was. */
  readonly rest: JsonObject;
}

/** Sorts a record's keys into claims on fields and the rest. Nothing is dropped. */
export function sortKeys(record: JsonObject): Sorted {
  const claims: Claims = { list: [], fields: 0, isContested: false };
  const rest = collect(record, "", claims) ?? {};
  if (claims.isContested) claims.list.sort((a, b) => a.rank - b.rank);
  return { claims: claims.list, rest };
}

interface Claims {
  readonly list: Claim[];
  /** The bits of those that are claimed. */
  fields: number;
  /** Whether a field has several claims. */
  isContested: boolean;
}

function collect(object: JsonObject, prefix: string, claims: Claims): JsonObject | undefined {
  let rest: JsonObject | undefined;
  for (const key in object) {
    // The key is the object's own: objects from JSON inherit none that can be enumerated.
    const value = object[key] as JsonValue;
    const name = prefix === "" ? key : prefix + key;
    let left: JsonValue | undefined = value;
    if (isObject(value) && NESTED.has(name)) left = collect(value, `${name}.`, claims);
    else {
      const known = NAMES.get(name);
      if (known) {
        claims.isContested ||= (claims.fields & known.bit) !== 0;
        claims.fields |= known.bit;
        claims.list.push({ field: known.field, rank: known.rank, name, value });
        continue;
      }
    }
    if (left === undefined) continue;
    rest ??= {};
    setKey(rest, key, left);
  }
  return rest;
}

/** The field that a record's key of this name is for. */
export function nameOf(name: string): Field | undefined {
  return NAMES.get(name)?.field;
}

/** Whether ECS fields are looked for inside an object of this name. */
export function nestsFields(name: string): boolean {
  return NESTED.has(name);
}

export function isTextField(name: string): name is TextField {
  return Object.hasOwn(TEXT_FIELDS, name);
}

export function isNumberField(field: Field): field is NumberField {
  return field in NUMBER_FIELDS;
}
