import { describe, expect, test } from "vitest";
import { acknowledge, acknowledgementOf, findAlert, unacknowledge } from "../../../lib/alerts/acknowledge.ts";
import { alertId } from "../../../lib/alerts/alert-id.ts";
import { type AlertState, EMPTY_STATE } from "../../../lib/alerts/state.ts";
import { ALERT, MINUTE_MS, SINCE_MS } from "./notices.ts";

const OTHER = { ...ALERT, service: "cart" };
const STATE: AlertState = { ...EMPTY_STATE, alerts: [ALERT, OTHER] };
const ID = alertId(ALERT);
const ANN = { by: "Ann", why: "rolling back", atMs: SINCE_MS };

describe("An alert", () => {
  test("has an id that a person can type, the same for every incident", () => {
    expect(ID).toMatch(/^[0-9a-f]{8}$/);
    expect(alertId({ ...ALERT, ...{ sinceMs: 1, count: 2 } })).toBe(ID);
    expect(alertId(OTHER)).not.toBe(ID);
  });

  test("is found by its id, by how it begins, in capitals too", () => {
    expect([ID, ID.slice(0, 3), ID.toUpperCase()].map((id) => findAlert(STATE, id))).toEqual([ALERT, ALERT, ALERT]);
  });

  test.each(["", "b", "zzzzzzzz"])("is not found by %j", (id) => {
    expect(() => findAlert(STATE, id)).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  test("is asked for once more where two begin alike", () => {
    const alerts = Array.from({ length: 3_000 }, (_, i) => ({ ...ALERT, service: `s${i}` }));
    const state = { ...EMPTY_STATE, alerts };
    const ids = alerts.map(alertId);
    const short =
      ids.find((id, i) => ids.findIndex((other) => other.startsWith(id.slice(0, 3))) !== i)?.slice(0, 3) ?? "";
    expect(() => findAlert(state, short)).toThrow(/\d alerts begin with .*: give more of it/);
  });

  test("is taken by somebody, with why and until when, and given back", () => {
    const untilMs = SINCE_MS + MINUTE_MS;
    const taken = acknowledge(STATE, ID, { ...ANN, untilMs });
    expect(taken.alerts).toEqual([{ ...ALERT, acknowledged: { ...ANN, untilMs } }, OTHER]);
    expect(unacknowledge(taken, ID)).toEqual(STATE);
    expect(unacknowledge(STATE, ID)).toBe(STATE);
  });

  test("is somebody's until then, or for as long as it fires", () => {
    const untilMs = SINCE_MS + MINUTE_MS;
    const taken = { acknowledged: { ...ANN, untilMs } };
    expect(acknowledgementOf(taken, untilMs - 1)).toEqual(taken.acknowledged);
    expect(acknowledgementOf(taken, untilMs)).toBeUndefined();
    expect(acknowledgementOf({ acknowledged: ANN }, Number.MAX_SAFE_INTEGER)).toEqual(ANN);
  });

  test.each([
    ["it is over", { ...EMPTY_STATE, alerts: [{ ...ALERT, phase: "resolved" as const }] }, ANN],
    ["nobody says so", STATE, { ...ANN, by: "" }],
    ["there is no reason", STATE, { ...ANN, why: "" }],
    ["its end lies behind", STATE, { ...ANN, untilMs: SINCE_MS }],
    ["its end lies beyond 30 days", STATE, { ...ANN, untilMs: SINCE_MS + 31 * 86_400_000 }],
  ])("cannot be taken where %s", (_, state, decision) => {
    expect(() => acknowledge(state, ID, decision)).toThrow(expect.objectContaining({ code: "refused" }));
  });
});
