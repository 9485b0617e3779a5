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

  test("errors that become visible only after their minute was lived through still say that it goes on", async () => {
    for (let n = 0; n < 10; n++) {
      const from = START_MS + n * MINUTE_MS;
      await stage.arrive(...Array.from({ length: 20 }, (_, i) => ({ atMs: from + i * SECOND_MS })));
      await stage.scanAt(from + 2 * MINUTE_MS);
    }
    expect(stage.sent).toHaveLength(1);
    await stage.scanEachMinute(START_MS + 12 * MINUTE_MS, 5);
    expect(subjects()).toEqual([expect.stringContaining("ERROR"), expect.stringContaining("RESOLVED")]);
    expect((await stage.state()).alerts).toMatchObject([{ count: 200, phase: "resolved" }]);
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

  test("nor after an outage so long that scans catch up in steps", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    await stage.scanAt(START_MS);
    await expect(stage.scanAt(START_MS + MINUTE_MS, { storeDown: true })).rejects.toThrow();
    const nowMs = await stage.scanEachMinute(START_MS + 13 * HOUR_MS, 12);
    expect((await stage.state()).alerts).toMatchObject([{ phase: "firing" }]);
    await stage.scanEachMinute(nowMs, 8);
    expect((await stage.state()).alerts).toMatchObject([{ phase: "resolved" }]);
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
    expect(subjects()).toEqual([expect.stringMatching(/^\[Sluice\] ERROR checkout 1 error: pattern 3-/)]);
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
