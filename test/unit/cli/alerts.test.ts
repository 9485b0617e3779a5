import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openFolderObjects } from "../../../lib/adapters/folder/objects.ts";
import { alertId } from "../../../lib/alerts/alert-id.ts";
import { changeAlertState, readAlertState } from "../../../lib/alerts/state.ts";
import type { AlertSummary } from "../../../lib/dashboard/answers.ts";
import { temporaryFolder } from "../../support/embedded.ts";
import { jsonLines, sluice } from "../../support/sluice.ts";
import { ALERT } from "../alerts/notices.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

const NOW = "2026-11-23T10:20:00Z";
const NOW_MS = Date.parse(NOW);
const HOUR_MS = 3_600_000;
const ID = alertId(ALERT);

async function openFolder() {
  const cwd = temporaryFolder();
  const objects = await openFolderObjects({ path: join(cwd, ".sluice/objects") });
  const over = { ...ALERT, service: "search", phase: "resolved", resolvedMs: NOW_MS } as const;
  await changeAlertState(objects, (state) => ({ ...state, alerts: [over, ALERT] }));
  const run = (...args: string[]) => sluice(["alerts", ...args], { cwd, env: { SLUICE_NOW: NOW } });
  return { run, state: () => readAlertState(objects) };
}

test("what fires is listed for people and for programs, what is over on demand", async () => {
  const { run } = await openFolder();
  expect((await run("ls")).stdout).toBe(
    `${ID}  firing error  checkout  1,840 since 2026-11-23T10:02Z (18 min)\n          connection refused to <ip>\n`,
  );
  const servicesOf = async (...args: string[]) =>
    jsonLines<AlertSummary>(await run("ls", "--json", ...args)).map(({ service }) => service);
  expect(await servicesOf()).toEqual(["checkout"]);
  expect(await servicesOf("--all")).toEqual(["checkout", "search"]);
});

test("an alert is taken, seen as taken, and given back", async () => {
  const { run, state } = await openFolder();
  const taken = await run("ack", ID.slice(0, 4), "--why", "rolling back", "--by", "Ann", "--until", "2h");
  const acknowledged = { by: "Ann", why: "rolling back", atMs: NOW_MS, untilMs: NOW_MS + 2 * HOUR_MS };
  expect(jsonLines(taken)).toMatchObject([{ id: ID, acknowledged }]);
  expect((await run("ls")).stdout).toContain("Ann is at it until 2026-11-23T12:20Z: rolling back\n");
  await run("unack", ID);
  expect((await state()).alerts[1]).toEqual(ALERT);
});

test("an alert is silenced, all that match are, and a silence is ended", async () => {
  const { run, state } = await openFolder();
  const [one] = jsonLines<{ id: string }>(await run("silence", ID, "--until", "1d", "--why", "known", "--by", "Ann"));
  await run("silence", "--service", "batch-*", "--until", "2026-11-24T06:00:00Z", "--why", "migration", "--by", "Ben");
  expect((await state()).silences).toMatchObject([
    { match: { rule: "errors", service: "checkout", pattern: ALERT.pattern }, untilMs: NOW_MS + 24 * HOUR_MS },
    { match: { service: "batch-*" }, by: "Ben", why: "migration" },
  ]);
  const listed = (await run("ls")).stdout;
  expect(listed).toContain(`silenced by Ann until 2026-11-24T10:20Z: known (${one?.id})\n`);
  expect(listed).toMatch(/\nsilence [0-9a-f]{8} {2}service batch-\* until 2026-11-24T06:00Z: Ben, migration\n$/);

  await run("unsilence", one?.id ?? "");
  expect((await state()).silences).toMatchObject([{ by: "Ben" }]);
});

test.each([
  [["ack", ID], 2, "--why"],
  [["ack", ID, "--why", "x", "--until", "soon"], 2, "Expected a time"],
  [["silence", ID, "--why", "x"], 2, "--until"],
  [["silence", "--why", "x", "--until", "1h"], 2, "name an alert, or what to match"],
  [["silence", ID, "--why", "x", "--until", "31d"], 1, "at most 30 days"],
  [["ack", "00000000", "--why", "x"], 1, "There is no alert 00000000"],
  [["unsilence", "00000000"], 1, "There is no silence 00000000"],
])("`sluice alerts %j` ends with %d and says why", async (args, code, words) => {
  const { run } = await openFolder();
  expect(await run(...args)).toMatchObject({ code, stderr: expect.stringContaining(words) });
});
