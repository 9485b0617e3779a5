import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../../functions/scan-errors.ts";
import { openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { errorDocument } from "../support/error-documents.ts";

const START_MS = Date.parse("2026-11-23T10:02:00Z");
let mailbox: string;

beforeEach(() => {
  const folder = temporaryFolder();
  mailbox = join(folder, "mailbox");
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("TOPIC_ARN", `mailbox:${mailbox}`);
});

function scanAt(nowMs: number) {
  vi.stubEnv("SLUICE_NOW", new Date(nowMs).toISOString());
  return handler();
}

const subjects = () =>
  readdirSync(mailbox)
    .sort()
    .map((name) => readFileSync(join(mailbox, name), "utf8").replaceAll(/\r?\n /g, " "))
    .map((unfolded) => /^Subject: (.*)$/m.exec(unfolded)?.[1]);

test("an error in the store becomes a mail, and another one when it is over", async () => {
  const store = await openStore(await processConfig());
  await store.write([errorDocument("d1", { atMs: START_MS - 1 })]);

  expect(await scanAt(START_MS)).toMatchObject({ newErrors: 1, fired: 1, firing: 1, mails: 1 });
  for (let minute = 1; minute <= 3; minute++) await scanAt(START_MS + minute * 60_000);

  expect(subjects()).toEqual([
    "[Sluice] FIRING 1 error in checkout: connection refused to <host>",
    "[Sluice] RESOLVED 1 error in checkout: connection refused to <host>",
  ]);
});
