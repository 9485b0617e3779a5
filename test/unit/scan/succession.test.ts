import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { succeed } from "../../../lib/alerts/groups/succession.ts";
import { NEVER } from "../../../lib/alerts/groups/usual.ts";
import type { AlertState } from "../../../lib/alerts/state.ts";
import { changeAlertState } from "../../../lib/alerts/state.ts";
import { patternOf } from "../../../lib/patterns/pattern.ts";
import { MINUTE_MS, openStage, START_MS, type Stage } from "./stage.ts";

const OLD = "0-00000000000000aa";
const MESSAGE = "connection refused to 10.0.0.7";
const NOW = patternOf(MESSAGE).pattern;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

/** Errors that were stored, scanned and told under the pattern of an earlier masker. */
async function liveUnderTheOldMasker(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await stage.arrive({ atMs: START_MS + i * MINUTE_MS - 1, message: MESSAGE, pattern: OLD });
    await stage.scanAt(START_MS + i * MINUTE_MS);
  }
  return START_MS + 3 * MINUTE_MS;
}

describe("after a change of the masker", () => {
  test("a firing alert goes on under the new pattern, and nothing is counted or told again", async () => {
    const nowMs = await liveUnderTheOldMasker();
    await stage.arrive({ atMs: nowMs - 1, message: MESSAGE });
    const report = await stage.scanAt(nowMs);
    expect(report).toMatchObject({ newErrors: 1, fired: 0, resolved: 0 });
    const { alerts, groups } = await stage.state();
    expect(alerts).toMatchObject([{ pattern: NOW, phase: "firing", count: 4 }]);
    expect([...groups.values()].map(({ pattern }) => pattern)).toEqual([NOW]);
    expect(stage.sent).toHaveLength(1);
  });

  test("a run that found no new pattern counts nothing again on the state of one that did", async () => {
    await changeAlertState(stage.objects, (state) => ({ ...state, groups: known("checkout", OLD) }));
    const error = { atMs: START_MS - 1, message: MESSAGE, pattern: OLD };
    await stage.arrive(error, error);
    let isFirst = true;
    const interrupted = await openStage("", (store) => ({
      ...stage.store,
      search: () => Promise.reject(new Error("busy")),
      close: store.close,
      async errorGroups(window) {
        const groups = await stage.store.errorGroups(window);
        if (isFirst) await stage.scanAt(START_MS);
        isFirst = false;
        return groups;
      },
    }));
    const report = await interrupted.scanAt(START_MS, { objects: stage.objects });
    expect(report).toMatchObject({ newErrors: 0, fired: 0 });
    expect([...(await stage.state()).groups.values()].map(({ pattern }) => pattern)).toEqual([NOW]);
    await interrupted[Symbol.asyncDispose]();
  });

  test("a group whose records are gone is taken to read the same under the new masker", async () => {
    await changeAlertState(stage.objects, (state) => ({ ...state, groups: known("gone", OLD) }));
    await stage.scanAt(START_MS);
    const [group] = (await stage.state()).groups.values();
    expect(group?.pattern).toBe(`${NOW.slice(0, NOW.indexOf("-"))}-00000000000000aa`);
  });

  test("while known groups are still to be found, a pattern of their service is not taken for new", async () => {
    const many = Array.from({ length: 150 }, (_, i) => known("checkout", `0-${i}`));
    const groups = new Map(many.flatMap((one) => [...one]));
    await changeAlertState(stage.objects, (state) => ({ ...state, groups }));
    await stage.arrive({ atMs: START_MS - 1, message: MESSAGE }, { atMs: START_MS - 1, service: "other" });
    expect(await stage.scanAt(START_MS)).toMatchObject({ fired: 1 });
    await stage.arrive({ atMs: START_MS + MINUTE_MS - 1, message: "never seen before" });
    expect(await stage.scanAt(START_MS + MINUTE_MS), "by now all are found").toMatchObject({ fired: 1 });
  });
});

test("groups that turn out to be one add up", async () => {
  const state = await stage.state();
  const groups = new Map([...known("a", "0-1"), ...known("a", "0-2")]);
  const found = { "0-1 a": "1-3", "0-2 a": "1-3" };
  const [joined] = succeed({ ...state, groups }, found, START_MS).groups.values();
  expect(joined).toMatchObject({ pattern: "1-3", counts: new Map([[START_MS / MINUTE_MS - 1, 4]]) });
  expect(joined?.usual.events).toBeCloseTo(200, 6);
});

function known(service: string, pattern: string): AlertState["groups"] {
  const minute = START_MS / MINUTE_MS - 1;
  const usual = { ...NEVER, sinceMinute: minute, minute, events: 100 };
  return new Map([
    [`${pattern} ${service}`, { service, pattern, seenMinute: minute, usual, counts: new Map([[minute, 2]]) }],
  ]);
}
