/**
 * Access-log records as Fluentd's nginx and apache2 parsers give them ({remote, host, user, method, path, code, size, referer,
 * agent}) → ECS names. A record is one if it has method, path and a status: those names alone mean too many other things.
 */
import { isIP } from "node:net";
import type { JsonObject, JsonValue } from "../record.ts";
import { setKey } from "./json-object.ts";

const NAMES: Readonly<Record<string, string>> = {
  method: "http.request.method",
  size: "http.response.body.bytes",
  referer: "http.request.referrer",
  agent: "user_agent.original",
  user: "user.name",
  remote: "client.ip",
};

/** @returns the record with ECS names, or as it was if it is no access log */
export function nameAccessLog(record: JsonObject): JsonObject {
  const statusKey = statusOf(record["code"]) === undefined ? "status" : "code";
  const status = statusOf(record[statusKey]);
  if (status === undefined || typeof record["method"] !== "string" || typeof record["path"] !== "string") return record;
  const named: JsonObject = { "http.response.status_code": status };
  splitPath(named, record["path"]);
  for (const [key, value] of Object.entries(record)) {
    if (key === statusKey || key === "path") continue;
    const name = nameOf(key, value, record);
    // The common log format writes a hyphen for nothing.
    if (name !== key || key === "host") {
      if (value !== "-") named[name] = key === "size" ? (wholeNumber(value) ?? value) : value;
    } else setKey(named, key, value);
  }
  return named;
}

/** Apache's parser calls the client host; nginx's has remote for it, and everyone else means the server. */
function nameOf(key: string, value: JsonValue, record: JsonObject): string {
  if (key !== "host") return Object.hasOwn(NAMES, key) ? (NAMES[key] ?? key) : key;
  const isClient = record["remote"] === undefined && typeof value === "string" && isIP(value) !== 0;
  return isClient ? "client.ip" : key;
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
