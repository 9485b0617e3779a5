import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CLAIM_TIMEOUT_MS } from "../../../lib/alerts/outbox.ts";
import { HOUR_MS, MINUTE_MS, openStage, SECOND_MS, START_MS, type Stage } from "./stage.ts";

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
        pattern: expect.stringMatching(/^2-[0-9a-f]{16}$/),
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

describe("when things go wrong", () => {
  test("two scans at once count once and send one mail", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    const reports = await Promise.all([stage.scanAt(START_MS), stage.scanAt(START_MS), stage.scanAt(START_MS)]);
    expect(subjects()).toEqual([FIRING]);
    expect(reports.reduce((sum, { newErrors }) => sum + newErrors, 0)).toBe(1);
    expect((await stage.state()).outboxes["default"]).toEqual({
      pending: { notices: [], omitted: 0 },
      lastClaimId: 1,
      sentMs: [START_MS],
    });
  });

  test("a store that is down fails the scan and changes nothing; the next one catches up", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await expect(stage.scanAt(START_MS, { storeDown: true })).rejects.toMatchObject({ code: "unavailable" });
    expect((await stage.state()).watermarkMs).toBeUndefined();
    await stage.scanAt(START_MS + MINUTE_MS);
    expect(subjects()).toEqual([FIRING]);
  });

  test("state that cannot be written sends no mail; the next scan does", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await expect(stage.scanAt(START_MS, { putsLeft: 0 })).rejects.toMatchObject({ code: "unavailable" });
    expect(stage.sent).toEqual([]);
    await stage.scanAt(START_MS + MINUTE_MS);
    expect(subjects()).toEqual([FIRING]);
  });

  test("a mail that could not be sent is reported, remembered, and sent by the next scan", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    const failures = [{ route: "default", reason: "it is down" }];
    expect(await stage.scanAt(START_MS, { notifierDown: true })).toMatchObject({ mails: 0, failures });
    const failure = { sinceMs: START_MS, attempts: 1, reason: "it is down" };
    expect((await stage.state()).outboxes["default"]).toMatchObject({ failure });
    expect(await stage.scanAt(START_MS + 10 * SECOND_MS)).toMatchObject({ newErrors: 0, mails: 1 });
    expect(subjects()).toEqual([FIRING]);
  });

  test("what waits for a mail joins the next one, whose subject says how things stand", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    for (let i = 0; i < 4; i++) {
      await stage.scanAt(START_MS + i * MINUTE_MS, { notifierDown: true });
    }
    await stage.scanAt(START_MS + 4 * MINUTE_MS);
    expect(subjects()).toEqual([RESOLVED]);
    expect(stage.sent[0]?.message?.alerts.map(({ state }) => state)).toEqual(["firing", "resolved"]);
  });

  test("a run that dies before its mail leaves it to the first one after its claim expired", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await stage.scanAt(START_MS, { putsLeft: 1, notifierDown: true });
    await stage.scanAt(START_MS + CLAIM_TIMEOUT_MS - 1);
    expect(stage.sent).toEqual([]);
    await stage.scanAt(START_MS + CLAIM_TIMEOUT_MS);
    expect(subjects()).toEqual([FIRING]);
  });

  test("a run that dies after its mail sends it once more: at least once", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await expect(stage.scanAt(START_MS, { putsLeft: 1 })).rejects.toMatchObject({ code: "unavailable" });
    expect(subjects()).toEqual([FIRING]);
    await stage.scanAt(START_MS + CLAIM_TIMEOUT_MS);
    await stage.scanAt(START_MS + CLAIM_TIMEOUT_MS + SECOND_MS);
    expect(subjects()).toEqual([FIRING, FIRING]);
  });
});

describe("after the store could not be read", () => {
  test("an alert is not over while what was held up may still come", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await stage.scanAt(START_MS);
    let nowMs = START_MS;
    for (let minute = 1; minute <= 10; minute++) {
      nowMs = START_MS + minute * MINUTE_MS;
      await expect(stage.scanAt(nowMs, { storeDown: true })).rejects.toThrow();
    }
    nowMs = await stage.scanEachMinute(nowMs + MINUTE_MS, 12);
    expect(stage.sent.map(({ attributes }) => attributes["state"])).toEqual(["firing", "digest"]);
    await stage.scanEachMinute(nowMs, 8);
    expect(stage.sent.map(({ attributes }) => attributes["state"])).toEqual(["firing", "digest", "resolved"]);
  });

  test("a scan that was only not called knows that it was quiet", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await stage.scanAt(START_MS);
    await stage.scanAt(START_MS + 10 * MINUTE_MS);
    expect(stage.sent.map(({ attributes }) => attributes["state"])).toEqual(["firing", "resolved"]);
  });
});

describe("mail that waits", () => {
  test("does not wait for a store that is down", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await stage.scanAt(START_MS, { notifierDown: true });
    await expect(stage.scanAt(START_MS + MINUTE_MS, { storeDown: true })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(subjects()).toEqual([FIRING]);
    expect((await stage.state()).unreadSinceMs).toBe(START_MS);
  });

  test("is sent without samples and without its template if the store shows no messages, and samples follow", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await stage.scanAt(START_MS, { searchDown: true });
    expect(subjects()).toEqual([expect.stringMatching(/^\[Sluice\] ERROR checkout 1 error: pattern 2-/)]);
    await stage.scanAt(START_MS + MINUTE_MS);
    expect((await stage.state()).alerts).toMatchObject([{ template: "connection refused to <host>" }]);
  });

  const ROUTED = `
alerts:
  routes: [{ name: oncall, to: "mailbox:oncall" }]
  groups: [{ match: { service: pay }, route: oncall }]
`;

  test("for a route that is gone from sluice.yml goes to the default one", async () => {
    await stage.arrive({ atMs: START_MS - 1, service: "pay" });
    await stage.scanAt(START_MS, { yaml: ROUTED, notifierDown: true });
    expect(Object.keys((await stage.state()).outboxes)).toEqual(["oncall"]);
    expect(await stage.scanAt(START_MS + MINUTE_MS)).toMatchObject({ mails: 1, failures: [] });
    expect(stage.sent).toMatchObject([{ attributes: { service: "pay", route: "default" } }]);
    expect(Object.keys((await stage.state()).outboxes)).toEqual(["default"]);
  });

  test("is not kept back by a route that hangs", async () => {
    await stage.arrive({ atMs: START_MS - 2, service: "pay" }, { atMs: START_MS - 1, service: "checkout" });
    const hangs = Promise.withResolvers<never>();
    const delivered = Promise.withResolvers<string>();
    let first: string | undefined;
    const scanning = stage.scanAt(START_MS, {
      yaml: ROUTED,
      notifierOf: async (route) => {
        first ??= route;
        if (route === first) return { send: () => hangs.promise };
        delivered.resolve(route);
        return { send: async () => ({ messageId: "1" }) };
      },
    });
    const other = await delivered.promise;
    hangs.reject(new Error("it hung"));
    expect([first, other].sort()).toEqual(["default", "oncall"]);
    expect(await scanning).toMatchObject({ mails: 1, failures: [{ route: first, reason: "it hung" }] });
  });
});
