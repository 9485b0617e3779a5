/** What a viewer does about alerts, in a real Chromium: acknowledges one, silences one, and takes both back. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { alertId } from "../../lib/alerts/alert-id.ts";
import { changeAlertState, readAlertState } from "../../lib/alerts/state.ts";
import { launchBrowser } from "../support/browser.ts";
import { type LocalApi, startLocalApi } from "../support/local-api.ts";
import { ALERT } from "../unit/alerts/notices.ts";

/** More than the page takes between two looks. */
const SOON = { timeout: 10_000 };
const HOUR_MS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), "sluice-page-alerts-"));
const OTHER = { ...ALERT, service: "search", count: 3 };

let api: LocalApi;
let browser: Browser;
let page: Page;
/** What the browser complains of, and the page must not make it. */
let complaints: string[];

beforeAll(async () => {
  [browser, api] = await Promise.all([launchBrowser(), startLocalApi(folder)]);
});
afterAll(async () => {
  await browser.close();
  await api.close();
  await api.store.close();
  rmSync(folder, { recursive: true, force: true });
  expect(api.failures).toEqual([]);
});

beforeEach(async () => {
  await changeAlertState(api.objects, (state) => ({ ...state, alerts: [ALERT, OTHER], silences: [] }));
  page = await browser.newPage();
  complaints = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(api.url);
  await page.waitForSelector(".alert", SOON);
  return async () => {
    await page.close();
    expect(complaints).toEqual([]);
  };
});

const state = () => readAlertState(api.objects);
const untilText = (selector: string, text: string): Promise<unknown> =>
  page.waitForFunction((s, t) => document.querySelector(s)?.textContent?.includes(t), SOON, selector, text);
const untilGone = (selector: string): Promise<unknown> =>
  page.waitForFunction((s) => document.querySelector(s) === null, SOON, selector);
const press = (label: string): Promise<void> =>
  page.locator(`.alert[open] ::-p-aria([name="${label}"][role="button"])`).click();

async function decide(fields: { why: string; until?: string; by: string }): Promise<void> {
  await page.waitForSelector("#decision[open]", SOON);
  await page.type("#decision-why", fields.why);
  if (fields.until !== undefined) await page.select("#decision-until", fields.until);
  await page.$eval("#decision-by", (input) => (input as HTMLInputElement).select());
  await page.type("#decision-by", fields.by);
  await page.click("#decision-submit");
}

test("says that somebody is at an alert, for others to see, and takes it back", async () => {
  await page.click(".alert summary");
  await press("Acknowledge");
  await decide({ why: "rolling back", by: "Ann" });
  await untilGone("#decision[open]");
  await untilText(".alert .decision", "Ann is at it: rolling back");
  expect((await state()).alerts[0]?.acknowledged).toMatchObject({ by: "Ann", why: "rolling back" });
  expect(await page.$eval(".alert", (alert) => (alert as HTMLDetailsElement).open)).toBe(true);

  await press("Take back");
  await untilGone(".decision");
  expect((await state()).alerts[0]).not.toHaveProperty("acknowledged");
});

test("silences an alert for as long as is chosen, lists it, and ends it before its time", async () => {
  await page.click(".alert summary");
  await press("Silence");
  const beforeMs = Date.now();
  await decide({ why: "known, fixed on Monday", until: "1d", by: "Ben" });
  await untilText("#silences", "checkout");
  await untilText(".alert summary", "silenced");
  expect(await page.$eval("#silences", (list) => list.textContent)).toContain("Ben: known, fixed on Monday");
  expect(await page.$$(".decision")).toHaveLength(1);
  const [silence] = (await state()).silences;
  expect(silence?.untilMs).toBeGreaterThanOrEqual(beforeMs + 24 * HOUR_MS);
  expect(silence?.untilMs).toBeLessThan(Date.now() + 25 * HOUR_MS);

  await page.click("#silences button");
  await page.waitForSelector("#silences[hidden]", SOON);
  expect((await state()).silences).toEqual([]);
});

test("asks by keyboard alone, keeps the focus inside, and gives it back", async () => {
  await page.focus(".alert summary");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".alert[open] .alert-actions", SOON);
  await page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>(".alert[open] .alert-actions button")];
    buttons.find((button) => button.textContent === "Silence")?.focus();
  });
  await page.keyboard.press("Enter");
  await page.waitForSelector("#decision[open]", SOON);
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
  expect(await focused()).toBe("decision-why");
  expect(await page.$eval("#decision", (dialog) => dialog.getAttribute("aria-labelledby"))).toBe("decision-title");
  await page.keyboard.press("Escape");
  await untilGone("#decision[open]");
  expect(await focused()).toBe("Silence");
  expect((await state()).silences).toEqual([]);
});

test("wants a reason, and shows what the server does not take", async () => {
  await page.click(".alert summary");
  await press("Acknowledge");
  await page.waitForSelector("#decision[open]", SOON);
  await page.click("#decision-submit");
  expect(await page.$eval("#decision-why", (input) => (input as HTMLInputElement).validity.valueMissing)).toBe(true);

  // Somebody else's scan resolved it meanwhile.
  await changeAlertState(api.objects, (current) => ({ ...current, alerts: [OTHER] }));
  await decide({ why: "too late", by: "Ann" });
  await untilText("#decision-trouble", `There is no alert ${alertId(ALERT)}`);
  // The browser tells of the answer's status.
  complaints = complaints.filter((text) => !text.includes("404"));
});

test("remembers who the viewer is", async () => {
  await page.click(".alert summary");
  await press("Acknowledge");
  await decide({ why: "on it", by: "Zoë" });
  await untilGone("#decision[open]");
  await press("Silence");
  await page.waitForSelector("#decision[open]", SOON);
  expect(await page.$eval("#decision-by", (input) => (input as HTMLInputElement).value)).toBe("Zoë");
});

test("on a telephone the dialog fits", async () => {
  await page.setViewport({ width: 360, height: 640 });
  await page.click(".alert summary");
  await press("Silence");
  await page.waitForSelector("#decision[open]", SOON);
  const box = await page.$eval("#decision", (dialog) => dialog.getBoundingClientRect().toJSON());
  expect(box.left).toBeGreaterThanOrEqual(0);
  expect(box.right).toBeLessThanOrEqual(360);
  expect(box.bottom).toBeLessThanOrEqual(640);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});
