/** `GET /health`: whether the store answers. */
import type { LogStore } from "../../ports.ts";
import type { HttpOutcome, HttpRequest } from "./request.ts";
import { json, RETRY_LATER, wrongMethod } from "./response.ts";

export async function answerHealth(request: HttpRequest, store: LogStore): Promise<HttpOutcome> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { response: wrongMethod("Health is asked by GET", "GET, HEAD") };
  }
  const { ok } = await store.health();
  return { response: ok ? json(200, { ok }) : json(503, { ok }, RETRY_LATER) };
}
