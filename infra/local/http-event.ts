/**
 * Node's HTTP ↔ the HTTP API's payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

const API_ID = "local";

export function eventOf(request: IncomingMessage, body: Buffer, nowMs: number): APIGatewayProxyEventV2 {
  const { path, query } = splitTarget(request.url ?? "/");
  const { cookie, ...headers } = request.headers;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: joined(headers),
    ...(query === "" ? {} : { queryStringParameters: parametersOf(query) }),
    requestContext: {
      accountId: "000000000000",
      apiId: API_ID,
      domainName: request.headers.host ?? "localhost",
      domainPrefix: API_ID,
      http: {
        method: request.method ?? "GET",
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "",
        userAgent: request.headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: "$default",
      stage: "$default",
      time: clfTime(nowMs),
      timeEpoch: nowMs,
    },
    ...(body.length === 0 ? {} : { body: body.toString("base64") }),
    isBase64Encoded: body.length > 0,
  };
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** A result without a statusCode is the body of a 200, as API Gateway has it. */
export function answerOf(result: unknown): HttpAnswer {
  if (!isStructured(result)) {
    const body = result === undefined ? "" : typeof result === "string" ? result : JSON.stringify(result);
    return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(body) };
  }
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(result.headers ?? {})) headers[name.toLowerCase()] = String(value);
  if (result.cookies && result.cookies.length > 0) headers["set-cookie"] = [...result.cookies];
  const body = Buffer.from(result.body ?? "", result.isBase64Encoded ? "base64" : "utf8");
  return { status: result.statusCode, headers, body };
}

interface StructuredResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

function isStructured(result: unknown): result is StructuredResult {
  return typeof result === "object" && result !== null && "statusCode" in result;
}

/** Without URL, which would refuse or rewrite what a client may well send. */
function splitTarget(target: string): { path: string; query: string } {
  const withoutHost = target.replace(/^https?:\/\/[^/?]*/i, "");
  const mark = withoutHost.indexOf("?");
  const path = mark < 0 ? withoutHost : withoutHost.slice(0, mark);
  return { path: path === "" ? "/" : path, query: mark < 0 ? "" : withoutHost.slice(mark + 1) };
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : `${value}`]),
  );
}

function parametersOf(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  }
  return parameters;
}

/** `23/Nov/2026:10:00:00 +0000` */
function clfTime(ms: number): string {
  const [, day, month, year, time] = new Date(ms).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
