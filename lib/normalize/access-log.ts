/**
 * Access-log records as Fluentd's nginx and apache2 parsers give them ({remote, host, user, method, path, code, size, referer,
 * agent}) → ECS names. A record is one if it has method, path and a status: those names alone mean too many other things.
 */
import type { JsonObject, JsonValue } from "../record.ts";
import { setKey } from "./json-object.ts";

/** @returns the record with ECS names, or as it was if it is no access log */
export function nameAccessLog(record: JsonObject): JsonObject {
  const status = statusOf(record["code"] ?? record["status"]);
  if (status === undefined || typeof record["method"] !== "string" || typeof record["path"] !== "string") return record;
  const named: JsonObject = {};
  for (const [key, value] of Object.entries(record)) {
    // The common log format writes a hyphen for nothing.
    if (value === "-") continue;
    rename(named, key, value, status);
  }
  return named;
}

function rename(named: JsonObject, key: string, value: JsonValue, status: number): void {
  switch (key) {
    case "method":
      named["http.request.method"] = value;
      return;
    case "path":
      splitPath(named, String(value));
      return;
    case "code":
    case "status":
      named["http.response.status_code"] = status;
      return;
    case "size":
      named["http.response.body.bytes"] = wholeNumber(value) ?? value;
      return;
    case "referer":
      named["http.request.referrer"] = value;
      return;
    case "agent":
      named["user_agent.original"] = value;
      return;
    case "user":
      named["user.name"] = value;
      return;
    case "remote":
      named["client.ip"] = value;
      return;
    case "host":
      // Apache's parser calls the client host; nginx's has remote for it and a hyphen here.
      named[named["client.ip"] === undefined ? "client.ip" : "host"] = value;
      return;
    default:
      setKey(named, key, value);
  }
}

function splitPath(named: JsonObject, path: string): void {
  const mark = path.indexOf("?");
  named["url.path"] = mark < 0 ? path : path.slice(0, mark);
  if (mark >= 0) named["url.query"] = path.slice(mark + 1);
}

function statusOf(value: JsonValue | undefined): number | undefined {
  const status = wholeNumber(value);
  return status !== undefined && status >= 100 && status <= 599 ? status : undefined;
}

function wholeNumber(value: JsonValue | undefined): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
