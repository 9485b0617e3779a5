/**
 * The HTTP endpoint's routes: `/ingest[/TAG]`, `/es/…`, `/v1/logs`, `/health`. Shippers read the status alone: Fluentd gives a chunk up
 * on any error but 503, Fluent Bit on any 4xx, so 503 is the only answer to load and to stores that are down.
 */
import { isSluiceError } from "../../errors.ts";
import { refusalOf } from "./access.ts";
import { answerBulk } from "./bulk.ts";
import { answerHealth } from "./health.ts";
import { answerOtlp } from "./otlp.ts";
import { answerRecords } from "./records.ts";
import type { HttpOutcome, HttpPorts, HttpRequest, HttpSettings } from "./request.ts";
import { problem, RETRY_LATER } from "./response.ts";

export async function answer(request: HttpRequest, ports: HttpPorts, settings: HttpSettings): Promise<HttpOutcome> {
  if (request.path === "/health") return answerHealth(request, ports.store);
  const route = routeOf(request.path);
  if (route === undefined) {
    return { response: problem(404, "not-found", "Logs are taken at /ingest, /ingest/TAG, /es/_bulk and /v1/logs") };
  }
  const refusal = refusalOf(request, settings);
  return refusal ? { response: refusal } : route(request, ports, settings);
}

type Answer = (request: HttpRequest, ports: HttpPorts, settings: HttpSettings) => Promise<HttpOutcome>;

function routeOf(path: string): Answer | undefined {
  if (path === "/v1/logs") return answerOtlp;
  const tag = restOf(path, "/ingest");
  if (tag !== undefined) return (request, ports, settings) => answerRecords(request, tag, ports, settings);
  const member = restOf(path, "/es");
  if (member !== undefined) return (request, ports, settings) => answerBulk(request, member, ports, settings);
  return undefined;
}

/** The decoded path below `base`, empty at `base` itself; undefined elsewhere. */
function restOf(path: string, base: string): string | undefined {
  if (path === base) return "";
  if (!path.startsWith(`${base}/`)) return undefined;
  const rest = path.slice(base.length + 1);
  try {
    return decodeURIComponent(rest);
  } catch {
    // A per cent sign that encodes nothing is one.
    return rest;
  }
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
  return { error, response: problem(503, code, message, RETRY_LATER) };
}
