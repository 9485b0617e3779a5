/** Who may post. */
import { authorize } from "../../http-auth.ts";
import type { HttpRequest, HttpSettings } from "./request.ts";
import { type HttpResponse, problem } from "./response.ts";

/** @returns undefined for who may */
export function refusalOf(request: HttpRequest, { anonymous, tokens }: HttpSettings): HttpResponse | undefined {
  if (anonymous) return refuseBrowser(request);
  return authorize(request.headers["authorization"], tokens) ? undefined : unauthorized();
}

/** Where everybody may post, any website could make its visitor's browser do it: browsers say whose page asks, shippers never. */
function refuseBrowser({ headers }: HttpRequest): HttpResponse | undefined {
  const isFromPage = headers["origin"] !== undefined || headers["sec-fetch-site"] !== undefined;
  return isFromPage ? problem(403, "denied", "Without tokens no browser may post; set INGEST_TOKENS") : undefined;
}

function unauthorized(): HttpResponse {
  const challenge = 'Bearer realm="Sluice", Basic realm="Sluice", charset="UTF-8"';
  return problem(401, "denied", "A valid token is needed: Authorization: Bearer TOKEN, or Basic", {
    "www-authenticate": challenge,
  });
}
