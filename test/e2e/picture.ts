/** `npm run picture`: docs/page.png for the README, anew from the page as it is. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchBrowser } from "../support/browser.ts";
import { startLocalApi } from "../support/local-api.ts";
import { fillWithShopLogs } from "../support/shop-logs.ts";

const PICTURE = join(import.meta.dirname, "../../docs/page.png");

/** Near the end of a minute, so that the one still filling is almost full. */
const nowMs = Math.floor(Date.now() / 60_000) * 60_000 - 6_000;

process.env["SLUICE_NOW"] = new Date(nowMs).toISOString();
const folder = await mkdtemp(join(tmpdir(), "sluice-"));
const api = await startLocalApi(folder);
await fillWithShopLogs(api.store, api.objects, nowMs);
const browser = await launchBrowser();
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 800 });
await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
await page.goto(api.url);
await Promise.all(
  [".line", ".legend td:not(:empty)", ".alert", ".health.good"].map((part) => page.waitForSelector(part)),
);
await page.screenshot({ path: PICTURE, optimizeForSpeed: false });
await browser.close();
await api.close();
await api.store.close();
await rm(folder, { recursive: true });
