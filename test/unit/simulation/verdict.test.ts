/** The judge of the simulation is itself held to finding what it is there to find. */
import { expect, test } from "vitest";
import type { Notice } from "../../../lib/alerts/notice.ts";
import type { Evidence } from "../../simulation/evidence.ts";
import type { Mail } from "../../simulation/mails.ts";
import { countedSpan, simulationOptions } from "../../simulation/options.ts";
import { silenceRuleOf } from "../../simulation/settings.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../simulation/time.ts";
import { type Judged, judge, percentile } from "../../simulation/verdict.ts";
import type { ErrorIncident } from "../../simulation/world/incidents.ts";
import type { Misfortune } from "../../simulation/world/misfortune.ts";

const OPTIONS = simulationOptions({ seed: 1, days: 7, isWoken: true });
const START_MS = countedSpan(OPTIONS).fromMs + HOUR_MS;

const BURST: ErrorIncident = {
  id: 1,
  kind: "burst",
  service: "shop",
  message: () => "no more stock",
  pattern: "2-burst",
  startMs: START_MS,
  endMs: START_MS + HOUR_MS / 2,
  usualPerMinute: 1,
  perMinute: 9,
  factor: 10,
};
const EVIDENT: Evidence = { incident: BURST, firstMs: START_MS, evidentMs: START_MS + 5 * SECOND_MS };

const notice = (kind: Notice["kind"], atMs: number, changes: Partial<Notice> = {}): Notice => ({
  kind,
  atMs,
  rule: "errors",
  service: "shop",
  pattern: "2-burst",
  severity: "error",
  template: "no more stock",
  sinceMs: START_MS,
  count: 3,
  isFlapping: false,
  goesOn: false,
  isWorse: false,
  ...changes,
});
const mail = (atMs: number, ...notices: Notice[]): Mail => ({ atMs, subject: "", notices, isUnsettled: false });
const firing = (atMs: number, changes?: Partial<Notice>) => mail(atMs, notice("firing", atMs, changes));
const resolved = (atMs: number, changes?: Partial<Notice>) => mail(atMs, notice("resolved", atMs, changes));

const judgeMails = (mails: readonly Mail[], changes: Partial<Judged> = {}) =>
  judge({
    options: OPTIONS,
    evidence: [EVIDENT],
    misfortunes: [],
    mails,
    figures: { excessMails: 0, lostRunsMs: [] },
    ...changes,
  });

const TOLD_MS = START_MS + 12 * SECOND_MS;
const OVER_MS = BURST.endMs + 4 * MINUTE_MS;

test("an incident that is told soon, once, and told to be over is all that was promised", () => {
  const verdict = judgeMails([firing(TOLD_MS), resolved(OVER_MS)]);

  expect(verdict).toMatchObject({ missed: [], falseAlarms: [], mails: 2, falseMails: 0 });
  expect(verdict.fates).toMatchObject([{ toldMs: TOLD_MS, mails: 2, firings: 1, resolutions: 1 }]);
});

test("a burst of which nobody was told is missed", () => {
  expect(judgeMails([]).missed).toEqual([expect.stringContaining("was not told of")]);
});

test("a burst told of late is missed, unless something came in between", () => {
  const mails = [firing(TOLD_MS + MINUTE_MS), resolved(OVER_MS)];
  const outage: Misfortune = { kind: "store outage", startMs: START_MS, endMs: START_MS + MINUTE_MS };

  expect(judgeMails(mails).missed).toEqual([expect.stringContaining("told after 67 s, not 15")]);
  expect(judgeMails(mails, { misfortunes: [outage] }).missed).toEqual([]);
  expect(judgeMails(mails, { figures: { excessMails: 0, lostRunsMs: [TOLD_MS] } }).missed).toEqual([]);
});

test("an incident told of twice, or never told to be over, is missed", () => {
  const twice = [firing(TOLD_MS), resolved(TOLD_MS + 5 * MINUTE_MS), firing(OVER_MS), resolved(OVER_MS + MINUTE_MS)];

  expect(judgeMails(twice).missed).toEqual([expect.stringContaining("2 × FIRING, 2 × RESOLVED")]);
  expect(judgeMails([firing(TOLD_MS)]).missed).toEqual([expect.stringContaining("1 × FIRING, 0 × RESOLVED")]);
});

test("more than four mails of an incident of an hour are missed", () => {
  const digests = [1, 2, 3].map((n) => mail(TOLD_MS + n * MINUTE_MS, notice("digest", TOLD_MS + n * MINUTE_MS)));

  expect(judgeMails([firing(TOLD_MS), ...digests, resolved(OVER_MS)]).missed).toEqual([
    expect.stringContaining("5 mails within an hour"),
  ]);
});

test("what is told about nothing injected is a false alarm, with all its mails", () => {
  const other = { pattern: "2-other", template: "as every day" };
  const alarms = [0, 1].map((n) => START_MS + (10 + 2 * n) * HOUR_MS);
  const mails = [
    firing(TOLD_MS),
    resolved(OVER_MS),
    ...alarms.flatMap((ms) => [firing(ms, other), resolved(ms + 1, other)]),
  ];

  const verdict = judgeMails(mails);

  expect(verdict.falseAlarms).toMatchObject([
    { atMs: alarms[0], what: "as every day", mails: 2 },
    { atMs: alarms[1], mails: 2 },
  ]);
  expect(verdict).toMatchObject({ falsePerWeek: 2, mails: 6, falseMails: 4 });
  expect(verdict.missed).toEqual(["2.0 false alarms a week"]);
});

test("the same pattern long after its incident is a false alarm, too", () => {
  const mails = [firing(TOLD_MS), resolved(OVER_MS), firing(OVER_MS + HOUR_MS), resolved(OVER_MS + 2 * HOUR_MS)];

  expect(judgeMails(mails).falseAlarms).toHaveLength(1);
});

test("a rule that fires beside an incident of its service is an echo of it: a mail more, no false alarm", () => {
  const echo = { rule: "mostly-errors", pattern: "" };
  const mails = [firing(TOLD_MS), firing(TOLD_MS + MINUTE_MS, echo), resolved(OVER_MS), resolved(OVER_MS + 1, echo)];

  const verdict = judgeMails(mails);

  expect(verdict.falseAlarms).toEqual([]);
  expect(verdict.fates).toMatchObject([{ mails: 4, firings: 1, resolutions: 1 }]);
});

test("an echo alone is not the incident", () => {
  const verdict = judgeMails([firing(TOLD_MS, { rule: "mostly-errors", pattern: "" })]);

  expect(verdict.missed).toEqual([expect.stringContaining("was not told of")]);
});

test("a silence is told of by the rule about silence alone", () => {
  const silence = { id: 2, kind: "silence", service: "search", startMs: START_MS, endMs: START_MS + HOUR_MS } as const;
  const evidence = [{ incident: silence, firstMs: START_MS, evidentMs: START_MS + 10 * MINUTE_MS }];
  const toldMs = START_MS + 11 * MINUTE_MS;
  const own = { rule: silenceRuleOf("search"), service: "", pattern: "" };
  const mails = [firing(toldMs, own), resolved(silence.endMs + MINUTE_MS, own)];

  expect(judgeMails(mails, { evidence })).toMatchObject({ missed: [], falseAlarms: [], fates: [{ toldMs }] });
  expect(judgeMails([firing(toldMs)], { evidence })).toMatchObject({ falseAlarms: [{ rule: "errors" }] });
});

test("a service whose shipper is cut off is silent, and that is no false alarm", () => {
  const late: Misfortune = {
    kind: "late delivery",
    service: "search",
    startMs: START_MS,
    endMs: START_MS + 12 * MINUTE_MS,
  };
  const silent = { rule: silenceRuleOf("search"), service: "", pattern: "" };
  const mails = [firing(START_MS + 11 * MINUTE_MS, silent)];

  expect(judgeMails(mails, { misfortunes: [late] })).toMatchObject({ falseAlarms: [], cutOff: [{}] });
  expect(judgeMails(mails, { misfortunes: [{ ...late, service: "billing" }] }).falseAlarms).toHaveLength(1);
});

test("who was told of a false alarm before hears of the burst when the alert becomes worse", () => {
  const alarmMs = START_MS - 30 * MINUTE_MS;
  const still = notice("digest", TOLD_MS);

  const told = judgeMails([firing(alarmMs), mail(TOLD_MS, { ...still, isWorse: true }), resolved(OVER_MS)]);
  const untold = judgeMails([firing(alarmMs), mail(TOLD_MS, still), resolved(OVER_MS)]);

  expect(told.fates).toMatchObject([{ toldMs: TOLD_MS, firings: 1, resolutions: 1 }]);
  expect(untold.fates[0]).not.toHaveProperty("toldMs");
  expect(untold.fates).toMatchObject([{ firings: 0, disturbances: ["alert fired already"] }]);
});

test("a mail that is sent again because its run died is not counted twice", () => {
  const lost = { ...firing(TOLD_MS), isUnsettled: true };
  const again = { ...lost, atMs: TOLD_MS + 2 * MINUTE_MS, isUnsettled: false };

  const verdict = judgeMails([lost, again, resolved(OVER_MS)]);

  expect(verdict).toMatchObject({ missed: [], repeats: 1, fates: [{ mails: 2, firings: 1, resolutions: 1 }] });
});

test("what fires in the warm-up does not count", () => {
  expect(judgeMails([firing(countedSpan(OPTIONS).fromMs - 1)])).toMatchObject({ mails: 0, falseAlarms: [] });
});

test("two mails of one run are missed", () => {
  const verdict = judgeMails([firing(TOLD_MS), resolved(OVER_MS)], { figures: { excessMails: 1, lostRunsMs: [] } });

  expect(verdict.missed).toEqual(["1 mails beyond one per run"]);
});

test("a percentile is a value that occurred, the nearest rank", () => {
  expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(percentile([4, 1, 3, 2], 0.95)).toBe(4);
  expect(percentile([], 0.5)).toBe(0);
});
