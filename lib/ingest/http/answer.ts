/**
 * The HTTP endpoint's routes: `/ingest[/TAG]`, `/es/…`, `/v1/logs`, `/health`. Shippers read the status alone: Fluentd gives a chunk up
 * on any error but 503, Fluent Bit on any 4xx. What the store does not take in a while lies in the spool and is answered 200; where the spool
 * does not take it either, 503 is the only answer.
 */
import { isSluiceError } from "../../errors.ts";
import { REQUEST_RETRIES } from "../retry.ts";
import { withPatience } from "../spool/patience.ts";
import { spool } from "../spool/put.ts";
import { refusalOf } from "./access.ts";
import { answerHealth } from "./health.ts";
import {
  type HttpOutcome,
  type HttpPorts,
  type HttpRequest,
  type HttpSettings,
  type ReadableRequest,
  type Route,
  readable,
} from "./request.ts";
import { problem, RETRY_LATER } from "./response.ts";
import { routeTo } from "./routes.ts";

/** Fluent Bit waits 10 s for a word, Fluentd 60, API Gateway 30. */
const SILENCE_MS = 8_000;
/** What it takes to put some megabytes into S3, with a retry. */
const SPOOL_MS = 5_000;

/**
 * @param remainingMs until an answer must be there
 * @throws SluiceError if neither the store nor the spool takes the request: unavailable() is the answer
 */
export async function answer(
  request: HttpRequest,
  ports: HttpPorts,
  settings: HttpSettings,
  remainingMs: () => number,
): Promise<HttpOutcome> {
  if (request.path === "/health") return answerHealth(request, ports.store);
  const route = routeTo(request.path);
  if (route === undefined) {
    return { response: problem(404, "not-found", "Logs are taken at /ingest, /ingest/TAG, /es/_bulk and /v1/logs") };
  }
  const refusal = refusalOf(request, settings);
  if (refusal) return { response: refusal };
  return takeOrSpool(readable(request), route, ports, { ...settings, retries: REQUEST_RETRIES, remainingMs });
}

async function takeOrSpool(
  request: ReadableRequest,
  route: Route,
  ports: HttpPorts,
  settings: HttpSettings & { readonly remainingMs: () => number },
): Promise<HttpOutcome> {
  const patience = { silenceMs: SILENCE_MS, totalMs: Math.max(0, settings.remainingMs() - SPOOL_MS) };
  try {
    return await withPatience(patience, ports.store, (store) => route.take(request, { ...ports, store }, settings));
  } catch (error) {
    const response = await route.spooled(request, settings);
    return { response, error, spooled: await spool({ kind: "request", ...request }, ports.objects, error) };
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
