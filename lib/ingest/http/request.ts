/** A request as every route sees it, and what a route gives back. */
import type { LogStore, ObjectStore } from "../../ports.ts";
import { chunkTimeMs } from "../chunk-id.ts";
import { type Delivery, requestDelivery } from "../delivery.ts";
import type { ReadSettings } from "../read.ts";
import type { IngestReport } from "../report.ts";
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

function headerTagOf(headers: HttpRequest["headers"]): string {
  for (const name of TAG_HEADERS) {
    const tag = headers[name]?.trim();
    if (tag && !tag.includes("${")) return tag;
  }
  return "";
}

/** A placeholder that nobody filled in is no key: Fluentd fills it in headers_from_placeholders, not in headers. */
function deliveryKeyOf(headers: HttpRequest["headers"]): string | undefined {
  const key = headers["x-chunk-id"] || headers["idempotency-key"];
  return key?.includes("${") ? undefined : key;
}
