/** Logs posted to the HTTP API (payload format 2.0). */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { openObjects, openStore, openTokens } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import { answer } from "../lib/ingest/http.ts";
import { totalsOf } from "../lib/ingest/report.ts";
import { emitCounts, logger } from "../lib/telemetry.ts";

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const config = await processConfig();
  const ports = { store: await openStore(config), objects: await openObjects(config) };
  const settings = { ...config, tokens: await openTokens(config) };
  const { requestId, http } = event.requestContext;
  const request = {
    method: http.method,
    path: event.rawPath,
    headers: event.headers,
    body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
    requestId,
    receivedMs: config.nowMs(),
  };

  const { response, report, error } = await answer(request, ports, settings);

  if (report) {
    logger.info("ingested", { report });
    emitCounts("ingest-http", totalsOf([report]));
  }
  if (error !== undefined) logger.error("not taken", { error });
  return { statusCode: response.status, headers: response.headers, body: response.body };
}
