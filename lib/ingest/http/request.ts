/** A request as every route sees it, what a route does with it, and what it gives back. */
import { chunkTimeMs } from "../chunk-id.ts";
import { type Delivery, requestDelivery } from "../delivery.ts";
import type { IngestReport } from "../report.ts";
import type { IngestPorts, IngestSettings } from "../run.ts";
import type { HttpResponse } from "./response.ts";

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

export type HttpPorts = IngestPorts;

export interface HttpSettings extends IngestSettings {
  readonly tokens: readonly string[];
  /** Everyone may post: only `sluice start` on loopback sets it. */
  readonly anonymous: boolean;
}

/** One protocol at one path. Whatever comes back from `take` is durable, and what it throws was not taken. */
export interface Route {
  take(request: HttpRequest, ports: HttpPorts, settings: IngestSettings): Promise<HttpOutcome>;
  /** The answer to a request that lies in the spool: its records are durable, and not yet in the store. */
  spooled(request: HttpRequest, settings: IngestSettings): Promise<HttpResponse>;
}

export interface HttpOutcome {
  readonly response: HttpResponse;
  readonly report?: IngestReport;
  /** The key of the object in the spool that holds it. */
  readonly spooled?: string;
  /** Why the answer is 503, or why it was spooled. */
  readonly error?: unknown;
}

/** @param tag what the path says; where it says nothing, Fluent Bit's `header_tag X-Fluent-Tag` counts */
export function deliveryOf({ headers, body, requestId, receivedMs }: HttpRequest, tag: string): Delivery {
  const deliveryKey = deliveryKeyOf(headers);
  const contentType = headers["content-type"];
  const contentEncoding = headers["content-encoding"];
  return requestDelivery({
    tag: tag || headerTagOf(headers),
    requestId,
    deliveredMs: chunkTimeMs(deliveryKey ?? "", receivedMs) ?? receivedMs,
    body,
    ...(deliveryKey && { deliveryKey }),
    ...(contentType && { contentType }),
    ...(contentEncoding && { contentEncoding }),
  });
}

/** Each shipper calls it what its owner likes; these are the names that manuals give as examples. */
const TAG_HEADERS = ["x-fluent-tag", "fluent-tag", "x-fluentbit-tag", "x-fluentd-tag", "x-tag"];

/** All that the ids and the meaning of a request's records depend on. */
const READABLE_HEADERS = ["content-type", "content-encoding", "x-chunk-id", "idempotency-key", ...TAG_HEADERS];

/**
 * The request as routes may know it and as the spool keeps it: what is read from the spool cannot differ then, and no credential lies
 * there.
 */
export function readable({ method, path, headers, body, requestId, receivedMs }: HttpRequest): ReadableRequest {
  const kept: Record<string, string> = {};
  for (const name of READABLE_HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return { method, path, headers: kept, body, requestId, receivedMs };
}

export interface ReadableRequest extends HttpRequest {
  readonly headers: Record<string, string>;
}

function headerTagOf(headers: HttpRequest["headers"]): string {
  for (const name of TAG_HEADERS) {
    const tag = headers[name]?.trim();
    if (tag && !tag.includes("${")) return tag;
  }
  return "";
}

/** A placeholder that nobody filled in is no key: Fluentd fills it in headers_from_placeholders, not in headers. */
function deliveryKeyOf(headers: HttpRequest["headers"]): string | undefined {
  return [headers["x-chunk-id"], headers["idempotency-key"]].find((key) => key && !key.includes("${"));
}
