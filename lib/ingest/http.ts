/**
 * The HTTP endpoint: `POST|PUT /ingest[/TAG]`, `GET /health`. Shippers read the status alone: Fluentd gives a chunk up on any error but
 * 503, Fluent Bit on any 4xx, so 503 is the only answer to load and to stores that are down.
 */

import { isSluiceError } from "../errors.ts";
import { authorize } from "../http-auth.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { chunkTimeMs } from "./chunk-id.ts";
import { requestDelivery } from "./delivery.ts";
import type { ReadSettings } from "./read.ts";
import type { IngestReport } from "./report.ts";
import { ingest } from "./run.ts";

export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly requestId: string;
  readonly receivedMs: number;
}

interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpPorts {
  readonly store: LogStore;
  readonly objects: ObjectStore;
}

export interface HttpSettings extends ReadSettings {
  readonly tokens: readonly string[];
  /** Everyone may post: only `sluice start` on loopback sets it. */
  readonly anonymous: boolean;
}

export interface HttpOutcome {
  readonly response: HttpResponse;
  readonly report?: IngestReport;
  /** Why the answer is 503. */
  readonly error?: unknown;
}

/** Ten seconds is what Fluent Bit waits before its only retry. */
const RETRY_AFTER_SECONDS = 10;

export async function answer(request: HttpRequest, ports: HttpPorts, settings: HttpSettings): Promise<HttpOutcome> {
  if (request.path === "/health") return answerHealth(request, ports.store);
  const tag = tagOf(request.path);
  if (tag === undefined) return { response: problem(404, "not-found", "Logs are taken at /ingest and /ingest/TAG") };
  if (request.method !== "POST" && request.method !== "PUT") {
    return { response: problem(405, "method", "Logs are taken by POST and PUT", { allow: "POST, PUT" }) };
  }
  const refusal = settings.anonymous ? refuseBrowser(request) : refuseStranger(request, settings.tokens);
  return refusal ? { response: refusal } : take(request, tag, ports, settings);
}

function refuseStranger({ headers }: HttpRequest, tokens: readonly string[]): HttpResponse | undefined {
  return authorize(headers["authorization"], tokens) ? undefined : unauthorized();
}

/** Where everybody may post, any website could make its visitor's browser do it: browsers say whose page asks, shippers never. */
function refuseBrowser({ headers }: HttpRequest): HttpResponse | undefined {
  const isFromPage = headers["origin"] !== undefined || headers["sec-fetch-site"] !== undefined;
  return isFromPage ? problem(403, "denied", "Without tokens no browser may post; set INGEST_TOKENS") : undefined;
}

async function take(request: HttpRequest, tag: string, ports: HttpPorts, settings: HttpSettings): Promise<HttpOutcome> {
  const deliveryKey = deliveryKeyOf(request.headers);
  const contentType = request.headers["content-type"];
  const contentEncoding = request.headers["content-encoding"];
  const delivery = requestDelivery({
    tag,
    requestId: request.requestId,
    deliveredMs: chunkTimeMs(deliveryKey ?? "", request.receivedMs) ?? request.receivedMs,
    body: request.body,
    ...(deliveryKey && { deliveryKey }),
    ...(contentType && { contentType }),
    ...(contentEncoding && { contentEncoding }),
  });
  const report = await ingest(delivery, ports, settings);
  return { report, response: json(isUndecodable(report) ? 400 : 200, report) };
}

/** A placeholder that nobody filled in is no key: Fluentd fills it in headers_from_placeholders, not in headers. */
function deliveryKeyOf(headers: HttpRequest["headers"]): string | undefined {
  const key = headers["x-chunk-id"] || headers["idempotency-key"];
  return key?.includes("${") ? undefined : key;
}

/** What cannot be read lies in quarantine: sending it again would change nothing, and the shipper should tell its owner. */
function isUndecodable({ received, quarantined, reasons }: IngestReport): boolean {
  return (
    received > 0 && (quarantined === received || Object.keys(reasons).some((kind) => kind.startsWith("undecodable")))
  );
}

/** The answer to a compressed body that the gateway turned into text. */
export function mangled(): HttpOutcome {
  const message =
    "API Gateway breaks compressed bodies of this Content-Type: send application/x-ndjson, or do not compress";
  return { response: problem(415, "media-type", message) };
}

/** The answer to whatever went wrong on this side: 503 is the only one that Fluentd tries again. */
export function unavailable(error: unknown): HttpOutcome {
  const code = isSluiceError(error) ? error.code : "internal";
  const message = "The records were not taken; send the same request again";
  return { error, response: problem(503, code, message, { "retry-after": String(RETRY_AFTER_SECONDS) }) };
}

async function answerHealth(request: HttpRequest, store: LogStore): Promise<HttpOutcome> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { response: problem(405, "method", "Health is asked by GET", { allow: "GET, HEAD" }) };
  }
  const { ok } = await store.health();
  return { response: ok ? json(200, { ok }) : json(503, { ok }, { "retry-after": String(RETRY_AFTER_SECONDS) }) };
}

function tagOf(path: string): string | undefined {
  if (path === "/ingest" || path === "/ingest/") return "";
  if (!path.startsWith("/ingest/")) return undefined;
  const tag = path.slice("/ingest/".length);
  try {
    return decodeURIComponent(tag);
  } catch {
    // A per cent sign that encodes nothing is one.
    return tag;
  }
}

function unauthorized(): HttpResponse {
  const challenge = 'Bearer realm="Sluice", Basic realm="Sluice", charset="UTF-8"';
  return problem(401, "denied", "A valid token is needed: Authorization: Bearer TOKEN, or Basic", {
    "www-authenticate": challenge,
  });
}

function problem(status: number, code: string, message: string, headers: Record<string, string> = {}): HttpResponse {
  return json(status, { error: { code, message } }, headers);
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers: { "content-type": "application/json", ...headers }, body: `${JSON.stringify(value)}\n` };
}
