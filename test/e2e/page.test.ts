/** The page in a real Chromium, served by the real function through the real gateway, on embedded stores. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changeAlertState } from "../../lib/alerts/state.ts";
import { parseConfig } from "../../lib/config.ts";
import { forecast } from "../../lib/forecast/run.ts";
import { launchBrowser } from "../support/browser.ts";
import { type LocalApi, startLocalApi } from "../support/local-api.ts";
import { documentOf, fillWithShopLogs, type ShopLogs } from "../support/shop-logs.ts";
import type { TestDocument } from "../support/stored-document.ts";
import { ALERT } from "../unit/alerts/notices.ts";

/** More than the page takes between two looks. */
const SOON = { timeout: 10_000 };

let browser: Browser;
let page: Page;
/** What the page must never do: complain, fail, break its policy, reach for another host. */
let complaints: string[];
/** What a test provokes. */
let provoked: RegExp | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  complaints = [];
  provoked = undefined;
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type()) && !provoked?.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:\d+\/|data:)/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
});
afterEach(async () => {
  await page.close();
  expect(complaints).toEqual([]);
});

const texts = (selector: string): Promise<string[]> =>
  page.$$eval(selector, (nodes) => nodes.map((node) => (node.textContent ?? "").trim()));
const textOf = (selector: string): Promise<string> => page.$eval(selector, (node) => (node.textContent ?? "").trim());
const until = (selector: string): Promise<unknown> => page.waitForSelector(selector, SOON);
const untilText = (selector: string, text: string): Promise<unknown> =>
  page.waitForFunction((s, t) => document.querySelector(s)?.textContent?.includes(t), SOON, selector, text);

/** The lines are those of the selection. */
const settled = (): Promise<unknown> => until('#logs:not([aria-busy="true"])');

/** Stores of its own for a group of tests. */
function withLocalApi(fill: (api: LocalApi) => Promise<void>): () => LocalApi {
  let api: LocalApi;
  const folder = mkdtempSync(join(tmpdir(), "sluice-page-"));
  beforeAll(async () => {
    api = await startLocalApi(folder);
    await fill(api);
  });
  afterAll(async () => {
    await api.close();
    await api.store.close();
    rmSync(folder, { recursive: true, force: true });
    expect(api.failures).toEqual([]);
  });
  return () => api;
}

describe("a service whose lines are forecast", () => {
  const nowMs = Date.now();
  const api = withLocalApi(async ({ store, objects }) => {
    const steady = Array.from({ length: 120 }, (_, n) =>
      documentOf(`steady-${n}`, nowMs - n * 30_000, { message: "order placed", "service.name": "checkout" }),
    );
    await store.write(steady);
    await forecast({ store, objects, settings: parseConfig({}), nowMs });
  });

  test("shows the band that its minutes were expected in, and none where a query narrows it", async () => {
    await page.goto(`${api().url}/?service=checkout`);
    await untilText("#rate-summary", "expected");
    expect(await textOf("#rate-summary")).toBe("actualsmoothed, α = 0.3expected");

    await page.goto(`${api().url}/?service=checkout&q=order`);
    await settled();
    await untilText("#rate-summary", "smoothed");
    expect(await textOf("#rate-summary")).toBe("actualsmoothed, α = 0.3");
  });

  test("takes its band away with it when another is looked at of which nothing can be told", async () => {
    await page.goto(`${api().url}/?service=checkout`);
    await untilText("#rate-summary", "expected");
    provoked = /Failed to load resource/;
    await page.setRequestInterception(true);
    page.on("request", (request) => (request.url().includes("/api/forecast") ? request.abort() : request.continue()));
    await page.select("#service", "");
    await page.waitForResponse((response) => response.url().includes("/api/rate"), SOON);
    await settled();
    expect(await textOf("#rate-summary")).toBe("actualsmoothed, α = 0.3");
  });
});

describe("a shop whose payments fail", () => {
  let shop: ShopLogs;
  const nowMs = Date.now();
  const api = withLocalApi(async ({ store, objects }) => {
    shop = await fillWithShopLogs(store, objects, nowMs);
  });
  const open = async (query = ""): Promise<void> => {
    await page.goto(`${api().url}/${query}`);
    await Promise.all([".line", ".legend td:not(:empty)", "#rate canvas[aria-label]", ".alert"].map(until));
  };
  const since = (fromMs: number): TestDocument[] => shop.documents.filter(({ timestampMs }) => timestampMs >= fromMs);

  test("shows the latest lines, newest first, with level, service and message", async () => {
    await open();
    const newest = shop.documents.toSorted((a, b) => b.timestampMs - a.timestampMs).slice(0, 5);
    expect((await texts(".line td:nth-child(4)")).slice(0, 5)).toEqual(newest.map(({ record }) => record.message));
    expect((await texts(".line td:nth-child(3)")).slice(0, 5)).toEqual(newest.map((d) => d.record["service.name"]));
    expect((await texts(".line td:nth-child(2)")).slice(0, 5)).toEqual(newest.map((d) => d.record["log.level"]));
    expect(await page.$$eval(".line time", (times) => times.slice(0, 5).map((time) => time.dateTime))).toEqual(
      newest.map(({ record }) => record["@timestamp"]),
    );
  });

  test("draws lines per minute, actual against smoothed, and offers them as a table", async () => {
    await open();
    const label = await page.$eval("#rate canvas", (canvas) => canvas.getAttribute("aria-label") ?? "");
    expect(label).toMatch(
      /^Lines per minute in the last hour: [\d,]+ lines, at most \d+ at .*\d\d:\d\d, smoothed \d+ now$/,
    );
    expect(await textOf("#rate-summary")).toBe("actualsmoothed, α = 0.3");
    expect(await drawnColours("#rate canvas", ["--accent", "--actual"])).toEqual({
      "--accent": true,
      "--actual": true,
    });

    await page.click("#rate summary");
    await until("#rate tbody tr");
    const rows = await page.$$eval("#rate tbody tr", (trs) =>
      trs.map((tr) => [...tr.children].map((td) => td.textContent?.replaceAll(",", "") ?? "")),
    );
    const minuteMs = Math.floor((nowMs - 10 * 60_000) / 60_000) * 60_000;
    const counted = since(minuteMs).filter(({ timestampMs }) => timestampMs < minuteMs + 60_000).length;
    const clock = await page.evaluate(
      (ms) => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }),
      minuteMs,
    );
    expect(rows.find(([minute]) => minute?.endsWith(clock))?.[1]).toBe(String(counted));
  });

  test("draws the share of the levels as a ring whose legend has counts and per cent", async () => {
    await open("?range=6h");
    const count = (level: string): number =>
      shop.documents.filter(({ record }) => record["log.level"] === level).length;
    const rows = await page.$$eval(".legend tr:not([hidden])", (trs) =>
      trs.map((tr) => [...tr.children].map((td) => td.textContent)),
    );
    const number = new Intl.NumberFormat("en-US");
    const share = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });
    expect(rows).toEqual(
      ["error", "warn", "info", "debug"].map((level) => [
        level,
        number.format(count(level)),
        share.format(count(level) / shop.documents.length),
      ]),
    );
    const colours = ["--level-error", "--level-warn", "--level-info", "--level-debug"];
    expect(await drawnColours("#levels canvas", colours)).toEqual(Object.fromEntries(colours.map((c) => [c, true])));
  });

  test("a level pressed in the legend filters the lines", async () => {
    await open();
    await page.click('.legend [data-level="warn"]');
    await page.waitForFunction(() => document.querySelectorAll(".line:not(.level-warn)").length === 0, SOON);
    expect(new URL(page.url()).search).toBe("?level=warn");
    expect(await page.$eval("#level", (select) => (select as HTMLSelectElement).value)).toBe("warn");
  });

  test("lists the alerts, firing first, with count, template, since and samples", async () => {
    await open();
    const [firing] = shop.alerts;
    expect(await texts(".alert .tag")).toEqual(["firing", "resolved"]);
    expect((await texts(".alert .template"))[0]).toBe(firing?.template);
    expect((await texts(".alert-count"))[0]).toBe(
      `${new Intl.NumberFormat("en-US").format(firing?.count ?? 0)} errors`,
    );
    expect((await texts(".alert .when"))[0]).toMatch(/^since .*\d\d:\d\d, last seen .*\d\d:\d\d$/);
    expect(await textOf("#alerts-summary")).toBe("1 firing");
    expect(await page.title()).toBe("(1) Sluice");
    await page.click(".alert summary");
    expect((await texts(".alert[open] pre")).slice(0, 3)).toEqual(firing?.samples);
  });

  test("from an alert it leads to the lines of its group", async () => {
    await open();
    await page.click(".alert summary");
    await page.click(".alert[open] .link");
    await page.waitForFunction(() => document.querySelectorAll(".line:not(.level-error)").length === 0, SOON);
    expect(await page.$eval("#query", (input) => (input as HTMLInputElement).value)).toBe(
      `service:payments pattern:${shop.alerts[0]?.pattern}`,
    );
    expect(new Set(await texts(".line td:nth-child(3)"))).toEqual(new Set(["payments"]));
  });

  test("a line opens with its whole document, by mouse and by keyboard", async () => {
    await open("?level=error");
    await page.click(".line td");
    expect(await textOf(".detail")).toContain("java.net.SocketTimeoutException: Read timed out\n\tat java.base");
    expect(await texts(".detail dt")).toContain("trace.id");
    expect(await textOf(".detail")).toContain('"pod": "payments-7d9f6c5b8-x2k4q"');
    await page.keyboard.press("Escape");
    expect(await page.$(".detail")).toBeNull();

    await page.focus(".line button");
    await page.keyboard.press("Enter");
    await until('.line [aria-expanded="true"]');
    expect(await page.$$(".detail")).toHaveLength(1);
  });

  test("a search stands in the address: it can be reloaded and gone back from", async () => {
    await open();
    await page.keyboard.press("/");
    await page.keyboard.type('"wrong password" -level:info');
    await page.keyboard.press("Enter");
    await untilText(".line td:nth-child(4)", "wrong password");
    expect(new URL(page.url()).searchParams.get("q")).toBe('"wrong password" -level:info');

    await page.reload();
    await until(".line");
    expect(new Set(await texts(".line td:nth-child(3)"))).toEqual(new Set(["auth"]));
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll(".line.level-info").length > 0, SOON);
    expect(await page.$eval("#query", (input) => (input as HTMLInputElement).value)).toBe("");
  });

  test("service, level and time range narrow what is shown", async () => {
    await open();
    await page.select("#service", "search");
    await page.select("#level", "warn,error,fatal");
    await page.click('#range input[value="15m"]');
    await settled();
    expect(new URL(page.url()).search).toBe("?range=15m&service=search&level=warn%2Cerror%2Cfatal");
    const expected = since(nowMs - 15 * 60_000).filter(
      ({ record }) => record["service.name"] === "search" && record["log.level"] === "warn",
    );
    const shown = await page.$$eval(".line", (lines) => lines.length);
    // The window moves on while the test runs.
    expect(shown).toBeLessThanOrEqual(expected.length);
    expect(shown).toBeGreaterThan(0);
  });

  test("older lines load below those that are there", async () => {
    await open();
    const first = await texts(".line time");
    await page.click(".older");
    await page.waitForFunction((n) => document.querySelectorAll(".line").length >= 2 * n, SOON, first.length);
    const times = await page.$$eval(".line time", (nodes) => nodes.map((time) => time.dateTime));
    expect(times).toEqual(times.toSorted().reverse());
    expect(await textOf("#live")).toBe("Paused");
  });

  test("it follows the viewer's preference for light or dark", async () => {
    await open();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    expect(await background()).toBe("rgb(244, 246, 248)");
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    expect(await background()).toBe("rgb(13, 18, 24)");
    await expect.poll(() => drawnColours("#rate canvas", ["--accent"]), SOON).toEqual({ "--accent": true });
  });

  test("on a telephone nothing reaches over the edge", async () => {
    await page.setViewport({ width: 360, height: 740 });
    await open();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  test("code that got into the page in spite of all would not run", async () => {
    provoked = /Content Security Policy/;
    await open();
    const ran = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'ran'";
      const refused = new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), {
          once: true,
        });
      });
      document.body.append(script);
      return [await refused, document.title === "ran"];
    });
    expect(ran).toEqual(["script-src-elem", false]);
  });
});

describe("lines made to attack their reader", () => {
  const ATTACK = `</td><script>document.title = "ran"</script><img src=x onerror="document.title = 'ran'">`;
  const api = withLocalApi(async ({ store, objects }) => {
    await store.write([
      documentOf("attack", Date.now() - 1_000, {
        message: ATTACK,
        "log.level": "error",
        "service.name": ATTACK,
        "error.type": ATTACK,
        "error.stack_trace": ATTACK,
        attributes: { [ATTACK]: ATTACK },
      }),
    ]);
    const alert = { ...ALERT, service: ATTACK, pattern: ATTACK, template: ATTACK, samples: [ATTACK] };
    const silence = {
      id: "s",
      by: ATTACK,
      why: ATTACK,
      fromMs: 0,
      untilMs: Date.now() + 60_000,
      match: { template: ATTACK },
    };
    const acknowledged = { by: ATTACK, why: ATTACK, atMs: Date.now() };
    const alerts = [{ ...alert, acknowledged }];
    await changeAlertState(objects, (state) => ({ ...state, alerts, silences: [silence] }));
  });

  test("stay text wherever they are shown", async () => {
    await page.goto(api().url);
    await until(".line");
    await until(".alert");
    await page.click(".alert summary");
    await page.click(".line td");
    await until(".detail");

    expect(await textOf(".line td:nth-child(4)")).toBe(ATTACK);
    expect(await textOf(".line td:nth-child(3)")).toBe(ATTACK);
    expect(await textOf(".detail .message")).toBe(ATTACK);
    expect(await textOf(".alert .template")).toBe(ATTACK);
    expect(await textOf(".alert pre")).toBe(ATTACK);
    expect(await textOf(".decision")).toBe(`${ATTACK} is at it: ${ATTACK}`);
    expect(await textOf("#silences strong")).toBe(`“${ATTACK}”`);
    expect(await page.$$eval("script", (scripts) => scripts.map((script) => script.getAttribute("src")))).toEqual([
      "app.js",
    ]);
    expect(await page.$$("img")).toEqual([]);
    expect(await page.title()).toBe("(1) Sluice");
  });
});

describe("a new user", () => {
  const api = withLocalApi(async () => {});
  const send = (id: string): Promise<unknown> =>
    api().store.write([documentOf(id, Date.now(), { message: `line ${id}`, "log.level": "info" })]);

  test("is told how to send a first line; what is told works, and the line comes up by itself", async () => {
    await page.goto(api().url);
    await until(".invitation");
    const command = await textOf(".invitation pre");
    const [, body, url] = /-d '([^']+)' \\\s+(\S+)$/.exec(command) ?? [];
    expect(command).toMatch(/^curl -H 'Content-Type: application\/json'/);

    const answer = await fetch(url ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: body ?? "",
    });
    expect(answer.status).toBe(200);
    await untilText(".line td:nth-child(4)", "Hello, Sluice");
    expect(await textOf("#alerts")).toContain("No alerts");
  });

  test("sees where a line came from that names neither service nor level", async () => {
    const fields = { message: "GET /", "event.dataset": "nginx.access" };
    await api().store.write([documentOf("bare", Date.now(), fields)]);
    await page.goto(api().url);
    await untilText(".line td:nth-child(3)", "nginx.access");
    expect(await textOf(".line td:nth-child(2)")).toBe("–");
    await untilText(".legend", "no level");
  });

  test("sees new lines come in, but none while reading one", async () => {
    await page.goto(api().url);
    await send("first");
    await untilText(".line td:nth-child(4)", "line first");

    const chartsLooked = () => page.waitForResponse((response) => response.url().includes("/api/rate"), SOON);
    await chartsLooked();
    await page.click(".line td");
    await until(".live.waiting");
    await send("second");
    // The charts do not pause, and look less often than the lines would.
    await chartsLooked();
    expect(await textOf(".line td:nth-child(4)")).toBe("line first");

    await page.keyboard.press("Escape");
    await untilText(".line td:nth-child(4)", "line second");
  });

  test("a search that finds nothing says so and offers the way back", async () => {
    await page.goto(`${api().url}/?q=nosuchword`);
    await until(".invitation");
    expect(await textOf(".invitation")).toContain("Nothing in the last hour matches");
    await send("third");
    await page.click(".invitation button");
    await untilText(".line td:nth-child(4)", "line third");
  });

  test("learns that Sluice does not answer, and sees it come back", async () => {
    await page.goto(api().url);
    await until(".health.good");
    provoked = /ERR_INTERNET_DISCONNECTED/;
    await page.setOfflineMode(true);
    await untilText("#trouble", "Sluice does not answer");
    await page.setOfflineMode(false);
    await page.waitForFunction(() => document.querySelector<HTMLElement>("#trouble")?.hidden, { timeout: 40_000 });
  });

  test("learns that the log store is down, and still sees the alerts", async () => {
    provoked = /status of 503/;
    const storeUrl = process.env["STORE_URL"];
    try {
      // Nobody listens on port 1.
      process.env["STORE_URL"] = "http://127.0.0.1:1";
      await page.goto(api().url);
      await until(".health.bad");
      await untilText("#alerts", "No alerts");
      expect(await textOf("#health")).toMatch(/^Store down · /);
      expect(await page.$eval("#trouble", (line) => (line as HTMLElement).hidden)).toBe(false);
    } finally {
      process.env["STORE_URL"] = storeUrl;
    }
  });

  test("a hidden tab asks for nothing, and looks at once when it is shown again", async () => {
    await page.goto(api().url);
    await until(".health.good");
    const turn = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { configurable: true, value });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await page.waitForNetworkIdle({ idleTime: 300 });
    await turn(true);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    // Longer than both clocks: it is the absence of an event that is awaited here.
    await page.waitForNetworkIdle({ idleTime: 7_000 });
    expect(asked).toEqual([]);
    await turn(false);
    await page.waitForResponse((response) => response.url().includes("/api/logs"), { timeout: 1_500 });
  });
});

/** Which of the colours of style.css the canvas shows somewhere. */
function drawnColours(selector: string, names: readonly string[]): Promise<Record<string, boolean>> {
  return page.$eval(
    selector,
    (node, colourNames) => {
      const canvas = node as HTMLCanvasElement;
      // A copy is read: the browser warns of a page that reads its own canvas again and again.
      const context = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
      if (!context) throw new Error("The canvas has no 2D context");
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const style = getComputedStyle(document.documentElement);
      return Object.fromEntries(
        colourNames.map((name) => {
          const hex = style.getPropertyValue(name).trim();
          const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
          const near = (i: number, value = 0): boolean => Math.abs((data[i] ?? 0) - value) < 6;
          for (let i = 0; i < data.length; i += 4) {
            if ((data[i + 3] ?? 0) > 200 && near(i, r) && near(i + 1, g) && near(i + 2, b)) return [name, true];
          }
          return [name, false];
        }),
      );
    },
    names,
  );
}
