/** The page's three files, as infra/build/page.ts makes them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import { etag } from "hono/etag";

interface Asset {
  readonly body: string;
  readonly contentType: string;
}

/** By path: "/", "/app.js", "/app.css". Undefined where the page is not built. */
export type ReadAssets = () => Promise<ReadonlyMap<string, Asset> | undefined>;

const FILES = [
  { path: "/", name: "index.html", contentType: "text/html; charset=utf-8" },
  { path: "/app.js", name: "app.js", contentType: "text/javascript; charset=utf-8" },
  { path: "/app.css", name: "app.css", contentType: "text/css; charset=utf-8" },
] as const;

/** Reads the files once; where they are missing, again at each call, so that a page built later is found. */
export function assetsIn(pageDir: string): ReadAssets {
  let assets: ReadonlyMap<string, Asset> | undefined;
  return async () => {
    try {
      assets ??= new Map(
        await Promise.all(
          FILES.map(
            async ({ path, name, contentType }) =>
              [path, { body: await readFile(join(pageDir, name), "utf8"), contentType }] as const,
          ),
        ),
      );
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    return assets;
  };
}

export function servePage(read: ReadAssets): Hono {
  const app = new Hono();
  for (const { path } of FILES) {
    // Asked for at each visit, sent only if it changed: a new version is seen at once.
    app.get(path, etag(), async (c) => {
      const asset = (await read())?.get(path);
      if (!asset) return c.text("The page is not built yet. Run: npm run build\n", 503);
      return c.body(asset.body, 200, { "Content-Type": asset.contentType, "Cache-Control": "no-cache" });
    });
  }
  return app;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
