/**
 * `POST /v1/logs`: OTLP over HTTP, as OpenTelemetry's SDKs and its collector export logs.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */

import { encodeResponse, encodeStatus } from "../otlp/protobuf.ts";
import { type OtlpEncoding, readOtlp } from "../otlp/read.ts";
import type { IngestReport } from "../report.ts";
import { type IngestSettings, ingestRecords } from "../run.ts";
import { deliveryOf, type HttpOutcome, type HttpPorts, type HttpRequest, type Route } from "./request.ts";
import { type HttpResponse, json, wrongMethod } from "./response.ts";

/** INVALID_ARGUMENT of google.rpc.Code. */
const INVALID_ARGUMENT = 3;

/** What lies in the spool is accepted; OTLP knows no answer that says later how many records of it were rejected. */
export const otlpRoute: Route = {
  take: takeOtlp,
  spooled: async (request) => accepted(encodingOf(request), 0, ""),
};

async function takeOtlp(request: HttpRequest, ports: HttpPorts, settings: IngestSettings): Promise<HttpOutcome> {
  if (request.method !== "POST") return { response: wrongMethod("OTLP logs are posted", "POST") };
  const encoding = encodingOf(request);
  let isTooLarge = false;
  const report = await ingestRecords(
    { ...deliveryOf(request, ""), protocol: "otlp" },
    (delivery) =>
      readOtlp(delivery, settings, encoding, () => {
        isTooLarge = true;
      }),
    ports,
    settings,
  );
  if (isTooLarge)
    return { response: failed(413, "The request is larger than OTLP is taken: export fewer at a time", encoding) };
  const undecodable = Object.keys(report.reasons).find((kind) => kind.startsWith("undecodable"));
  if (undecodable !== undefined) return { report, response: failed(400, `The request is ${undecodable}`, encoding) };
  return { report, response: taken(report, encoding) };
}

/** The type decides; where it says nothing, JSON begins with a brace and protobuf never does. */
function encodingOf({ headers, body }: HttpRequest): OtlpEncoding {
  const type = headers["content-type"]?.toLowerCase() ?? "";
  if (type.includes("protobuf")) return "protobuf";
  if (type.includes("json")) return "json";
  return body[0] === 0x0a ? "protobuf" : "json";
}

/** Records that Sluice keeps in quarantine are rejected ones to the exporter, which does not send them again. */
function taken({ quarantined, reasons }: IngestReport, encoding: OtlpEncoding): HttpResponse {
  return accepted(encoding, quarantined, `in quarantine: ${Object.keys(reasons).join(", ")}`);
}

function accepted(encoding: OtlpEncoding, rejected: number, errorMessage: string): HttpResponse {
  if (encoding === "protobuf") return protobuf(200, encodeResponse(rejected, errorMessage));
  // 64-bit numbers are text in protobuf's JSON.
  return json(200, rejected === 0 ? {} : { partialSuccess: { rejectedLogRecords: `${rejected}`, errorMessage } });
}

function failed(status: number, message: string, encoding: OtlpEncoding): HttpResponse {
  if (encoding === "protobuf") return protobuf(status, encodeStatus(INVALID_ARGUMENT, message));
  return json(status, { code: INVALID_ARGUMENT, message });
}

function protobuf(status: number, body: Uint8Array): HttpResponse {
  return { status, headers: { "content-type": "application/x-protobuf" }, body };
}
