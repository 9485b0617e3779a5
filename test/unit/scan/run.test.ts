import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS, openStage, START_MS, type Stage } from "./stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const subjects = () => stage.sent.map(({ subject }) => subject);
const FIRING = "[Sluice] ERROR checkout 1 error: connection refused to <host>";
const RESOLVED = "[Sluice] RESOLVED ERROR checkout 1 error: connection refused to <host>";

describe("the life of an alert", () => {
  test("fires on its first error, with the newest messages and a link", async () => {
    await stage.arrive({ atMs: START_MS - 2, message: "connection refused to 10.0.0.8" }, { atMs: START_MS - 1 });
    await stage.scanAt(START_MS);
    expect((await stage.state()).alerts).toEqual([
      {
        rule: "errors",
        service: "checkout",
        pattern: expect.stringMatching(/^3-[0-9a-f]{16}$/),
        phase: "firing",
        severity: "error",
        template: "connection refused to <host>",
        sinceMs: START_MS - MINUTE_MS,
        lastSeenMs: START_MS,
        count: 2,
        peak: 2,
        samples: ["connection refused to 10.0.0.7", "connection refused to 10.0.0.8"],
        breachedMinutes: [(START_MS - MINUTE_MS) / MINUTE_MS],
        breaches: 1,
        earlier: [],
        told: { atMs: START_MS, digests: 0, severity: "error", peak: 2 },
      },
    ]);
    expect(stage.sent).toMatchObject([
      {
        subject: "[Sluice] ERROR checkout 2 errors: connection refused to <host>",
        body: expect.stringMatching(/^FIRING: ERROR in checkout .*\n.*\n2 errors since 2026-11-23 10:01 UTC, /),
        attributes: { state: "firing", severity: "error", service: "checkout", rule: "errors", route: "default" },
        message: { alerts: [{ samples: ["connection refused to 10.0.0.7", "connection refused to 10.0.0.8"] }] },
      },
    ]);
  });

  test("more errors while it fires send no further mail", async () => {
    for (let i = 0; i < 5; i++) {
      await stage.arrive({ atMs: START_MS + i * MINUTE_MS - 1 });
      await stage.scanAt(START_MS + i * MINUTE_MS);
    }
    expect(subjects()).toEqual([FIRING]);
    expect((await stage.state()).alerts).toMatchObject([{ count: 5, phase: "firing" }]);
  });

  test("is resolved after three clean scans, with a mail", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await stage.scanEachMinute(START_MS, 3);
    expect(subjects()).toEqual([FIRING]);
    await stage.scanAt(START_MS + 3 * MINUTE_MS);
    expect(subjects()).toEqual([FIRING, RESOLVED]);
    expect(stage.sent[1]?.body).toContain("1 error from 2026-11-23 10:01 UTC to 2026-11-23 10:05 UTC");
    expect(stage.sent[1]?.attributes).toMatchObject({ state: "resolved" });
  });

  test("an error in between begins the count of clean scans anew", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    const nowMs = await stage.scanEachMinute(START_MS, 3);
    await stage.arrive({ atMs: nowMs - 1 });
    await stage.scanEachMinute(nowMs, 3);
    expect(subjects()).toEqual([FIRING]);
  });

  test("one error of a known pattern is not worth a mail", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    const nowMs = await stage.scanEachMinute(START_MS, 6);
    await stage.arrive({ atMs: nowMs - 1 });
    await stage.scanEachMinute(nowMs, 6);
    expect(subjects()).toEqual([FIRING, RESOLVED]);
    expect((await stage.state()).alerts).toMatchObject([{ count: 1, phase: "resolved", earlier: [] }]);
  });

  test("errors that go on after it was resolved are a new incident", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    const nowMs = await stage.scanEachMinute(START_MS, 40);
    for (let i = 0; i < 4; i++) {
      await stage.arrive({ atMs: nowMs + i * MINUTE_MS - 1 });
      await stage.scanAt(nowMs + i * MINUTE_MS);
    }
    await stage.scanEachMinute(nowMs + 4 * MINUTE_MS, 4);
    expect(subjects()).toEqual([
      FIRING,
      RESOLVED,
      expect.stringMatching(/^\[Sluice\] ERROR/),
      expect.stringContaining("RESOLVED"),
    ]);
    expect((await stage.state()).alerts).toMatchObject([{ count: 4, phase: "resolved", earlier: [{ count: 1 }] }]);
  });

  test("what goes on is told again after 15 minutes, then after twice as long each time", async () => {
    for (let i = 0; i < 110; i++) {
      await stage.arrive({ atMs: START_MS + i * MINUTE_MS - 1 });
      await stage.scanAt(START_MS + i * MINUTE_MS);
    }
    expect(stage.sent.map(({ attributes }) => attributes["state"])).toEqual(["firing", "digest", "digest", "digest"]);
  });

  test("a day after it was resolved it is forgotten", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    const nowMs = await stage.scanEachMinute(START_MS, 4);
    await stage.scanAt(nowMs + 23 * HOUR_MS);
    expect((await stage.state()).alerts).toHaveLength(1);
    await stage.scanAt(nowMs + 25 * HOUR_MS);
    expect((await stage.state()).alerts).toEqual([]);
  });

  test("groups of one run share one mail, the fatal first, then the most frequent", async () => {
    await stage.arrive(
      { atMs: START_MS - 4, message: "disk full", service: "a" },
      { atMs: START_MS - 3, message: "disk full", service: "b" },
      { atMs: START_MS - 2, message: "disk full", service: "b" },
      { atMs: START_MS - 1, message: "out of memory", service: "c", level: "fatal" },
    );
    await stage.scanAt(START_MS);
    expect(subjects()).toEqual(["[Sluice] FATAL c 1 error: out of memory (+2 more)"]);
    const order = stage.sent[0]?.body.match(/^FIRING: \w+ in \w/gm);
    expect(order).toEqual(["FIRING: FATAL in c", "FIRING: ERROR in b", "FIRING: ERROR in a"]);
    expect(stage.sent[0]?.attributes).toMatchObject({ severity: ["fatal", "error"], service: ["c", "b", "a"] });
  });

  test("of many groups the ten worst are shown, and how many more there are", async () => {
    const words = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima".split(" ");
    await stage.arrive(...words.map((word, i) => ({ atMs: START_MS - 1 - i, message: `${word} failed` })));
    await stage.scanAt(START_MS);
    expect(stage.sent[0]?.body.match(/^FIRING: /gm)).toHaveLength(10);
    expect(stage.sent[0]?.body).toContain("And 2 more.");
    await stage.scanAt(START_MS + MINUTE_MS);
    const withSamples = (await stage.state()).alerts.filter(({ samples }) => samples.length > 0);
    expect(withSamples).toHaveLength(12);
  });

  test("errors without service or pattern are a group too, with their own samples", async () => {
    await stage.arrive(
      { atMs: START_MS - 2, service: "", message: "boom", withPattern: false },
      { atMs: START_MS - 1, service: "", message: "bang" },
      { atMs: START_MS - 1, service: "x", message: "crash", withPattern: false },
    );
    await stage.scanAt(START_MS);
    const { alerts } = await stage.state();
    expect(alerts.map(({ service, samples }) => [service, samples]).sort()).toEqual([
      ["", ["bang"]],
      ["", ["boom"]],
      ["x", ["crash"]],
    ]);
  });

  test("equal messages are one sample, and three different ones are enough", async () => {
    const messages = ["disk 1 full", "disk 2 full", "disk 3 full", "disk 3 full", "disk 3 full", "disk 4 full"];
    await stage.arrive(...messages.map((message, i) => ({ atMs: START_MS - 10 + i, message })));
    await stage.scanAt(START_MS);
    expect((await stage.state()).alerts).toMatchObject([{ samples: ["disk 4 full", "disk 3 full", "disk 2 full"] }]);
  });

  test("a long message is cut in the sample", async () => {
    await stage.arrive({ atMs: START_MS - 1, message: "é".repeat(2000) });
    await stage.scanAt(START_MS);
    expect((await stage.state()).alerts[0]?.samples[0]).toBe(`${"é".repeat(499)}…`);
  });
});
