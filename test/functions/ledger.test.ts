import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { APIGatewayProxyEventV2, Context, SQSEvent } from "aws-lambda";
import { beforeEach, expect, test, vi } from "vitest";
import { handler as ingestHttp } from "../../functions/ingest-http.ts";
import { handler as ingestObject } from "../../functions/ingest-object.ts";
import { handler as maintain } from "../../functions/maintain.ts";
import { ledgerKeysOf, openLedger, openObjects } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import type { DayTotal } from "../../lib/ledger/day.ts";
import { readLedger } from "../../lib/ledger/read.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { countsOf } from "../support/ledger.ts";

const DAY = "2026-11-23";
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("INGEST_TOKENS", "t0ken");
  vi.stubEnv("SLUICE_CONFIG", "");
  vi.stubEnv("SLUICE_NOW", `${DAY}T14:00:00.000Z`);
});

/** Only what the handlers read. */
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

async function take(...keys: string[]): Promise<void> {
  const body = JSON.stringify({
    Records: keys.map((key) => ({
      eventName: "ObjectCreated:Put",
      eventTime: `${DAY}T12:00:00.000Z`,
      s3: { bucket: { name: "logs" }, object: { key } },
    })),
  });
  const event = { Records: [{ messageId: "m", body }] } as SQSEvent;
  expect(await ingestObject(event, context)).toEqual({ batchItemFailures: [] });
}

function put(key: string, bytes: Uint8Array | string): void {
  mkdirSync(join(folder, "objects", key, ".."), { recursive: true });
  writeFileSync(join(folder, "objects", key), bytes);
}

async function post(tag: string, body: string): Promise<void> {
  const event = {
    version: "2.0",
    rawPath: `/ingest/${tag}`,
    headers: { authorization: "Bearer t0ken" },
    body: Buffer.from(body).toString("base64"),
    isBase64Encoded: true,
    requestContext: { requestId: Math.random().toString(), http: { method: "POST", path: `/ingest/${tag}` } },
  } as unknown as APIGatewayProxyEventV2;
  expect(await ingestHttp(event, context)).toMatchObject({ statusCode: 200 });
}

async function ledgerDay(): Promise<DayTotal | undefined> {
  const config = await processConfig();
  const days = await readLedger(await openObjects(config), ledgerKeysOf(config), { fromDay: DAY, retentionDays: 30 });
  return days.get(DAY);
}

async function entries(): Promise<string[]> {
  return readdirSync(join(folder, "objects", ledgerKeysOf(await processConfig()).entries));
}

test("one call of ingest-object is one entry, whatever it took, by dataset", async () => {
  vi.stubEnv("SLUICE_CONFIG", join(folder, "sluice.yml"));
  writeFileSync(join(folder, "sluice.yml"), "datasets: [{ match: logs/web/*, name: web, drop: [{ message: noise }] }]");
  put("logs/web/a.log", '{"message":"a"}\n{"message":"noise"}\n{"oops\n');
  put("logs/b.log", '{"message":"b"}\n{"message":"c","event.dataset":"own"}\n');
  await take("logs/web/a.log", "logs/b.log", "logs/b.log");
  expect(await entries()).toHaveLength(1);
  const counts = (await ledgerDay())?.counts ?? [];
  expect([...counts].sort((a, b) => (a.dataset < b.dataset ? -1 : 1))).toEqual([
    countsOf(DAY, "", { indexed: 1, duplicate: 1 }),
    countsOf(DAY, "own", { indexed: 1, duplicate: 1 }),
    countsOf(DAY, "web", { indexed: 1, filtered: 1, quarantined: 1 }),
  ]);
});

test("the store and the ledger agree, before and after maintain", async () => {
  put("logs/a.log", '{"message":"a"}\n{"message":"b"}\n');
  await take("logs/a.log");
  const before = await ledgerDay();
  vi.stubEnv("SLUICE_NOW", "2026-11-24T02:00:00.000Z");
  expect((await maintain()).ledger).toEqual({ entries: 1, twins: 0, missing: 0, checked: [DAY] });
  expect(await ledgerDay()).toMatchObject({ counts: before?.counts, check: { expected: 2, stored: 2, missing: 0 } });
});

test("requests that come close together share an entry, and none is left out", async () => {
  for (let n = 0; n < 5; n++) await post("web", '{"message":"a"}\n');
  expect((await entries()).length).toBeLessThan(5);
  await (await openLedger(await processConfig())).flush(Date.parse(`${DAY}T14:00:00Z`));
  expect((await ledgerDay())?.counts).toEqual([countsOf(DAY, "web", { indexed: 5 })]);
});

test("a ledger that cannot be written fails no delivery", async () => {
  put("ledger", "a file where the folder should be");
  put("logs/a.log", '{"message":"a"}\n');
  await take("logs/a.log");
  await post("web", '{"message":"a"}\n');
});

test("Fluentd's chunk under the next key, compressed anew, is a twin; its records are stored, for nobody knows", async () => {
  const text = '{"message":"a"}\n{"message":"b"}\n';
  put("logs/app_0.gz", gzipSync(text));
  put("logs/app_1.gz", gzipSync(text, { level: 1 }));
  put("logs/app_2.gz", gzipSync(`${text}{"message":"c"}\n`));
  for (const key of ["logs/app_0.gz", "logs/app_1.gz", "logs/app_2.gz", "logs/app_1.gz"]) await take(key);
  expect((await maintain()).ledger).toMatchObject({ entries: 4, twins: 1 });
  expect(await ledgerDay()).toMatchObject({
    twins: { objects: 1, records: 2 },
    indexed: [{ pattern: "folder:/logs/app_#.gz", objects: 4 }],
    counts: [{ received: 9, indexed: 7, duplicate: 2 }],
  });
});
