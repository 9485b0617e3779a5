/** One parsed record → the document. The order of the steps is the order of this file. */
import { isIP } from "node:net";
import type { DatasetRule } from "../config/dataset-rule.ts";
import { patternOf } from "../patterns/pattern.ts";
import { isError, type JsonObject, type JsonValue, type Level, type LogRecord } from "../record.ts";
import { nameAccessLog } from "./access-log.ts";
import { cloudTrailMessage } from "./cloudtrail.ts";
import { withoutEscapeSequences } from "./escape-sequences.ts";
import { type Claim, isNumberField, isTextField, type NumberField, sortKeys, type TextField } from "./fields.ts";
import { freeKey, setKey } from "./json-object.ts";
import { levelAtHead, levelOf, levelOfStatus } from "./level.ts";
import { boundAttributes, boundedJson, boundKeyword, boundMessage } from "./limits.ts";
import { openJsonText } from "./open-json.ts";
import type { Rules } from "./rules/rules.ts";
import { readStackTrace } from "./stack-trace/read.ts";
import { isPlausible, timestampOf } from "./timestamp.ts";
import { workloadOf } from "./workload.ts";

export interface RecordContext {
  readonly dataset: DatasetRule | undefined;
  /** What becomes of the record; left out: nothing. */
  readonly rules?: Pick<Rules, "redactor" | "rename" | "enrich">;
  readonly origin: string;
  /** The Fluentd tag, if one is known. */
  readonly tag: string | undefined;
  /** Who speaks, where the way of delivery tells. */
  readonly service?: string | undefined;
  /** The time that the shipper gave beside the record, as written. */
  readonly shippedTime: string | undefined;
  readonly deliveredMs: number;
  /** ISO time of now. */
  readonly ingestedAt: string;
  /** Place in the delivery, from 0. */
  readonly ordinal: number;
}

export interface Normalized {
  /** The record's `@timestamp`. */
  readonly timestampMs: number;
  readonly record: LogRecord;
}

/** @param given the caller's own no more: what has to be redacted is redacted in place */
export function normalize(given: JsonObject, context: RecordContext): Normalized {
  const { rules } = context;
  let value = openJsonText(given);
  rules?.redactor?.record(value);
  if (rules?.rename) value = rules.rename(value);
  const { claims, rest } = sortKeys(nameAccessLog(value));
  const record: LogRecord = {
    "@timestamp": "",
    message: "",
    "log.file.path": context.origin,
    "log.offset": context.ordinal,
    "event.ingested": context.ingestedAt,
  };
  const draft: Draft = { timeMs: undefined, level: undefined, message: undefined, fields: record, attributes: rest };
  for (const claim of claims) {
    if (!take(draft, claim, context)) keep(draft.attributes, claim);
  }
  rules?.enrich?.(draft.fields, draft.attributes);
  const message = boundMessage(plainText(draft.message ?? messageWithout(draft.fields, value)));
  const level = draft.level ?? levelOfStatus(draft.fields["http.response.status_code"]) ?? levelAtHead(message);
  if (level === "error" || level === "fatal") nameException(draft.fields, message);
  const workload = workloadOf(draft.attributes);
  if (workload.host !== undefined) draft.fields["host.name"] ??= boundKeyword(workload.host);
  const attributes = boundAttributes(draft.attributes);
  const dataset = context.dataset?.name ?? record["event.dataset"] ?? context.tag;
  const service = record["service.name"] ?? context.dataset?.service ?? context.service ?? workload.service;
  const environment = record["service.environment"] ?? context.dataset?.environment;
  const timestampMs = draft.timeMs ?? shippedMs(context) ?? context.deliveredMs;

  record["@timestamp"] = new Date(timestampMs).toISOString();
  record.message = message;
  if (level) record["log.level"] = level;
  if (service) record["service.name"] = boundKeyword(service);
  if (environment) record["service.environment"] = environment;
  if (dataset) record["event.dataset"] = boundKeyword(dataset);
  if (attributes) record.attributes = attributes;
  if (isError(record)) record["log.pattern"] = patternOf(message).pattern;
  return { timestampMs, record };
}

interface Draft {
  timeMs: number | undefined;
  level: Level | undefined;
  message: string | undefined;
  /** Those of the record that are taken as they stand. */
  readonly fields: { [field in TextField]?: string } & { [field in NumberField]?: number };
  readonly attributes: JsonObject;
}

/** @returns whether the document now says what the claim says, so that `attributes` need not */
function take(draft: Draft, { field, value }: Claim, context: RecordContext): boolean {
  if (field === "time") return takeTime(draft, value, context);
  if (field === "level") return takeFirst(draft, "level", levelOf(value));
  if (field === "message") return value === null || value === "" || takeFirst(draft, "message", messageOf(value));
  if (isTextField(field)) return takeText(draft, field, value);
  return isNumberField(field) && takeNumber(draft, field, value);
}

/** A later name that says the same is taken too: no field twice. */
function takeFirst<K extends "timeMs" | "level" | "message">(draft: Draft, key: K, found: Draft[K]): boolean {
  if (found === undefined) return false;
  draft[key] ??= found;
  return draft[key] === found;
}

function takeTime(draft: Draft, value: JsonValue, context: RecordContext): boolean {
  const ms = timestampOf(value, zoneOf(context), context.deliveredMs);
  return ms !== undefined && isPlausible(ms, context.deliveredMs) && takeFirst(draft, "timeMs", ms);
}

function takeText(draft: Draft, field: TextField, value: JsonValue): boolean {
  if (typeof value !== "string" || value === "") return false;
  // The index knows addresses as such; a host name or a list of proxies there is no address.
  if (field === "client.ip" && isIP(value) === 0) return false;
  const bounded = field === "error.stack_trace" ? boundMessage(value) : boundKeyword(value);
  draft.fields[field] ??= bounded;
  return draft.fields[field] === bounded;
}

function takeNumber(draft: Draft, field: NumberField, value: JsonValue): boolean {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return false;
  draft.fields[field] ??= value;
  return draft.fields[field] === value;
}

function keep(attributes: JsonObject, claim: Claim): void {
  setKey(attributes, freeKey(attributes, claim.name), claim.value);
}

/** The human line: without the line's end that docker leaves on it; what is no text, as JSON. */
function messageOf(value: JsonValue): string | undefined {
  const text = typeof value === "string" ? withoutLineEnd(value) : boundedJson(value);
  return text.trim() === "" ? undefined : text;
}

/** Without what only a terminal understands, unless there is nothing else. */
function plainText(text: string): string {
  const plain = withoutEscapeSequences(text);
  return plain !== text && plain.trim() === "" ? text : plain;
}

/** What an error's own trace says of it, where the record does not. Only of errors: no record becomes one by what stands in its text. */
function nameException(fields: Draft["fields"], message: string): void {
  const text = fields["error.stack_trace"] ?? message;
  if (fields["error.type"] !== undefined || !text.includes("\n")) return;
  const trace = readStackTrace(text, text === message);
  if (!trace) return;
  fields["error.type"] = boundKeyword(trace.type);
  if (trace.message !== undefined) fields["error.message"] ??= boundKeyword(trace.message);
}

/** By hand: `/[\r\n]+$/` takes time that grows with the square of the line ends inside. */
function withoutLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return text.slice(0, end);
}

/** For a record that brings no message: what a reader would want to see first. */
function messageWithout(fields: Draft["fields"], value: JsonObject): string {
  const status = fields["http.response.status_code"];
  const path = fields["url.path"];
  if (status !== undefined && path !== undefined) return `${fields["http.request.method"] ?? "-"} ${path} ${status}`;
  return cloudTrailMessage(value) ?? fields["error.message"] ?? boundedJson(value);
}

function shippedMs(context: RecordContext): number | undefined {
  const ms = timestampOf(context.shippedTime, zoneOf(context), context.deliveredMs);
  return ms !== undefined && isPlausible(ms, context.deliveredMs) ? ms : undefined;
}

function zoneOf(context: RecordContext): string {
  return context.dataset?.timeZone ?? "UTC";
}
