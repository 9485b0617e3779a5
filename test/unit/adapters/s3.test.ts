import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openS3Objects } from "../../../lib/adapters/s3/objects.ts";
import { isSluiceError } from "../../../lib/errors.ts";
import type { ObjectStore } from "../../../lib/ports.ts";
import { readState, updateState } from "../../../lib/state.ts";
import { keysOf, textOf } from "../../contract/object-store.ts";
import { startAnswering } from "../../support/answering.ts";
import { type Emulator, startEmulator } from "../../support/fauxqs.ts";
import { collect } from "../../support/streams.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());
beforeEach(() => {
  emulator.faults.requests.length = 0;
});

async function openBucket(): Promise<ObjectStore> {
  const bucket = `sluice-${randomUUID()}`;
  await emulator.createBucket(bucket);
  return openS3Objects({ ...emulator, url: `s3://${bucket}` });
}

const ZERO = { count: 0 };
const countUp = (state: { count: number }) => ({ count: state.count + 1 });

describe("Writing to S3", () => {
  test("takes a conditional write whose answer was lost for what it is: done", async () => {
    const objects = await openBucket();
    for (let count = 1; count <= 3; count++) {
      emulator.faults.lostPutAnswers = 1;
      expect(await updateState(objects, "state", ZERO, countUp)).toEqual({ count });
    }
    expect(emulator.faults.requests.filter((request) => /^PUT .*\/state/.test(request))).toHaveLength(6);
    const { etag } = await objects.put("state", "7", {});
    emulator.faults.lostPutAnswers = 1;
    const again = await objects.put("state", "8", { ifMatch: etag });
    await objects.put("state", "9", { ifMatch: again.etag });
    expect(await textOf(objects, "state")).toBe("9");
  });

  test("repeats a write that met another one, for that one may have failed", async () => {
    const objects = await openBucket();
    emulator.faults.meetings = 2;
    await objects.put("once", "x", { ifAbsent: true });
    expect(await textOf(objects, "once")).toBe("x");
    expect(emulator.faults.meetings).toBe(0);
  });

  test("gives up on meetings that do not end with a conflict", async () => {
    const objects = await openBucket();
    emulator.faults.meetings = 5;
    const writing = objects.put("once", "x", { ifAbsent: true });
    await expect(writing).rejects.toSatisfy((error) => isSluiceError(error, "conflict"));
    expect(emulator.faults.meetings).toBe(0);
  });

  test("counts every one of many updates at once", { timeout: 30_000 }, async () => {
    const objects = await openBucket();
    await Promise.all(Array.from({ length: 12 }, () => updateState(objects, "state", ZERO, countUp)));
    expect(await readState(objects, "state", ZERO)).toEqual({ count: 12 });
  });

  test("keeps the content type", async () => {
    const objects = await openBucket();
    await objects.put("a.json", "{}", { contentType: "application/json" });
    const object = await objects.get("a.json");
    expect(object?.contentType).toBe("application/json");
    expect(object && (await collect(object.body)).toString()).toBe("{}");
  });
});

describe("Reading from S3", () => {
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * 7919) % 251));

  test("goes on where a connection broke, as often as there is progress", async () => {
    const objects = await openBucket();
    await objects.put("large", bytes);
    emulator.faults.brokenBodies = 6;
    const object = await objects.get("large");
    expect((await collect(object?.body ?? expect.fail())).equals(bytes)).toBe(true);
    expect(emulator.faults.brokenBodies).toBe(0);
    expect(emulator.faults.requests.filter((request) => request.startsWith("GET"))).toHaveLength(7);
  });

  test("never mixes two versions: an object overwritten while it is read is a conflict, to be retried", async () => {
    const objects = await openBucket();
    await objects.put("large", bytes);
    emulator.faults.brokenBodies = 1;
    const object = await objects.get("large");
    await objects.put("large", bytes.toReversed());
    await expect(collect(object?.body ?? expect.fail())).rejects.toSatisfy(
      (error) => isSluiceError(error, "conflict") && error.retryable && /overwritten/.test(error.message),
    );
  });

  test("gives up on connections that break again and again without a byte", { timeout: 30_000 }, async () => {
    const headers = { "content-length": "1000", etag: '"e"', "last-modified": new Date(0).toUTCString() };
    const server = await startAnswering((_, response) => {
      response.writeHead(200, headers).flushHeaders();
      response.destroy();
    });
    const objects = openS3Objects({ ...server, region: "us-east-1", url: "s3://logs" });
    const reading = objects.get("a").then((object) => collect(object?.body ?? expect.fail()));
    await expect(reading).rejects.toSatisfy((error) => isSluiceError(error, "unavailable"));
    expect(server.requests.length).toBeLessThanOrEqual(16);
  });

  test("closes the connection of a reader that stops early", async () => {
    const responses: ServerResponse[] = [];
    const server = await startAnswering((_, response) => {
      responses.push(response);
      response.writeHead(200, { "content-length": "1000000000", etag: '"e"' });
      response.write("x".repeat(100_000));
    });
    const objects = openS3Objects({ ...server, region: "us-east-1", url: "s3://logs" });
    const object = await objects.get("endless");
    for await (const chunk of object?.body ?? []) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const [response = expect.fail()] = responses;
    if (!response.closed) await once(response, "close");
  });

  test("tells an object's content encoding", async () => {
    const server = await startAnswering({
      status: 200,
      headers: { "content-encoding": "gzip", etag: '"e"' },
      body: "x",
    });
    const objects = openS3Objects({ ...server, region: "us-east-1", url: "s3://logs" });
    const object = await objects.get("a.gz");
    expect(object?.contentEncoding).toBe("gzip");
    expect(object && (await collect(object.body)).toString()).toBe("x");
  });
});

test("Listing takes keys as S3 encodes them, and asks for one page after the other", async () => {
  const page = (key: string, next: string) => ({
    status: 200,
    body:
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><EncodingType>url</EncodingType>${next}<Contents><Key>${key}</Key>` +
      `<LastModified>2026-11-23T12:00:00.000Z</LastModified><ETag>"e"</ETag><Size>5</Size></Contents></ListBucketResult>`,
  });
  const server = await startAnswering(
    page(
      "a/with+space%2Bplus%01%25.log",
      "<IsTruncated>true</IsTruncated><NextContinuationToken>t/1=</NextContinuationToken>",
    ),
    page("a/z", "<IsTruncated>false</IsTruncated>"),
  );
  const objects = openS3Objects({ ...server, region: "us-east-1", url: "s3://logs" });
  expect(await keysOf(objects, "a/")).toEqual(["a/with space+plus\u0001%.log", "a/z"]);
  const queries = server.requests.map(({ url }) => new URL(url ?? "", "http://localhost").searchParams);
  expect(queries.map((query) => query.get("continuation-token"))).toEqual([null, "t/1="]);
  expect(queries.map((query) => query.get("encoding-type"))).toEqual(["url", "url"]);
});

test("A prefix is a folder of the bucket: keys are relative to it, and nothing beside it is seen", async () => {
  const bucket = `sluice-${randomUUID()}`;
  await emulator.createBucket(bucket);
  const whole = openS3Objects({ ...emulator, url: `s3://${bucket}` });
  const part = openS3Objects({ ...emulator, url: `s3://${bucket}/team/a/` });
  expect([whole.url, part.url]).toEqual([`s3://${bucket}`, `s3://${bucket}/team/a`]);
  await whole.put("team/ab", "beside");
  await part.put("/logs/x", "inside");
  expect(await keysOf(whole)).toEqual(["team/a//logs/x", "team/ab"]);
  expect(await keysOf(part)).toEqual(["/logs/x"]);
  await expect(part.put("x".repeat(1020), "x")).rejects.toSatisfy((error) => isSluiceError(error, "refused"));
});
