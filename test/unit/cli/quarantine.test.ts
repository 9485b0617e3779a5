import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../../support/embedded.ts";
import { jsonLines, sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

test("what lies in quarantine is counted, shown, and replayed once its cause is gone", async () => {
  const cwd = temporaryFolder();
  const env = { SLUICE_NOW: "2026-11-23T12:00:00Z" };
  writeFileSync(join(cwd, "app.log"), '{"message":"good"}\n{"message":\n{"oops"\n');
  await sluice(["ingest", "app.log"], { cwd, env });
  // As a version left it that understood less.
  const entry = { id: "i-1", reason: "not JSON: earlier", origin: "http:shop", offset: 0, delivered: env.SLUICE_NOW };
  mkdirSync(join(cwd, ".sluice/objects/quarantine/2026-11-22"), { recursive: true });
  const part = join(cwd, ".sluice/objects/quarantine/2026-11-22/part.ndjson");
  writeFileSync(part, `${JSON.stringify({ ...entry, raw: '{"message":"late"}' })}\n`);

  const origin = `file:${join(cwd, "app.log")}`;
  expect(jsonLines(await sluice(["quarantine", "ls"], { cwd }))).toEqual([
    { day: "2026-11-22", origin: "http:shop", reason: "not JSON", entries: 1 },
    { day: "2026-11-23", origin, reason: "not JSON", entries: 2 },
  ]);
  const shown = await sluice(["quarantine", "show", "--origin", "app.log", "--limit", "1"], { cwd });
  expect(jsonLines(shown)).toMatchObject([{ origin, raw: '{"message":' }]);
  const raw = await sluice(["quarantine", "show", "--raw", "--day", "2026-11-23"], { cwd });
  expect(raw.stdout).toBe('{"message":\n{"oops"\n');

  expect(jsonLines(await sluice(["quarantine", "replay"], { cwd, env }))).toEqual([
    { entries: 3, replayed: 1, remaining: 2, indexed: 1, duplicate: 0 },
  ]);
  expect(jsonLines(await sluice(["quarantine", "ls", "--day", "2026-11-22"], { cwd }))).toEqual([]);
  const found = jsonLines<{ message: string }>(await sluice(["search", "--json"], { cwd }));
  expect(found.map(({ message }) => message).sort()).toEqual(["good", "late"]);
});

test("a day that is none is wrong usage", async () => {
  const ended = await sluice(["quarantine", "ls", "--day", "yesterday"], { cwd: temporaryFolder() });
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining("2026-11-23") });
});
