/** Stands between the functions and the store, and fails as networks, load balancers and busy clusters do. */
import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { between, randomOf } from "../../infra/local/generator/random.ts";
import { turnAway, withRefusals } from "./bulk-body.ts";
import { drawFaults, FAULTS, type Fault } from "./faults.ts";

export interface FaultProxy {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What happened, by kind. */
  readonly happened: Readonly<Record<Fault | "outage", number>>;
  /** Cuts every connection, and each new one, for so long. */
  outage(durationMs: number): Promise<void>;
  stop(): void;
}

export interface FaultProxyOptions {
  readonly storeUrl: string;
  readonly seed: number;
  readonly stallMs: readonly [least: number, most: number];
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export async function startFaultProxy({ storeUrl, seed, stallMs }: FaultProxyOptions): Promise<FaultProxy> {
  const nextFault = drawFaults(seed);
  const random = randomOf(seed, 3);
  const happened: Record<Fault | "outage", number> = { ...zeroes(), outage: 0 };
  const agent = new Agent({ keepAlive: true });
  const store = new URL(storeUrl);
  let isDown = false;

  function forward(asked: IncomingMessage, body: Buffer): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const { host: _, "content-length": __, "transfer-encoding": ___, ...headers } = asked.headers;
    const options = { agent, method: asked.method, path: asked.url, hostname: store.hostname, port: store.port };
    const forwarded = request({ ...options, headers: { ...headers, "content-length": body.length } }, (response) => {
      const { "content-length": _length, "transfer-encoding": _coding, connection: _own, ...kept } = response.headers;
      readAll(response).then((bytes) => {
        resolve({ status: response.statusCode ?? 502, headers: kept, body: bytes });
      }, reject);
    });
    forwarded.on("error", reject).end(body);
    return promise;
  }

  async function forwardPart(asked: IncomingMessage, body: Buffer): Promise<Answer> {
    const part = turnAway(body.toString("utf8"), random);
    const headers = { "content-type": "application/json" };
    const answer = part.body === "" ? NOTHING_ASKED : await forward(asked, Buffer.from(part.body));
    if (answer.status !== 200) return answer;
    return { status: 200, headers, body: Buffer.from(withRefusals(answer.body.toString("utf8"), part.refused)) };
  }

  async function serve(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(asked);
    if (isDown) return reset(asked);
    const drawn = nextFault();
    const fault = drawn === "item-429" && !isBulk(asked) ? "whole-429" : drawn;
    if (fault) happened[fault]++;
    switch (fault) {
      case undefined:
        return send(response, await forward(asked, body));
      case "item-429":
        return send(response, await forwardPart(asked, body));
      case "whole-429":
        return send(response, TOO_MANY);
      case "whole-503":
        return send(response, UNAVAILABLE);
      case "reset-before":
        return reset(asked);
      case "reset-after":
        await forward(asked, body);
        return reset(asked);
      case "cut-answer":
        return cut(asked, response, await forward(asked, body));
      case "stall-before":
        await sleep(between(random, ...stallMs));
        return send(response, await forward(asked, body));
      case "stall-after": {
        const answer = await forward(asked, body);
        await sleep(between(random, ...stallMs));
        return send(response, answer);
      }
    }
  }

  const server = createServer((asked, response) => {
    // A client that is killed in the middle, and a store that fails by itself, are broken connections to the other side.
    serve(asked, response).catch(() => asked.socket.destroy());
  });
  // A pause between two requests is no fault.
  server.keepAliveTimeout = 600_000;
  server.on("connection", (socket) => {
    if (isDown) socket.resetAndDestroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on host and port has an AddressInfo.
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    happened,
    async outage(durationMs) {
      happened.outage++;
      isDown = true;
      server.closeAllConnections();
      await sleep(durationMs);
      isDown = false;
    },
    stop() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

const NOTHING_ASKED: Answer = { status: 200, headers: {}, body: Buffer.from("{}") };
const TOO_MANY: Answer = {
  status: 429,
  headers: { "content-type": "text/plain" },
  body: Buffer.from("429 Too Many Requests /_bulk"),
};
const UNAVAILABLE: Answer = {
  status: 503,
  headers: { "content-type": "text/html" },
  body: Buffer.from("<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"),
};

function zeroes(): Record<Fault, number> {
  // Every kind is in FAULTS.
  return Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
}

function isBulk({ method, url = "" }: IncomingMessage): boolean {
  return method === "POST" && /\/_bulk(\?|$)/.test(url);
}

function reset({ socket }: IncomingMessage): void {
  socket.resetAndDestroy();
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, "content-length": body.length }).end(body);
}

function cut({ socket }: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, "content-length": body.length + 1 });
  response.write(body.subarray(0, body.length / 2), () => socket.destroy());
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
