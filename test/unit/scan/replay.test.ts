import { expect, test } from "vitest";
import { openMemoryObjects } from "../../../lib/adapters/memory/objects.ts";
import { parseConfig } from "../../../lib/config.ts";
import { type ReplayedMail, replay } from "../../../lib/scan/replay.ts";
import { replayStore } from "../../../lib/scan/replay-store.ts";
import { HOUR_MS, MINUTE_MS, openStage, START_MS, type Stage } from "./stage.ts";

const YAML =
  "alerts: { rules: [{ name: refusals, type: count, query: refused, above: 2, window: 5m }, { name: quiet, type: silence, window: 10m }] }";
const info = (atMs: number, message: string) => ({ atMs, message, level: "info" as const });

/** An hour of lines; from its 20th minute on payments are refused for 5 minutes, in its 40th minute all falls silent. */
async function anHour({ arrive }: Stage): Promise<void> {
  for (let minute = 0; minute < 40; minute++) {
    const atMs = START_MS + minute * MINUTE_MS;
    await arrive(info(atMs, "order placed"));
    if (minute >= 20 && minute < 25) await arrive(info(atMs, "card refused"), info(atMs + 1, "card refused"));
  }
}

async function replayed(stage: Stage, options: { fromMs: number; toMs: number; warmUpMs?: number; yaml?: string }) {
  const mails: ReplayedMail[] = [];
  const result = await replay({
    store: replayStore(stage.store, "arrival"),
    objects: openMemoryObjects(),
    settings: parseConfig({}, options.yaml ?? YAML),
    everyMs: MINUTE_MS,
    warmUpMs: 0,
    places: { pageUrl: "https://logs.example.com/" },
    onMail: (mail) => mails.push(mail),
    ...options,
  });
  return { ...result, sent: mails };
}

test("a replay sends the very mails that scans send, at the very times, and keeps nothing of them", async () => {
  await using stage = await openStage(YAML);
  await anHour(stage);
  const expected: { atMs: number; subject: string }[] = [];
  for (let nowMs = START_MS; nowMs <= START_MS + HOUR_MS; nowMs += MINUTE_MS) {
    const before = stage.sent.length;
    await stage.scanAt(nowMs);
    expected.push(...stage.sent.slice(before).map(({ subject }) => ({ atMs: nowMs, subject })));
  }
  const state = await stage.state();
  const result = await replayed(stage, { fromMs: START_MS, toMs: START_MS + HOUR_MS });
  expect(expected.length).toBeGreaterThanOrEqual(3);
  expect(result.sent.map(({ atMs, notification }) => ({ atMs, subject: notification.subject }))).toEqual(expected);
  expect(result.sent.map(({ notification }) => notification)).toEqual(stage.sent);
  expect(result).toMatchObject({ scans: 61, mails: expected.length, failedRules: [] });
  expect(Object.fromEntries(result.incidents)).toEqual({ refusals: 1, quiet: 1 });
  expect(await stage.state()).toEqual(state);
});

test("what the warm-up sees is known, and its mails do not count", async () => {
  await using stage = await openStage(YAML);
  await anHour(stage);
  const fromMs = START_MS + 24 * MINUTE_MS;
  const toMs = START_MS + 35 * MINUTE_MS;
  const cold = await replayed(stage, { fromMs, toMs });
  const warm = await replayed(stage, { fromMs, toMs, warmUpMs: 20 * MINUTE_MS });
  expect(cold.sent.map(({ notification }) => notification.attributes["state"])).toContain("firing");
  expect(warm.sent.map(({ notification }) => notification.attributes["state"])).toEqual(["resolved"]);
  expect(warm.incidents.size).toBe(0);
});

test("the alerts are those after the last scan", async () => {
  await using stage = await openStage();
  await anHour(stage);
  const toMs = START_MS + 23 * MINUTE_MS;
  const { alerts } = await replayed(stage, { fromMs: toMs, toMs, warmUpMs: 15 * MINUTE_MS });
  expect(alerts).toMatchObject([{ rule: "refusals", phase: "firing", measured: { value: 6 } }]);
});
