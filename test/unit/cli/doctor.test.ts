import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openSqsQueue } from "../../../lib/adapters/sqs/queue.ts";
import { temporaryFolder } from "../../support/embedded.ts";
import { type Emulator, startEmulator } from "../../support/fauxqs.ts";
import { type Ended, jsonLines, sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 60_000 });

interface Found {
  readonly check: string;
  readonly status: string;
  readonly detail: string;
  readonly advice?: string;
}

const env = { SLUICE_NOW: "2026-11-23T12:00:00Z" };

async function doctor(cwd: string, more: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
  const ended = await sluice(["doctor", "--json", ...args], { cwd, env: { ...env, ...more } });
  return { code: ended.code, found: (check: string) => jsonLines<Found>(ended).find((one) => one.check === check) };
}

async function ingest(cwd: string, text: string, ...args: string[]): Promise<Ended> {
  writeFileSync(join(cwd, "app.log"), text);
  return sluice(["ingest", "app.log", ...args], { cwd, env });
}

describe("what was taken against what is stored", () => {
  test("a store that has everything is well, and the counts add up", async () => {
    const cwd = temporaryFolder();
    await ingest(cwd, '{"message":"a"}\n{"message":"b"}\n{"oops\n');
    await ingest(cwd, '{"message":"a"}\n{"message":"b"}\n{"oops\n');
    const { code, found } = await doctor(cwd);
    expect(found("records 2026-11-23")).toMatchObject({
      status: "ok",
      detail: expect.stringContaining(
        "6 received = 2 indexed + 2 duplicate + 0 filtered + 2 quarantined; the store has all 2",
      ),
    });
    expect(code).toBe(0);
  });

  test("records that were deleted behind Sluice's back are missing, by dataset, and that is a failure", async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, "sluice.yml"),
      "datasets:\n  - { match: logs/web/*, name: web }\n  - { match: logs/db/*, name: db }\n",
    );
    await ingest(cwd, '{"message":"a"}\n{"message":"b"}\n', "--as", "logs/web/a.log");
    await ingest(cwd, '{"message":"c"}\n', "--as", "logs/db/a.log");
    const database = new DatabaseSync(join(cwd, ".sluice/logs.db"));
    database.exec("DELETE FROM records WHERE dataset = 'web' AND log_offset = 0");
    database.close();
    const { code, found } = await doctor(cwd);
    expect(found("records 2026-11-23")).toMatchObject({
      status: "fail",
      detail: expect.stringContaining("MISSING 1 record: the store confirmed 3 and has 2 (web 1)"),
      advice: expect.stringContaining("ingested again"),
    });
    expect(code).toBe(1);
  });

  test("another store has a ledger of its own", async () => {
    const cwd = temporaryFolder();
    await ingest(cwd, '{"message":"a"}\n', "--store", "sqlite:other.db");
    await ingest(cwd, '{"message":"b"}\n');
    expect(await doctor(cwd)).toMatchObject({ code: 0 });
    expect((await doctor(cwd, {}, ["--store", "sqlite:other.db"])).found("records 2026-11-23")?.detail).toContain(
      "the store has all 1",
    );
  });
});

test("nothing stored yet is no failure, and doctor makes no store", async () => {
  const cwd = temporaryFolder();
  const { code, found } = await doctor(cwd);
  expect(code).toBe(0);
  expect(found("store")).toMatchObject({ status: "warn" });
  expect((await doctor(cwd)).found("store")).toMatchObject({ status: "warn" });
});

test("people read a line for each finding, what to do below it", async () => {
  const cwd = temporaryFolder();
  const { stdout } = await sluice(["doctor"], { cwd, env });
  expect(stdout).toContain("ok    configuration: valid; 0 rules for datasets\n");
  expect(stdout).toContain("warn  store: nothing was stored in sqlite:.sluice/logs.db yet\n      → `sluice start`");
});

test("a configuration with mistakes is told with all of them, and nothing else is tried", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "sluice.yml"), "index: { retentionDays: never }\nforecasts: {}\n");
  const ended = await sluice(["doctor", "--json"], { cwd, env });
  expect(jsonLines<Found>(ended)).toMatchObject([
    { check: "configuration", status: "fail", detail: expect.stringMatching(/retentionDays.*forecasts is not a key/) },
  ]);
  expect(ended.code).toBe(1);
});

test("a store that is down fails, and the rest is looked at all the same", async () => {
  const cwd = temporaryFolder();
  const { code, found } = await doctor(cwd, { STORE_URL: "http://127.0.0.1:9" });
  expect(found("store")).toMatchObject({ status: "fail" });
  expect(found("objects")).toMatchObject({ status: "ok" });
  expect(code).toBe(1);
});

test("objects under Fluentd's default key are told, and content that lies under two of them", async () => {
  const cwd = temporaryFolder();
  await ingest(cwd, '{"message":"a"}\n{"message":"b"}\n', "--as", "logs/app/20261123_0.log");
  await ingest(cwd, '{"message":"a"}\n{"message":"b"}\n', "--as", "logs/app/20261123_1.log");
  mkdirSync(join(cwd, ".sluice/objects/logs/db"), { recursive: true });
  writeFileSync(join(cwd, ".sluice/objects/logs/db/20261123_0.log"), "not ingested yet\n");
  writeFileSync(join(cwd, ".sluice/objects/logs/db/5ffe1a2b.log"), "named by its chunk\n");
  const { code, found } = await doctor(cwd);
  expect(found("keys")).toMatchObject({
    status: "warn",
    detail: expect.stringContaining("3 objects"),
    advice: expect.stringContaining("chunk_id"),
  });
  expect(found("twins")).toMatchObject({ status: "warn", detail: expect.stringContaining("1 object with 2 records") });
  expect(code).toBe(0);
});

describe("on AWS", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.stop());

  const aws = () => ({
    AWS_ENDPOINT_URL: emulator.endpointUrl,
    AWS_REGION: emulator.region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });

  async function queueWithDeadLetters(): Promise<{ queueUrl: string; deadLetterUrl: string }> {
    const name = randomUUID();
    const deadLetterUrl = await emulator.createQueue(`${name}-dead`);
    const client = new SQSClient({ region: emulator.region, endpoint: emulator.endpointUrl });
    const target = `arn:aws:sqs:${emulator.region}:000000000000:${name}-dead`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount: 3 });
    const made = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { RedrivePolicy } }));
    client.destroy();
    return { queueUrl: made.QueueUrl ?? "", deadLetterUrl };
  }

  test("bucket, queue and topic are looked at; nobody who gets mails is a warning", async () => {
    const bucket = `bucket-${randomUUID()}`;
    await emulator.createBucket(bucket);
    const { queueUrl } = await queueWithDeadLetters();
    const topicArn = await emulator.createTopic(`topic-${randomUUID()}`);
    const { code, found } = await doctor(temporaryFolder(), {
      ...aws(),
      OBJECTS_URL: `s3://${bucket}`,
      QUEUE_URL: queueUrl,
      TOPIC_ARN: topicArn,
    });
    expect(found("objects")).toMatchObject({ status: "ok", detail: `s3://${bucket} can be read and written` });
    expect(found("queue")).toMatchObject({
      status: "ok",
      detail: expect.stringContaining("0 waiting, 0 in work, none given up"),
    });
    expect(found("topic")).toMatchObject({ status: "warn", advice: expect.stringContaining("nobody gets a mail") });
    expect(code).toBe(0);
  });

  test("messages that were given up are a failure", async () => {
    const { queueUrl, deadLetterUrl } = await queueWithDeadLetters();
    await openSqsQueue({ ...emulator, url: deadLetterUrl }).send("an object that failed");
    const { code, found } = await doctor(temporaryFolder(), { ...aws(), QUEUE_URL: queueUrl });
    expect(found("queue")).toMatchObject({ status: "fail", detail: expect.stringContaining("1 message given up") });
    expect(code).toBe(1);
  });

  test("a bucket, a queue and a topic that are not there are failures that say so", async () => {
    const { code, found } = await doctor(temporaryFolder(), {
      ...aws(),
      OBJECTS_URL: "s3://no-such-bucket",
      QUEUE_URL: `${emulator.endpointUrl}/000000000000/no-such-queue`,
      TOPIC_ARN: `arn:aws:sns:${emulator.region}:000000000000:no-such-topic`,
    });
    for (const check of ["objects", "queue", "topic"]) expect(found(check)).toMatchObject({ status: "fail" });
    expect(code).toBe(1);
  });
});
