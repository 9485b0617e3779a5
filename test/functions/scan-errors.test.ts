import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context, ScheduledEvent, SQSEvent } from "aws-lambda";
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

/** Only what the handler reads. */
const context = { getRemainingTimeInMillis: () => 55_000 } as Context;
const SCHEDULED = { source: "aws.scheduler" } as ScheduledEvent;

function scanAt(nowMs: number, event: ScheduledEvent | SQSEvent = SCHEDULED) {
  vi.stubEnv("SLUICE_NOW", new Date(nowMs).toISOString());
  return handler(event, context);
}

/** Only what the handler reads. */
const messages = (...bodies: string[]) => ({ Records: bodies.map((body) => ({ body })) }) as SQSEvent;

const subjects = () =>
  readdirSync(mailbox)
    .sort()
    .map((name) => readFileSync(join(mailbox, name), "utf8").replaceAll(/\r?\n /g, " "))
    .map((unfolded) => /^Subject: (.*)$/m.exec(unfolded)?.[1]);

test("an error in the store becomes a mail, and another one when it is over", async () => {
  const store = await openStore(await processConfig());
  await store.write([errorDocument("d1", { atMs: START_MS - 1 })]);

  expect(await scanAt(START_MS)).toMatchObject({ newErrors: 1, fired: 1, firing: 1, mails: 1, woken: false });
  for (let minute = 1; minute <= 3; minute++) await scanAt(START_MS + minute * 60_000);

  expect(subjects()).toEqual([
    "[Sluice] ERROR checkout 1 error: connection refused to <host>",
    "[Sluice] RESOLVED ERROR checkout 1 error: connection refused to <host>",
  ]);
});

test("messages of the wake queue are one scan, however many they are", async () => {
  const store = await openStore(await processConfig());
  await store.write([errorDocument("d1", { atMs: START_MS - 1 })]);
  const event = messages('{"sluice":"wake","slot":1,"misses":0}', '{"sluice":"wake","slot":2,"misses":3}');

  expect(await scanAt(START_MS, event)).toMatchObject({ newErrors: 1, mails: 1, woken: true });
  expect(subjects()).toHaveLength(1);
});

test("a scan that was asked for and fails leaves no message that would hide those behind it", async () => {
  vi.stubEnv("STORE_URL", "http://127.0.0.1:9");

  expect(await scanAt(START_MS, messages('{"sluice":"wake","slot":1,"misses":0}'))).toBeUndefined();
});

test("what is no wake message asks for nothing", async () => {
  expect(await scanAt(START_MS, messages("{}", "Hello"))).toBeUndefined();
});
