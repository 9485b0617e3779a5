/** What the dashboard serves beside its API, and the headers of every answer. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assetsIn } from "../../../lib/dashboard/assets.ts";
import { type Embedded, openEmbedded } from "../../support/embedded.ts";
import { LINES, open } from "./stage.ts";

describe("the page's files", () => {
  async function openPage() {
    const embedded: Embedded = await openEmbedded();
    const pageDir = join(embedded.folder, "page");
    const dashboard = await open([], { assets: assetsIn(pageDir) });
    const build = async () => {
      await mkdir(pageDir);
      await writeFile(join(pageDir, "index.html"), "<!doctype html><title>Sluice</title>");
      await writeFile(join(pageDir, "app.js"), "start()");
      await writeFile(join(pageDir, "app.css"), "body{}");
    };
    return { ...dashboard, build };
  }

  test.each([
    ["/", "text/html; charset=utf-8", "<!doctype html><title>Sluice</title>"],
    ["/app.js", "text/javascript; charset=utf-8", "start()"],
    ["/app.css", "text/css; charset=utf-8", "body{}"],
  ])("%s is %s", async (path, contentType, body) => {
    const { app, build } = await openPage();
    await build();
    const response = await app.request(path);
    expect(response.headers.get("Content-Type")).toBe(contentType);
    expect(await response.text()).toBe(body);
  });

  test("before they are built the viewer is told how, afterwards they are found", async () => {
    const { app, build } = await openPage();
    const before = await app.request("/");
    expect([before.status, await before.text()]).toEqual([503, expect.stringContaining("npm run build")]);
    await build();
    expect((await app.request("/")).status).toBe(200);
  });

  test("what the browser has already is not sent again", async () => {
    const { app, build } = await openPage();
    await build();
    const tag = (await app.request("/app.js")).headers.get("ETag") ?? "";
    const again = await app.request("/app.js", { headers: { "If-None-Match": tag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("nothing else on the disk is served", async () => {
    const { app, build } = await openPage();
    await build();
    expect((await app.request("/..%2flogs.db")).status).toBe(404);
    expect((await app.request("/index.html")).status).toBe(404);
  });
});

test("every answer forbids foreign and inline code, framing, type guessing and referrers", async () => {
  const { app } = await open();
  for (const path of ["/", "/api/logs", "/nowhere"]) {
    const { headers } = await app.request(path);
    const policy = headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
  }
});

test("logs are not kept in caches, and travel compressed", async () => {
  const { app } = await open(LINES);
  const response = await app.request("/api/logs", { headers: { "Accept-Encoding": "gzip" } });
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(response.headers.get("Content-Encoding")).toBe("gzip");
});
