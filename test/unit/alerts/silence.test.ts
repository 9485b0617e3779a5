import { describe, expect, test } from "vitest";
import type { Silence, SilenceMatch } from "../../../lib/alerts/alert.ts";
import {
  addSilence,
  currentSilences,
  endSilence,
  matchOf,
  newSilence,
  silenceOf,
} from "../../../lib/alerts/silence.ts";
import type { AlertState } from "../../../lib/alerts/state.ts";
import { EMPTY_STATE } from "../../../lib/alerts/state.ts";
import { ALERT, MINUTE_MS, SINCE_MS } from "./notices.ts";

const NOW_MS = SINCE_MS;
const DAY_MS = 86_400_000;

const silence = (match: SilenceMatch = {}, change: Partial<Silence> = {}): Silence =>
  newSilence({ by: "Ann", why: "known", fromMs: NOW_MS, untilMs: NOW_MS + 60 * MINUTE_MS, match, ...change });

describe("A silence", () => {
  test.each<[SilenceMatch, boolean]>([
    [{}, true],
    [{ rule: "errors" }, true],
    [{ rule: "ratio" }, false],
    [{ service: "checkout" }, true],
    [{ service: "Checkout" }, false],
    [{ service: "check*" }, true],
    [{ service: "*out" }, true],
    [{ service: "*" }, true],
    [{ service: "cart*" }, false],
    [{ service: "checkout", pattern: "1-0123456789abcdef" }, true],
    [{ service: "checkout", pattern: "2-0123456789abcdef" }, false],
    [{ template: "*refused*" }, true],
    [{ template: "connection refused to <ip>" }, true],
    [{ template: "refused" }, false],
    [{ template: "connection*<ip>" }, true],
  ])("of %j matches an alert of checkout: %s", (match, expected) => {
    const silences = [silence(match)];
    expect(silenceOf(ALERT, silences, NOW_MS)).toBe(expected ? silences[0] : undefined);
  });

  test("holds from its beginning to just before its end", () => {
    const silences = [silence()];
    const holds = (atMs: number) => silenceOf(ALERT, silences, atMs) !== undefined;
    expect([-1, 0, 60 * MINUTE_MS - 1, 60 * MINUTE_MS].map((ms) => holds(NOW_MS + ms))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test("of one alert matches no other", () => {
    const silences = [silence(matchOf(ALERT))];
    const others = [{ service: "cart" }, { pattern: "1-other" }, { rule: "ratio" }];
    expect(others.map((change) => silenceOf({ ...ALERT, ...change }, silences, NOW_MS))).toEqual(
      others.map(() => undefined),
    );
    expect(silenceOf(ALERT, silences, NOW_MS)).toBeDefined();
  });

  test("of an alert without a service is not one of all services", () => {
    const bare = { ...ALERT, service: "" };
    const silences = [silence(matchOf(bare))];
    expect(silenceOf(bare, silences, NOW_MS)).toBeDefined();
    expect(silenceOf(ALERT, silences, NOW_MS)).toBeUndefined();
  });

  test("can be added and ended; added twice, it is one", () => {
    const one = silence({ service: "checkout" });
    const two = silence({ service: "cart" });
    const state = [one, two, one].reduce((current, each) => addSilence(current, each, NOW_MS), EMPTY_STATE);
    expect(state.silences.map(({ id }) => id).sort()).toEqual([one.id, two.id].sort());
    expect(endSilence(state, one.id.toUpperCase()).silences).toEqual([two]);
    expect(() => endSilence(state, "nosuch")).toThrow(/no silence nosuch/);
  });

  test("that ended leaves the state when another one is added", () => {
    const past = silence({}, { untilMs: NOW_MS + 1 });
    const before: AlertState = { ...EMPTY_STATE, silences: [past] };
    const next = silence({ service: "cart" });
    expect(addSilence(before, next, NOW_MS + MINUTE_MS).silences).toEqual([next]);
    expect(currentSilences([past], NOW_MS)).toEqual([past]);
  });

  test.each<[string, Partial<Silence>]>([
    ["no end", { untilMs: NOW_MS }],
    ["an end beyond 30 days", { untilMs: NOW_MS + 30 * DAY_MS + 1 }],
    ["an end that is none", { untilMs: Number.NaN }],
    ["no reason", { why: " " }],
    ["nobody who says so", { by: "" }],
    ["a novel for a reason", { why: "x".repeat(501) }],
    ["a novel to match", { match: { template: "x".repeat(501) } }],
  ])("is refused with %s", (_, change) => {
    expect(() => addSilence(EMPTY_STATE, silence({}, change), NOW_MS)).toThrow(
      expect.objectContaining({ code: "refused", retryable: false }),
    );
  });

  test("is one of at most 200", () => {
    const silences = Array.from({ length: 200 }, (_, i) => silence({ service: `s${i}` }));
    const full: AlertState = { ...EMPTY_STATE, silences };
    expect(() => addSilence(full, silence(), NOW_MS)).toThrow(/200 silences/);
    expect(addSilence(full, silence({ service: "s7" }), NOW_MS).silences).toHaveLength(200);
  });
});
