import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, onTestFinished, test } from "vitest";
import { createGateway, type Gateway, type GatewayOptions } from "../../../infra/local/gateway.ts";

type Answering = (event: APIGatewayProxyEventV2) => unknown;

interface Listening {
  readonly gateway: Gateway;
  readonly url: string;
  readonly events: APIGatewayProxyEventV2[];
  readonly failures: [string, unknown][];
}

async function listen(answering: Answering = () => "ok", options: Partial<GatewayOptions> = {}): Promise<Listening> {
  const events: APIGatewayProxyEventV2[] = [];
  const failures: [string, unknown][] = [];
  const named = (name: string) => async (event: APIGatewayProxyEventV2) => {
    events.push(event);
    return answering({ ...event, routeKey: name });
  };
  const gateway = await createGateway({
    routes: [
      { paths: ["/ingest", "/ingest/*", "/health"], functionName: "ingest-http", handler: named("ingest-http") },
      { paths: ["*"], functionName: "dashboard", handler: named("dashboard") },
    ],
    host: "127.0.0.1",
    port: 0,
    onFailure: (name, error) => failures.push([name, error]),
    ...options,
  });
  onTestFinished(() => gateway.close(0));
  return { gateway, url: `http://127.0.0.1:${gateway.port}`, events, failures };
}

/** A bare connection, to say what no client library says. */
async function dial(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

async function nextText(socket: Socket): Promise<string> {
  const [chunk] = await once(socket, "data");
  return String(chunk);
}

describe("a request becomes an event of payload format 2.0", () => {
  test("method, path, query, headers, cookies and the body's exact bytes", async () => {
    const { url, events } = await listen();
    const body = Buffer.from([0x1f, 0x8b, 0x00, 0xff, 0x0a]);
    await fetch(`${url}/ingest/app%2Fjson?a=1&b=%20&a=2`, {
      method: "PUT",
      body,
      headers: { "X-Chunk-Id": "C1", Cookie: "x=1; y=2" },
    });
    expect(events[0]).toMatchObject({
      version: "2.0",
      rawPath: "/ingest/app%2Fjson",
      rawQueryString: "a=1&b=%20&a=2",
      queryStringParameters: { a: "1,2", b: " " },
      cookies: ["x=1", "y=2"],
      headers: { "x-chunk-id": "C1", "content-length": "5" },
      body: body.toString("base64"),
      isBase64Encoded: true,
      requestContext: { http: { method: "PUT", path: "/ingest/app%2Fjson", sourceIp: "127.0.0.1" } },
    });
    expect(events[0]?.requestContext.requestId).not.toBe("");
  });

  test("without a body there is none", async () => {
    const { url, events } = await listen();
    await fetch(url);
    expect(events[0]).toMatchObject({ rawPath: "/", rawQueryString: "", isBase64Encoded: false });
    expect(events[0]).not.toHaveProperty("body");
  });

  test.each([
    ["/ingest", "ingest-http"],
    ["/ingest/app", "ingest-http"],
    ["/health?full", "ingest-http"],
    ["/ingested", "dashboard"],
    ["/", "dashboard"],
    ["/api/logs", "dashboard"],
  ])("%s goes to %s", async (path, name) => {
    const { url } = await listen((event) => event.routeKey);
    expect(await (await fetch(url + path)).text()).toBe(name);
  });
});

describe("a result becomes a response", () => {
  test("status, headers, cookies and a base64 body", async () => {
    const { url } = await listen(() => ({
      statusCode: 201,
      headers: { "Content-Type": "image/png", "X-Number": 7 },
      cookies: ["a=1", "b=2"],
      body: Buffer.from([1, 2, 255]).toString("base64"),
      isBase64Encoded: true,
    }));
    const response = await fetch(url);
    expect(response.status).toBe(201);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("x-number")).toBe("7");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect([...(await response.bytes())]).toEqual([1, 2, 255]);
  });

  test("what has no statusCode is the body of a 200", async () => {
    const { url } = await listen(() => ({ ok: true }));
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true });
  });

  test("HEAD tells the length and sends nothing; the connection stays usable", async () => {
    const { gateway } = await listen(() => "12345");
    const socket = await dial(gateway.port);
    socket.write("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    const head = await nextText(socket);
    expect(head).toMatch(/content-length: 5\r\n/);
    expect(head.endsWith("\r\n\r\n")).toBe(true);
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(await nextText(socket)).toContain("\r\n\r\n12345");
  });

  test("a handler that throws is 503 with Retry-After, and told", async () => {
    const failure = new Error("the disk is full");
    const { url, failures } = await listen(() => {
      throw failure;
    });
    const response = await fetch(`${url}/ingest`, { method: "POST", body: "x" });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(failures).toEqual([["ingest-http", failure]]);
  });
});

describe("bodies are bounded", () => {
  const limits = { maxBodyBytes: 1000 };

  test("a body of exactly the limit is taken, one byte more is 413 before it was sent", async () => {
    const { url, events, gateway } = await listen(() => "ok", limits);
    expect((await fetch(url, { method: "POST", body: "x".repeat(1000) })).status).toBe(200);
    const socket = await dial(gateway.port);
    socket.write("POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
    expect(await nextText(socket)).toMatch(/^HTTP\/1\.1 413 /);
    expect(events).toHaveLength(1);
  });

  test("a body that does not tell its length is 413 as soon as it is too long", async () => {
    const { gateway, events } = await listen(() => "ok", limits);
    const socket = await dial(gateway.port);
    socket.write("POST /ingest HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    socket.write(`3e9\r\n${"x".repeat(1001)}\r\n`);
    expect(await nextText(socket)).toMatch(/^HTTP\/1\.1 413 /);
    expect(events).toHaveLength(0);
  });

  test("a client that sends all of it first still reads the 413", async () => {
    const { url } = await listen(() => "ok", limits);
    const response = await fetch(`${url}/ingest`, { method: "POST", body: Buffer.alloc(20_000_000) });
    expect(response.status).toBe(413);
  });

  test("Expect: 100-continue is answered by 413 instead of 100, and by 100 where it fits", async () => {
    const { gateway } = await listen(() => "taken", limits);
    const tooLarge = await dial(gateway.port);
    tooLarge.write("PUT /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    expect(await text(tooLarge)).toMatch(/^HTTP\/1\.1 413 /);

    const fits = await dial(gateway.port);
    fits.write("PUT /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    expect(await nextText(fits)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    fits.write("abc");
    expect(await nextText(fits)).toContain("taken");
  });

  test("more bodies at a time than may be held: 503 for the one too many, and it is taken afterwards", async () => {
    const blocked = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { url } = await listen(
      async () => {
        arrived.resolve();
        await blocked.promise;
        return "ok";
      },
      { maxBodyBytes: 1000, maxHeldBytes: 1500 },
    );
    const post = () => fetch(`${url}/ingest`, { method: "POST", body: "x".repeat(1000) });
    const first = post();
    await arrived.promise;
    const second = await post();
    expect(second.status).toBe(503);
    expect(second.headers.get("retry-after")).toBe("5");
    blocked.resolve();
    expect((await first).status).toBe(200);
    expect((await post()).status).toBe(200);
  });

  test("a client that goes away halfway reaches no handler", async () => {
    const { gateway, url, events, failures } = await listen();
    const socket = await dial(gateway.port);
    socket.write("POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
    socket.destroy();
    await once(socket, "close");
    await fetch(`${url}/health`);
    expect(events.map(({ rawPath }) => rawPath)).toEqual(["/health"]);
    expect(failures).toEqual([]);
  });
});

test("one connection carries one request after the other", async () => {
  const { gateway } = await listen();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const ports = new Set<number | undefined>();
  for (const n of [1, 2, 3]) {
    const sent = httpRequest({ agent, port: gateway.port, method: "POST", path: "/ingest" });
    sent.end(`${n}`);
    const [response] = await once(sent, "response");
    ports.add(sent.socket?.localPort);
    expect(await text(response)).toBe("ok");
  }
  expect(ports.size).toBe(1);
});

describe("closing", () => {
  test("lets the request under way end, then takes no more", async () => {
    const blocked = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { gateway, url } = await listen(async () => {
      arrived.resolve();
      await blocked.promise;
      return "done";
    });
    const answer = fetch(url);
    await arrived.promise;
    const closed = gateway.close(10_000);
    blocked.resolve();
    expect(await (await answer).text()).toBe("done");
    await closed;
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("cuts what takes longer than the grace", async () => {
    const arrived = Promise.withResolvers<void>();
    const { gateway, url } = await listen(async () => {
      arrived.resolve();
      await sleep(60_000, undefined, { ref: false });
    });
    const answer = fetch(url).catch(() => "cut");
    await arrived.promise;
    await gateway.close(50);
    expect(await answer).toBe("cut");
  });
});

test("a port that is taken is told with what to do", async () => {
  const { gateway } = await listen();
  await expect(listen(() => "ok", { port: gateway.port })).rejects.toMatchObject({
    code: "config",
    message: `Something listens on 127.0.0.1:${gateway.port} already. Choose another port with --port N; --port 0 picks a free one`,
  });
});
