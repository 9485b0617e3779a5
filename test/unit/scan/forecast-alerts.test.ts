/** From records in the store to mails: the forecast, then the scan, each minute. */
import { expect, test } from "vitest";
import { parseConfig } from "../../../lib/config.ts";
import { FINDINGS_KEY } from "../../../lib/forecast/alarms/keep.ts";
import { forecast } from "../../../lib/forecast/run.ts";
import type { Arrival } from "../../support/error-documents.ts";
import { drawCount, uniform } from "../../support/made-counts.ts";
import { MINUTE_MS, openStage, type Stage } from "./stage.ts";

/** A Wednesday, after a day and some hours that the model has learned. */
const NOW_MS = Date.parse("2026-11-25T12:00:00Z");
const LEARNED_MINUTES = 27 * 60;
const minute = (n: number) => NOW_MS + n * MINUTE_MS;

interface Passing {
  /** Of the lines; info if left out. */
  readonly level?: Arrival["level"];
  readonly isForecast?: boolean;
  readonly isScan?: boolean;
}

interface Shop extends AsyncDisposable {
  readonly stage: Stage;
  readonly subjects: () => string[];
  /** Minutes pass: lines in each, then a run of the forecast, then a scan. */
  pass(minutes: number, perMinute: number, passing?: Passing): Promise<void>;
}

/** A shop that sells ten times a minute. @param services that say so in turn */
async function openShop(yaml = "", services: readonly string[] = ["checkout"]): Promise<Shop> {
  const stage = await openStage(yaml);
  const random = uniform(7);
  const settings = parseConfig({}, yaml);
  let now = -LEARNED_MINUTES;

  async function happen(lines: number, level: Arrival["level"] = "info"): Promise<void> {
    const at = (n: number) => minute(now) + Math.floor((n * MINUTE_MS) / lines);
    const service = (n: number) => services[n % services.length] ?? "";
    const sold = (n: number) => ({ atMs: at(n), message: "sold", level, service: service(n) });
    await stage.arrive(...Array.from({ length: lines }, (_, n) => sold(n)));
    now++;
  }
  async function tick({ isForecast = true, isScan = true }: Passing): Promise<void> {
    // The minute that just ended is scanned; the forecast counts it when it has been over for a minute.
    const nowMs = minute(now);
    if (isForecast) await forecast({ store: stage.store, objects: stage.objects, settings, nowMs });
    if (isScan) await stage.scanAt(nowMs);
  }

  while (now < 0) await happen(drawCount(10, 1, random));
  await tick({});
  return {
    stage,
    subjects: () => stage.sent.map(({ subject }) => subject),
    async pass(minutes, perMinute, passing = {}) {
      for (let n = 0; n < minutes; n++) {
        await happen(drawCount(perMinute, 1, random), passing.level);
        await tick(passing);
      }
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

test("a burst is mailed once, of all that shows it as that of the service, with what was expected and what came, and once more when it is over", async () => {
  await using shop = await openShop();
  await shop.pass(5, 10);
  await shop.pass(10, 100);
  await shop.pass(15, 10);
  expect(shop.subjects()).toEqual([
    "[Sluice] WARN checkout 104 lines a minute: Far more than the usual 9.69",
    "[Sluice] RESOLVED WARN checkout 98.2 lines a minute: Far more than the usual 9.69",
  ]);
  expect(shop.stage.sent[0]?.body).toMatch(
    /^FIRING: WARN in checkout, rule forecast \(\w+\)\n.*\nSince 2026-11-25 12:05 UTC, 4 min\nExpected 9.69, saw 104 lines a minute, limit 18.3\nPer minute \S{15} 94 in the last, rising\n> sold\nIts lines: /,
  );
  expect(shop.stage.sent[0]?.message?.alerts[0]).toMatchObject({
    rule: "forecast",
    pattern: "above",
    measured: { value: 104, expected: 9.69, unit: "lines a minute" },
  });
});

test("a burst of errors is told by their group, not by the forecast as well", async () => {
  await using shop = await openShop();
  await shop.pass(5, 10);
  await shop.pass(10, 100, { level: "error" });
  await shop.pass(30, 10);
  expect(shop.subjects()).toEqual([
    expect.stringMatching(/ERROR checkout \d+ errors: sold$/),
    expect.stringMatching(/RESOLVED ERROR checkout [\d,]+ errors: sold$/),
  ]);
  expect((await shop.stage.state()).alerts.map(({ rule, pattern }) => `${rule} ${pattern}`)).toContain(
    "forecast above~error",
  );
});

test("a limit that is going to be passed is told before it is", async () => {
  const yaml = "{ name: busy, type: forecast, series: { service: checkout }, above: 5, within: 1h, severity: error }";
  await using shop = await openShop(`alerts: { rules: [${yaml}] }`);
  await shop.pass(2, 10);
  expect(shop.subjects()).toEqual([
    expect.stringMatching(
      /^\[Sluice\] ERROR checkout [\d.]+ lines a minute: More than 5 lines a minute within 1 h: by 2026-11-2\.\.\.$/,
    ),
  ]);
  expect(shop.stage.sent[0]?.body).toMatch(
    /\nMore than 5 lines a minute within 1 h: by 2026-11-25 12:04 UTC\n.*\nMeasured [\d.]+ lines a minute over the next 1 h, \d\d % sure, limit 5\n/,
  );
});

test("silence is mailed once, as an error, and ends with the first lines", async () => {
  await using shop = await openShop();
  await shop.pass(70, 10);
  await shop.pass(8, 0);
  expect(shop.subjects()).toEqual(["[Sluice] ERROR checkout 0 lines a minute: Silent: 9.26 a minute are usual"]);
  await shop.pass(12, 10);
  expect(shop.subjects().slice(1)).toEqual([
    "[Sluice] RESOLVED ERROR checkout 0 lines a minute: Silent: 9.26 a minute are usual",
  ]);
});

test("what is over within three minutes wakes nobody; `for` says how long it must last", async () => {
  await using patient = await openShop();
  await patient.pass(5, 10);
  await patient.pass(2, 100);
  await patient.pass(15, 10);
  expect(patient.subjects()).toEqual([]);

  await using hasty = await openShop("alerts: { forecast: [{ for: 0m }] }");
  await hasty.pass(5, 10);
  await hasty.pass(2, 100);
  expect(hasty.subjects()).toHaveLength(1);
});

test("nobody is told where sluice.yml says so, nor in mute hours", async () => {
  for (const entry of ["when: never", "when: silent", 'mute: { hours: "12:00-13:00" }']) {
    await using shop = await openShop(`alerts: { forecast: [{ ${entry} }] }`);
    await shop.pass(5, 10);
    await shop.pass(10, 100);
    await shop.pass(10, 10);
    expect([entry, shop.subjects()]).toEqual([entry, []]);
  }
});

test("three services that change at once are one mail, of all lines; without that, where nobody is to be told of all lines, each is told", async () => {
  const services = ["cart", "search", "users"];
  for (const [yaml, subject] of [
    ["", /^\[Sluice\] WARN \d+ lines a minute/],
    [
      "alerts: { forecast: [{ match: { series: all }, when: never }] }",
      /^\[Sluice\] WARN (cart|search|users) .* \(\+2 more\)$/,
    ],
  ] as const) {
    await using shop = await openShop(yaml, services);
    await shop.pass(5, 10);
    await shop.pass(6, 150);
    expect(shop.subjects()).toEqual([expect.stringMatching(subject)]);
  }
});

test("what is worth only a line comes with the next mail, once", async () => {
  await using shop = await openShop("alerts: { forecast: [{ when: digest }] }");
  await shop.pass(5, 10);
  await shop.pass(8, 100);
  expect(shop.subjects()).toEqual([]);

  await shop.stage.arrive({ atMs: minute(13), message: "it broke", level: "fatal" });
  await shop.pass(1, 100);
  expect(shop.subjects()).toHaveLength(1);
  expect(shop.stage.sent[0]?.subject).toContain("FATAL checkout");
  expect(shop.stage.sent[0]?.body).toMatch(
    /\nLess unusual, worth no mail of its own:\n- WARN in checkout: Far more than the usual 9.69; 9\d(\.\d)? lines a minute from 2026-11-25 12:05 UTC on, for \d+ min\n/,
  );
  await shop.pass(20, 10);
  expect(shop.subjects().slice(1)).toEqual([expect.stringContaining("RESOLVED FATAL checkout")]);
  expect(shop.stage.sent[1]?.body).not.toContain("Less unusual");
});

test("an alert stays as it is while the forecast does not run", async () => {
  await using shop = await openShop();
  await shop.pass(5, 10);
  await shop.pass(6, 100);
  await shop.pass(10, 10, { isForecast: false });
  expect(shop.subjects()).toHaveLength(1);
  expect((await shop.stage.state()).alerts).toMatchObject([{ rule: "forecast", phase: "firing" }]);
});

test("after a pause nothing is told for a quarter of an hour: what was held up is no burst", async () => {
  await using shop = await openShop();
  await shop.pass(5, 10);
  await shop.pass(6, 10, { isForecast: false });
  await shop.pass(14, 100);
  expect(shop.subjects()).toEqual([]);
});

test("findings that cannot be read stop no other rule", async () => {
  await using shop = await openShop("alerts: { rules: [{ name: lines, type: count, above: 0 }] }");
  await shop.stage.objects.put(FINDINGS_KEY, "{", {});
  await shop.pass(1, 10, { isForecast: false, isScan: false });
  expect(await shop.stage.scanAt(minute(2))).toMatchObject({
    firing: 1,
    failedRules: [{ rule: "forecast", reason: expect.stringContaining("is not JSON") }],
  });
});
