import { expect, test } from "vitest";
import { parseConfig } from "../../../lib/config.ts";
import { SluiceError } from "../../../lib/errors.ts";
import { scan } from "../../../lib/scan/run.ts";
import { MINUTE_MS, openStage, START_MS } from "./stage.ts";

const info = (atMs: number, message: string, service = "checkout") => ({
  atMs,
  message,
  service,
  level: "info" as const,
});

test("a rule that breaches is told in its own words, and again when it is over", async () => {
  await using stage = await openStage(
    "alerts: { rules: [{ name: refusals, type: count, query: refused, above: 2, window: 1m, severity: warn, summary: Payments are refused }] }",
  );
  await stage.scanAt(START_MS);
  await stage.arrive(...[1, 2, 3].map((n) => info(START_MS + n, "card refused")));
  const afterIncident = await stage.scanEachMinute(START_MS + MINUTE_MS, 1);
  expect(stage.sent).toHaveLength(1);
  expect(stage.sent[0]?.body).toContain("Payments are refused");
  await stage.scanEachMinute(afterIncident, 6);
  expect(stage.sent).toHaveLength(2);
  expect((await stage.state()).alerts).toMatchObject([{ rule: "refusals", phase: "resolved", count: 3 }]);
});

test("a mail about too many lines shows some of them, of different templates; one about too few has none to show", async () => {
  await using stage = await openStage(
    `alerts: { rules: [
       { name: refusals, type: count, query: refused, above: 2, window: 1m, by: service },
       { name: orders, type: count, query: order, below: 5, window: 1m } ] }`,
  );
  await stage.scanAt(START_MS);
  await stage.arrive(
    ...[1, 2, 3].map((n) => info(START_MS + n, `card ${n} refused`)),
    info(START_MS + 4, "voucher refused"),
    info(START_MS + 5, "login refused", "accounts"),
    info(START_MS + 6, "order taken"),
  );
  await stage.scanAt(START_MS + MINUTE_MS);
  expect(stage.sent.at(-1)?.body.match(/^> .*/gm)).toEqual(["> voucher refused", "> card 3 refused"]);
});

test("a rule whose samples the store does not give is told without them", async () => {
  await using stage = await openStage(
    "alerts: { rules: [{ name: lines, type: count, above: 0, window: 1m }] }",
    (store) => ({ ...store, search: async () => Promise.reject(new SluiceError("unavailable", "it is down")) }),
  );
  await stage.scanAt(START_MS);
  await stage.arrive(info(START_MS + 1, "hello"));
  expect(await stage.scanAt(START_MS + MINUTE_MS)).toMatchObject({ mails: 1, failedRules: [] });
});

test("scans within a minute read its rules once: what they count is counted once", async () => {
  await using stage = await openStage("alerts: { rules: [{ name: lines, type: count, above: 0 }] }");
  await stage.scanAt(START_MS);
  await stage.arrive(info(START_MS + 1, "hello"), info(START_MS + 2, "hello"));
  for (const secondMs of [60_000, 61_000, 75_000, 119_000]) await stage.scanAt(START_MS + secondMs);
  expect((await stage.state()).alerts).toMatchObject([{ rule: "lines", phase: "firing", count: 2 }]);
});

test("what has to hold for some minutes is told when it has, and forgotten when it does not", async () => {
  await using stage = await openStage(
    "alerts: { rules: [{ name: lines, type: count, above: 0, window: 1m, for: 3m }] }",
  );
  await stage.scanAt(START_MS);
  for (const minute of [0, 1, 3, 4]) await stage.arrive(info(START_MS + minute * MINUTE_MS, "hello"));
  const next = await stage.scanEachMinute(START_MS + MINUTE_MS, 5);
  expect(stage.sent).toEqual([]);
  await stage.arrive(info(next - MINUTE_MS, "hello"));
  await stage.scanAt(next);
  expect(stage.sent).toHaveLength(1);
});

test("an alert whose rule was taken out of sluice.yml is resolved", async () => {
  await using stage = await openStage("alerts: { rules: [{ name: lines, type: count, above: 0 }] }");
  await stage.scanAt(START_MS);
  await stage.arrive(info(START_MS + 1, "hello"));
  await stage.scanAt(START_MS + MINUTE_MS);
  const { store, objects, sent } = stage;
  const nowMs = START_MS + 2 * MINUTE_MS;
  const notifier = { send: async () => ({ messageId: "x" }) };
  await scan({ store, objects, notifierOf: async () => notifier, settings: parseConfig({}), nowMs });
  expect(sent).toHaveLength(1);
  expect((await stage.state()).alerts).toMatchObject([{ rule: "lines", phase: "resolved" }]);
});

test("a rule that cannot be read stands in the report, and errors are told all the same", async () => {
  await using stage = await openStage();
  await stage.arrive({ atMs: START_MS - 1 });
  const sent: string[] = [];
  const report = await scan({
    store: { ...stage.store, distinct: () => Promise.reject(new SluiceError("refused", "no such field")) },
    objects: stage.objects,
    notifierOf: async () => ({ send: async ({ subject }) => ({ messageId: String(sent.push(subject)) }) }),
    settings: parseConfig({}, "alerts: { rules: [{ name: users, type: distinct, field: user.name, above: 1 }] }"),
    nowMs: START_MS,
  });
  expect(report).toMatchObject({ newErrors: 1, failedRules: [{ rule: "users", reason: "no such field" }] });
  expect(sent).toHaveLength(1);
});

test("while a rule is muted nobody is told; what still fires when that ends is told then", async () => {
  // Scans begin at 10:02.
  await using stage = await openStage(
    "alerts: { rules: [{ name: lines, type: count, above: 0, window: 1m, mute: { hours: 10:00-10:05 } }] }",
  );
  await stage.scanAt(START_MS);
  for (let n = 0; n < 4; n++) await stage.arrive(info(START_MS + n * MINUTE_MS, "hello"));
  await stage.scanEachMinute(START_MS + MINUTE_MS, 2);
  expect(stage.sent).toEqual([]);
  await stage.scanEachMinute(START_MS + 3 * MINUTE_MS, 1);
  expect(stage.sent).toHaveLength(1);
});

test("groups that sluice.yml wants never told are not told, and each error where it wants every one", async () => {
  await using stage = await openStage(
    "alerts: { groups: [{ match: { service: noisy }, when: never }, { match: { service: checkout }, when: every }] }",
  );
  await stage.scanAt(START_MS);
  await stage.arrive(...[1, 2, 3].map((n) => ({ atMs: START_MS + n, service: "noisy" })));
  await stage.scanAt(START_MS + MINUTE_MS);
  expect(stage.sent).toEqual([]);
  await stage.arrive({ atMs: START_MS + MINUTE_MS + 1 });
  await stage.scanAt(START_MS + 2 * MINUTE_MS);
  expect(stage.sent).toHaveLength(1);
});
