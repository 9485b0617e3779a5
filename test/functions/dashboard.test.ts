/** The dashboard's function behind the gateway, with real HTTP, on embedded stores. */
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { handler as dashboard } from "../../functions/dashboard.ts";
import { bundleFunction } from "../../infra/build/bundle.ts";
import { buildPage } from "../../infra/build/page.ts";
import { createGateway } from "../../infra/local/gateway.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { startLocalApi } from "../support/local-api.ts";
import { documentOf } from "../support/shop-logs.ts";

const NOW = "2026-11-23T12:00:00.000Z";

async function start(environment: Record<string, string> = {}) {
  for (const [name, value] of Object.entries({
    INGEST_TOKENS: "",
    SLUICE_NOW: NOW,
    SLUICE_CONFIG: "",
    ...environment,
  })) {
    vi.stubEnv(name, value);
  }
  const api = await startLocalApi(temporaryFolder());
  onTestFinished(() => api.close());
  await api.store.write([documentOf("a", Date.parse(NOW) - 1_000, { message: "hello", "log.level": "info" })]);
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${api.url}${path}`, { headers });
  return { ...api, get };
}

const basic = (pair: string) => ({ Authorization: `Basic ${Buffer.from(pair).toString("base64")}` });

test("the page, its code and its style come compressed and whole", async () => {
  const { get } = await start();
  const page = await get("/");
  expect(page.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("Content-Encoding")).toBe("gzip");
  expect(await page.text()).toContain("<title>Sluice</title>");
  for (const path of ["/app.js", "/app.css"]) expect((await get(path)).status).toBe(200);
});

test("the API answers from the stores that the environment names", async () => {
  const { get } = await start();
  expect(await (await get("/api/logs")).json()).toMatchObject({ hits: [{ id: "a", record: { message: "hello" } }] });
  expect(await (await get("/api/levels")).json()).toEqual([{ level: "info", count: 1 }]);
});

test("the smoothing factor is the one of sluice.yml", async () => {
  const settings = join(temporaryFolder(), "sluice.yml");
  await writeFile(settings, "forecast: { alpha: 0.5 }\n");
  const { get } = await start({ SLUICE_CONFIG: settings });
  expect(await (await get("/api/rate?from=5m")).json()).toMatchObject({ alpha: 0.5 });
});

describe("with tokens configured", () => {
  test.each([
    ["nothing", 401, {}],
    ["a wrong password", 401, basic("viewer:wrong")],
    ["the pair", 200, basic("viewer:s3cret")],
    ["a token", 200, { Authorization: "Bearer t0ken" }],
  ])("who brings %s is answered with %o", async (_, status, headers) => {
    const { get } = await start({ INGEST_TOKENS: "t0ken,viewer:s3cret" });
    for (const path of ["/", "/api/logs"]) expect((await get(path, headers)).status).toBe(status);
  });

  test("a browser is asked for name and password", async () => {
    const { get } = await start({ INGEST_TOKENS: "t0ken" });
    expect((await get("/")).headers.get("WWW-Authenticate")).toMatch(/^Basic realm="Sluice"/);
  });
});

test("without tokens, and not on one's own machine, nobody is let in", async () => {
  const { get } = await start();
  vi.stubEnv("SLUICE_ANONYMOUS", "false");
  expect((await get("/api/logs")).status).toBe(401);
});

describe("while the log store is down", () => {
  async function startWithoutStore() {
    const api = await start();
    // A port that nobody listens on any more.
    const gone = await createGateway({ routes: [], host: "127.0.0.1", port: 0, onFailure: () => {} });
    await gone.close(0);
    vi.stubEnv("STORE_URL", `http://127.0.0.1:${gone.port}`);
    return api;
  }

  test.each(["/api/logs", "/api/rate", "/api/levels", "/api/services"])(
    "%s says so and when to come again",
    async (path) => {
      const { get } = await startWithoutStore();
      const answer = await get(path);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
      expect(await answer.json()).toEqual({ error: { code: "unavailable", message: expect.any(String) } });
    },
  );

  test("the page and the alerts are there, and health tells what is the matter", async () => {
    const { get } = await startWithoutStore();
    expect((await get("/")).status).toBe(200);
    expect((await get("/api/alerts")).status).toBe(200);
    const health = await get("/api/health");
    expect(health.status).toBe(503);
    expect(JSON.stringify(await health.json())).toMatch(/127\.0\.0\.1/);
  });
});

test("as packaged for AWS, one CommonJS file finds the page that lies beside it", async () => {
  const folder = temporaryFolder();
  const { code } = await bundleFunction("dashboard", join(import.meta.dirname, "../../functions/dashboard.ts"));
  await mkdir(join(folder, "page"));
  await writeFile(join(folder, "index.js"), code);
  await buildPage(join(folder, "page"));
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("SLUICE_ANONYMOUS", "true");
  vi.stubEnv("PAGE_DIR", "");

  const { handler }: { handler: typeof dashboard } = createRequire(import.meta.url)(join(folder, "index.js"));
  const gateway = await createGateway({
    routes: [{ paths: ["*"], functionName: "dashboard", handler }],
    host: "127.0.0.1",
    port: 0,
    onFailure: (_, error) => expect.unreachable(String(error)),
  });
  onTestFinished(() => gateway.close(0));

  const page = await fetch(`http://127.0.0.1:${gateway.port}/`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>Sluice</title>")]);
  expect(await (await fetch(`http://127.0.0.1:${gateway.port}/api/logs`)).json()).toEqual({ hits: [] });
});
