/**
 * AWS Application Load Balancer access logs, by place; what AWS appends in years to come is kept as it is.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 */
import type { JsonObject } from "../../record.ts";
import { QUOTE } from "../characters.ts";
import { createReading } from "../timestamp-reading.ts";
import { scanTime } from "../timestamp-scan.ts";
import { setTime, type TextContext } from "./format.ts";
import { quotedEnd, setAddress, setRequest, setText } from "./request.ts";

const TYPES: ReadonlySet<string> = new Set(["http", "https", "h2", "grpcs", "ws", "wss"]);
/** Behind the time, in order; a name in angle brackets is treated apart. */
const FIELDS = [
  "elb",
  "<client>",
  "target",
  "request_processing_time",
  "target_processing_time",
  "response_processing_time",
  "<status>",
  "target_status_code",
  "received_bytes",
  "<size>",
  "<request>",
  "user_agent.original",
  "ssl_cipher",
  "ssl_protocol",
  "target_group_arn",
  "amzn_trace_id",
  "domain_name",
  "chosen_cert_arn",
  "matched_rule_priority",
  "request_creation_time",
  "actions_executed",
  "redirect_url",
  "error_reason",
  "target_port_list",
  "target_status_code_list",
  "classification",
  "classification_reason",
  "conn_trace_id",
] as const;
const LEAST_FIELDS = 12;
const reading = createReading();

export function readLoadBalancer(text: string, context: TextContext): JsonObject | undefined {
  const typeEnd = text.indexOf(" ");
  if (typeEnd < 2 || typeEnd > 5 || !TYPES.has(text.slice(0, typeEnd))) return undefined;
  const timeEnd = scanTime(text, typeEnd + 1, reading);
  const record: JsonObject = { type: text.slice(0, typeEnd) };
  if (timeEnd < 0 || !setTime(record, reading, text.slice(typeEnd + 1, timeEnd), context)) return undefined;
  let at = timeEnd;
  for (const [n, field] of FIELDS.entries()) {
    if (at >= text.length) return n < LEAST_FIELDS ? undefined : record;
    const from = at + 1;
    const isQuoted = text.charCodeAt(from) === QUOTE;
    const end = isQuoted ? quotedEnd(text, from) : nextBlank(text, from);
    if (end < 0) return undefined;
    setField(record, field, isQuoted ? text.slice(from + 1, end - 1) : text.slice(from, end));
    at = end;
  }
  setText(record, "further", text.slice(at).trim());
  return record;
}

function nextBlank(text: string, from: number): number {
  const end = text.indexOf(" ", from);
  return end < 0 ? text.length : end;
}

function setField(record: JsonObject, field: (typeof FIELDS)[number], value: string): void {
  if (field === "<client>") setEndpoint(record, value);
  else if (field === "<status>") setNumber(record, "http.response.status_code", value);
  else if (field === "<size>") setNumber(record, "http.response.body.bytes", value);
  else if (field === "<request>") setRequest(record, value);
  else setText(record, field, value);
}

/** `192.0.2.10:5000`, `[2001:db8::7]:5000`, or IPv6 without brackets: the port is what stands behind the last colon. */
function setEndpoint(record: JsonObject, value: string): void {
  const colon = value.lastIndexOf(":");
  const host = colon < 0 ? value : value.slice(0, colon);
  setAddress(record, host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host);
  if (colon >= 0) setText(record, "client.port", value.slice(colon + 1));
}

function setNumber(record: JsonObject, name: string, value: string): void {
  const number = Number(value);
  if (value !== "" && Number.isSafeInteger(number) && number >= 0) record[name] = number;
  else setText(record, name, value);
}
