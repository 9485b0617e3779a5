import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS, openStage, SECOND_MS, START_MS, type Stage } from "./stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

describe("what is counted", () => {
  test("nothing arrived: no mail, no alert, and the next scan goes on from here", async () => {
    const report = await stage.scanAt(START_MS);
    expect(report).toEqual({
      fromMs: START_MS - 15 * MINUTE_MS,
      toMs: START_MS,
      behindMs: 0,
      newErrors: 0,
      fired: 0,
      resolved: 0,
      firing: 0,
      mails: 0,
    });
    expect(await stage.ledger()).toMatchObject({ alerts: [], watermarkMs: START_MS });
    expect(stage.sent).toEqual([]);
  });

  test("records that are no errors do not count", async () => {
    await stage.arrive({ atMs: START_MS - 1, level: "warn" });
    expect(await stage.scanAt(START_MS)).toMatchObject({ newErrors: 0, firing: 0 });
  });

  test("an error counts once, however many windows it lies in", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    expect(await stage.scanAt(START_MS)).toMatchObject({ newErrors: 1, fired: 1, firing: 1, mails: 1 });
    expect(await stage.scanAt(START_MS + MINUTE_MS)).toMatchObject({ newErrors: 0, fired: 0, firing: 1, mails: 0 });
    expect((await stage.ledger()).alerts).toMatchObject([{ count: 1 }]);
  });

  test("the end of a window belongs to the next one", async () => {
    await stage.arrive({ atMs: START_MS });
    expect(await stage.scanAt(START_MS)).toMatchObject({ newErrors: 0 });
    expect(await stage.scanAt(START_MS + MINUTE_MS)).toMatchObject({ newErrors: 1 });
  });

  test("an error of a minute that was scanned while it ran counts too", async () => {
    await stage.arrive({ atMs: START_MS + SECOND_MS });
    await stage.scanAt(START_MS + 10 * SECOND_MS);
    await stage.arrive({ atMs: START_MS + 11 * SECOND_MS });
    expect(await stage.scanAt(START_MS + 20 * SECOND_MS)).toMatchObject({ newErrors: 1 });
    expect((await stage.ledger()).alerts).toMatchObject([{ count: 2 }]);
  });

  test("an error that becomes visible 14 minutes after it arrived counts", async () => {
    await stage.arrive({ atMs: START_MS - 1 });
    const nowMs = await stage.scanEachMinute(START_MS, 14);
    await stage.arrive({ atMs: START_MS - 1 });
    expect(await stage.scanAt(nowMs)).toMatchObject({ newErrors: 1 });
  });

  test("a window begins at a whole minute, so that a late error is seen beside those counted before it", async () => {
    await stage.arrive({ atMs: START_MS + 10 * SECOND_MS }, { atMs: START_MS + 11 * SECOND_MS });
    await stage.scanAt(START_MS + 20 * SECOND_MS);
    await stage.scanAt(START_MS + 20 * SECOND_MS + 15 * MINUTE_MS);
    await stage.arrive({ atMs: START_MS + 40 * SECOND_MS });
    expect(await stage.scanAt(START_MS + 30 * SECOND_MS + 15 * MINUTE_MS)).toMatchObject({ newErrors: 1 });
  });

  test("the ledger forgets what no later scan looks at", async () => {
    await stage.arrive({ atMs: START_MS - 1 }, { atMs: START_MS + 10 * MINUTE_MS });
    await stage.scanEachMinute(START_MS, 20);
    const { counted } = await stage.ledger();
    expect(counted.fromMs).toBe(START_MS + 4 * MINUTE_MS);
    expect(Object.values(counted.groups)).toEqual([[0, 0, 0, 0, 0, 0, 1]]);
    await stage.scanEachMinute(START_MS + 20 * MINUTE_MS, 7);
    expect((await stage.ledger()).counted.groups).toEqual({});
  });

  test("after an outage every hour of it is scanned, in steps", async () => {
    await stage.scanAt(START_MS);
    await stage.arrive({ atMs: START_MS + 2 * HOUR_MS }, { atMs: START_MS + 19 * HOUR_MS });
    const report = await stage.scanAt(START_MS + 20 * HOUR_MS);
    expect(report).toMatchObject({ newErrors: 2, behindMs: 0, toMs: START_MS + 20 * HOUR_MS });
    expect(stage.sent).toHaveLength(1);
  });

  test("an outage of a week takes more than one run, each with one mail at most", async () => {
    await stage.scanAt(START_MS);
    await stage.arrive({ atMs: START_MS + HOUR_MS }, { atMs: START_MS + 160 * HOUR_MS });
    const nowMs = START_MS + 168 * HOUR_MS;
    expect(await stage.scanAt(nowMs)).toMatchObject({ newErrors: 1, behindMs: 96 * HOUR_MS, mails: 1 });
    expect(await stage.scanAt(nowMs)).toMatchObject({ behindMs: 24 * HOUR_MS, mails: 0 });
    expect(await stage.scanAt(nowMs)).toMatchObject({ newErrors: 1, behindMs: 0, mails: 1 });
  });

  test("after the clock was put back by hours, errors are found again", async () => {
    await stage.scanAt(START_MS + 5 * HOUR_MS);
    await stage.arrive({ atMs: START_MS - 1 });
    expect(await stage.scanAt(START_MS)).toMatchObject({ newErrors: 1, mails: 1 });
    expect(await stage.scanAt(START_MS + MINUTE_MS)).toMatchObject({ newErrors: 0, mails: 0 });
  });
});
