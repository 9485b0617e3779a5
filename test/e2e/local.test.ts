/** `npm start` as a user has it: the real command as a process, its page, its files. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import { parseQuery } from "../../lib/query.ts";
import { capturedObject, capturedRequests } from "../support/captures.ts";

const ROOT = join(import.meta.dirname, "../..");
const LISTENING = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/;

interface Npm {
  readonly process: ChildProcess;
  readonly stderr: () => string;
  /** Of npm itself, which passes the server's on. */
  readonly exit: Promise<number | null>;
  /** The address, once it is told. */
  readonly url: Promise<string>;
}

function npmStart(...args: string[]): Npm {
  // Without what vitest and npm put into ours: a user's shell has none of it.
  const { PATH, HOME } = process.env;
  const child = spawn("npm", ["start", "--", ...args], {
    cwd: ROOT,
    env: { PATH, HOME },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const exit = once(child, "exit").then(([code]): number | null => code);
  const url = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = LISTENING.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    void exit.then((code) => reject(new Error(`npm start ended with ${code}: ${stderr}`)));
  });
  url.catch(() => {});
  return { process: child, stderr: () => stderr, exit, url };
}

/** The server itself, whatever npm put between. */
function kill(dataDir: string, signal: NodeJS.Signals): void {
  process.kill(Number(readFileSync(join(dataDir, "running.pid"), "utf8")), signal);
}

const data = mkdtempSync(join(tmpdir(), "sluice-e2e-"));
let running: Npm;
let url: string;

beforeAll(async () => {
  running = npmStart("--port", "0", "--data", data, "--no-demo");
  url = await running.url;
});
afterAll(async () => {
  if (running.process.exitCode === null) {
    kill(data, "SIGKILL");
    await running.exit;
  }
  rmSync(data, { recursive: true, force: true });
});

async function countWhere(query: string, dataDir = data): Promise<number> {
  const store = await openSqliteStore({ path: join(dataDir, "logs.db"), granularity: "day" });
  try {
    return await store.count({ text: parseQuery(query) });
  } finally {
    await store.close();
  }
}

function post(
  path: string,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url + path, { method: "POST", headers, body });
}

function mails(dataDir = data): string[] {
  const mailbox = join(dataDir, "mailbox");
  return readdirSync(mailbox).map((name) => readFileSync(join(mailbox, name), "utf8"));
}

const errorLine = (n: number) =>
  JSON.stringify({ level: "error", service: "burst", message: `Upload ${n} failed: the bucket is gone` });

test("with the log generator: told within 5 s, and records arrive by HTTP", async () => {
  const demoData = mkdtempSync(join(tmpdir(), "sluice-e2e-"));
  const startedMs = performance.now();
  const demo = npmStart("--port", "0", "--data", demoData);
  onTestFinished(async () => {
    kill(demoData, "SIGTERM");
    expect(await demo.exit).toBe(0);
    rmSync(demoData, { recursive: true, force: true });
  });
  await demo.url;
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  await expect.poll(() => countWhere("service.name:app1", demoData), { timeout: 10_000 }).toBeGreaterThan(2);
  expect(await countWhere("event.dataset:nginx.access", demoData)).toBeGreaterThan(0);
});

test("an error burst is mailed within 15 s of its arrival", async () => {
  const body = Array.from({ length: 20 }, (_, n) => errorLine(n)).join("\n");
  expect((await post("/ingest/burst", body)).status).toBe(200);
  await expect
    .poll(() => mails().filter((mail) => mail.includes("X-Sluice-State: firing")), { timeout: 15_000, interval: 200 })
    .toEqual([expect.stringContaining("burst")]);
});

test("Fluentd's request is answered 200, and its records are there once, however often it is sent", async () => {
  const [request] = capturedRequests("01-ndjson-default");
  if (!request) throw new Error("the capture is empty");
  const headers = { "content-type": request.headers["content-type"] ?? "", "x-chunk-id": "5f1c" };
  for (const expected of [{ indexed: 60 }, { duplicate: 60 }]) {
    const response = await post("/ingest/e2e.http", request.body, headers);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ received: 60, ...expected });
  }
  expect(await countWhere("event.dataset:e2e.http")).toBe(60);
});

test("Fluentd's object, put into the folder under a temporary name and then its own, is indexed", async () => {
  const { key, bytes } = capturedObject("01-default-gzip-out_file");
  const path = join(data, "objects", key);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
  await expect.poll(() => countWhere(`log.file.path:folder:/${key}`), { timeout: 10_000 }).toBe(60);
});

test("the page and its API are served", async () => {
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toContain("text/html");
  expect((await fetch(`${url}/app.js`)).status).toBe(200);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true });
});

test("a port that is taken, and a folder that another process runs on, are told with what to do", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const other = mkdtempSync(join(tmpdir(), "sluice-e2e-"));
  onTestFinished(() => rmSync(other, { recursive: true, force: true }));

  const busy = npmStart("--port", port, "--data", other);
  expect(await busy.exit).toBe(1);
  expect(busy.stderr()).toBe(
    `sluice: Something listens on 127.0.0.1:${port} already. Choose another port with --port N; --port 0 picks a free one\n`,
  );
  const second = npmStart("--port", "0", "--data", data);
  expect(await second.exit).toBe(1);
  expect(second.stderr()).toMatch(
    /^sluice: Process \d+ runs sluice start on .+ already\. Stop it, or choose another folder/,
  );
});

/** Three whole minutes have to be quiet. */
test("when the burst is over, RESOLVED is mailed", { timeout: 280_000 }, async () => {
  const isResolved = (mail: string) => mail.includes("X-Sluice-State: resolved") && mail.includes("burst");
  await expect.poll(() => mails().filter(isResolved).length, { timeout: 270_000, interval: 500 }).toBe(1);
});

test("kill -9 in the middle of it: after a restart nothing is lost and nothing doubled", async () => {
  const before = await countWhere("*");
  const line = (n: number) => JSON.stringify({ level: "info", service: "crash", message: `record ${n}` });
  const chunks = Array.from({ length: 40 }, (_, chunk) =>
    Array.from({ length: 250 }, (_, n) => line(chunk * 250 + n)).join("\n"),
  );
  const objectLines = Array.from({ length: 30_000 }, (_, n) => line(100_000 + n)).join("\n");
  const dropped = join(data, "objects/logs/crash.gz");
  writeFileSync(`${dropped}.tmp`, gzipSync(objectLines));
  renameSync(`${dropped}.tmp`, dropped);
  const ship = (chunk: string, n: number) =>
    post("/ingest/crash", chunk, { "x-chunk-id": `crash-${n}` }).then(
      ({ status }) => status,
      () => 0,
    );

  // Once the object's first records are there it is under way: the posts and the kill come into the middle of it.
  await expect
    .poll(() => countWhere("log.file.path:folder:/logs/crash.gz"), { timeout: 15_000, interval: 20 })
    .toBeGreaterThan(0);
  const answers = chunks.map(ship);
  await Promise.any(answers);
  kill(data, "SIGKILL");
  const statuses = await Promise.all(answers);
  await running.exit;

  running = npmStart("--port", "0", "--data", data, "--no-demo");
  url = await running.url;
  const acknowledged = statuses.filter((status) => status === 200).length;
  expect(await countWhere("event.dataset:crash")).toBeGreaterThanOrEqual(acknowledged * 250);
  // As a shipper does: what was not acknowledged is sent again, here even what was.
  expect(await Promise.all(chunks.map(ship))).toEqual(chunks.map(() => 200));
  await expect.poll(() => countWhere("log.file.path:folder:/logs/crash.gz"), { timeout: 30_000 }).toBe(30_000);
  await expect
    .poll(() => readFileSync(join(data, "ingested.ndjson"), "utf8"), { timeout: 10_000 })
    .toContain("crash.gz");
  expect(await countWhere("event.dataset:crash")).toBe(10_000);
  expect(await countWhere("*")).toBe(before + 40_000);
});

test("SIGTERM to npm ends it with 0, and everything stays", async () => {
  const before = await countWhere("*");
  running.process.kill("SIGTERM");
  expect(await running.exit).toBe(0);
  expect(readdirSync(data)).not.toContain("running.pid");
  expect(await countWhere("*")).toBe(before);
});

test("what is posted while the store is down is answered 200 and is there once the store is, also over a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-e2e-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await unusedPort();
  const down = npmStart("--port", "0", "--data", folder, "--no-demo", "--store", `http://127.0.0.1:${port}`);
  const body = Array.from({ length: 500 }, (_, n) => JSON.stringify({ message: `record ${n}` })).join("\n");
  const answers = await Promise.all(
    [1, 2, 3].map(async (n) => {
      const headers = { "x-chunk-id": `spooled-${n}` };
      return fetch(`${await down.url}/ingest/spooled`, { method: "POST", headers, body });
    }),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await fetch(`${await down.url}/health`)).status).toBe(503);
  kill(folder, "SIGKILL");
  await down.exit;

  const up = npmStart("--port", "0", "--data", folder, "--no-demo");
  await up.url;
  await expect.poll(() => countWhere("event.dataset:spooled", folder), { timeout: 20_000 }).toBe(1_500);
  await expect.poll(() => filesBelow(join(folder, "objects/spool")), { timeout: 10_000 }).toEqual([]);
  kill(folder, "SIGTERM");
  expect(await up.exit).toBe(0);
  expect(await countWhere("event.dataset:spooled", folder)).toBe(1_500);
});

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

/** A port that nobody listens on. */
async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
