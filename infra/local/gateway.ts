/**
 * API Gateway on one machine: HTTP → APIGatewayProxyEventV2 → a function's handler → HTTP. What cannot be taken now is answered with 503,
 * never 429 or another 5xx: Fluentd gives a chunk up on those.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { SluiceError } from "../../lib/errors.ts";
import { answerOf, eventOf, type HttpAnswer } from "./http-event.ts";
import { type Handler, lambdaContext } from "./lambda.ts";
import { createBodyReader, type RequestBody } from "./request-body.ts";

export interface Route {
  /** `/health`, `/ingest/*` or `*`; the first route with one that fits is taken. */
  readonly paths: readonly string[];
  readonly functionName: string;
  readonly handler: Handler<APIGatewayProxyEventV2, unknown>;
}

export interface GatewayOptions {
  readonly routes: readonly Route[];
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly maxBodyBytes?: number;
  /** Of all bodies that are held at a time. */
  readonly maxHeldBytes?: number;
  /** Told of every handler that throws. */
  readonly onFailure: (functionName: string, error: unknown) => void;
}

export interface Gateway {
  readonly port: number;
  /** Takes no further connection; requests that are under way end within `graceMs`, then they are cut. */
  close(graceMs: number): Promise<void>;
}

/** As large as Fluentd's file buffer makes a body under pressure (a chunk of 256 MB holds some 41 MB as it is sent), and some. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MAX_HELD_BYTES = 4 * MAX_BODY_BYTES;
const RETRY_AFTER_SECONDS = "5";
/** Longer than shippers keep a connection idle, so that it is never closed under a request. */
const KEEP_ALIVE_MS = 75_000;
/** How long a refused client may go on sending: closed at once, it would meet a reset and not read the answer. */
const LINGER_MS = 10_000;

/** @throws SluiceError "config" if it cannot listen there */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const bodies = createBodyReader({
    bodyBytes: options.maxBodyBytes ?? MAX_BODY_BYTES,
    heldBytes: options.maxHeldBytes ?? MAX_HELD_BYTES,
  });
  let isClosing = false;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodies.read(request);
    if (body.kind === "aborted") return;
    if (body.kind !== "whole") {
      send(request, response, refusalOf(body));
      drain(request);
      return;
    }
    try {
      send(request, response, await invoke(request, body.take()));
    } finally {
      bodies.release(body.sizeBytes);
    }
  }

  function invoke(request: IncomingMessage, body: Buffer): Promise<HttpAnswer> {
    return handle(eventOf(request, body, Date.now()));
  }

  /** Without the body, which is a part of the event by now. */
  async function handle(event: APIGatewayProxyEventV2): Promise<HttpAnswer> {
    const route = options.routes.find(({ paths }) => paths.some((path) => matches(path, event.rawPath)));
    if (!route) return problem(404, "Not Found");
    try {
      return answerOf(await route.handler(event, lambdaContext(route.functionName)));
    } catch (error) {
      options.onFailure(route.functionName, error);
      return problem(503, "Service Unavailable");
    }
  }

  function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
    if (response.destroyed) return;
    if (isClosing) response.setHeader("connection", "close");
    const mayHaveBody = status >= 200 && status !== 204 && status !== 304;
    response.writeHead(status, mayHaveBody ? { ...headers, "content-length": body.length } : headers);
    response.end(mayHaveBody && request.method !== "HEAD" ? body : undefined);
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    serve(request, response).catch((error: unknown) => {
      options.onFailure("gateway", error);
      response.destroy();
    });
  }

  const server = createServer(onRequest);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (bodies.isTooLarge(request)) {
      // The client has not sent the body and, told so, will not.
      response.setHeader("connection", "close");
      send(request, response, refusalOf({ kind: "too-large" }));
      return;
    }
    response.writeContinue();
    onRequest(request, response);
  });

  await listen(server, options);
  return {
    port: portOf(server),
    close(graceMs) {
      isClosing = true;
      return closeWithin(server, graceMs);
    },
  };
}

function matches(path: string, rawPath: string): boolean {
  if (path === "*" || path === rawPath) return true;
  return path.endsWith("/*") && rawPath.startsWith(path.slice(0, -1));
}

function refusalOf(body: Exclude<RequestBody, { kind: "whole" | "aborted" }>): HttpAnswer {
  return body.kind === "too-large" ? problem(413, "Request Entity Too Large") : problem(503, "Service Unavailable");
}

function problem(status: number, message: string): HttpAnswer {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (status === 503) headers["retry-after"] = RETRY_AFTER_SECONDS;
  return { status, headers, body: Buffer.from(`${JSON.stringify({ message })}\n`) };
}

function drain(request: IncomingMessage): void {
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once("close", () => clearTimeout(timer));
  request.resume();
}

function listen(server: Server, { host, port }: GatewayOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen(port, host, resolve);
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): SluiceError {
  const address = `${host}:${port}`;
  if (cause.code === "EADDRINUSE") {
    return new SluiceError(
      "config",
      `Something listens on ${address} already. Choose another port with --port N; --port 0 picks a free one`,
      { cause },
    );
  }
  if (cause.code === "EACCES") {
    return new SluiceError("config", `Listening on ${address} is not allowed. Choose a port above 1023 with --port N`, {
      cause,
    });
  }
  return new SluiceError("config", `Listening on ${address} failed: ${cause.message}. Choose with --host and --port`, {
    cause,
  });
}

function portOf(server: Server): number {
  // A server that listens on host and port has an AddressInfo; a string is the path of a pipe.
  return (server.address() as AddressInfo).port;
}

function closeWithin(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
