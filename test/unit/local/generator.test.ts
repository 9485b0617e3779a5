import { mkdirSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { generateRecords, trafficAt } from "../../../infra/local/generator/generate.ts";
import { createHttpShipper } from "../../../infra/local/generator/ship-http.ts";
import { dropObject } from "../../../infra/local/generator/ship-object.ts";
import { normalize } from "../../../lib/normalize/record.ts";
import { isError } from "../../../lib/record.ts";
import { temporaryFolder } from "../../support/embedded.ts";

const START_MS = Date.parse("2026-11-23T10:00:00Z");

const documents = (second: number) =>
  generateRecords(1, START_MS, second)
    .map(({ tag, record }) =>
      normalize(record, {
        dataset: undefined,
        origin: `http:${tag}`,
        tag,
        shippedTime: undefined,
        deliveredMs: START_MS + second * 1000,
        ingestedAt: new Date(START_MS).toISOString(),
        ordinal: 0,
      }),
    )
    .map(({ record }) => record);
const secondsWithErrors = (seconds: number) =>
  Array.from({ length: seconds }, (_, second) => second).filter((second) => documents(second).some(isError));

describe("what is generated", () => {
  test("the same seed gives the same records, another one others", () => {
    expect(generateRecords(1, START_MS, 30)).toEqual(generateRecords(1, START_MS, 30));
    expect(generateRecords(1, START_MS, 30)).not.toEqual(generateRecords(2, START_MS, 30));
  });

  test("each second has the classic line, in UTC", () => {
    expect(generateRecords(1, START_MS, 61)[0]).toMatchObject({
      tag: "app1",
      record: { timestamp: "2026-11-23 10:01:01", level: expect.stringMatching(/^(INFO|WARN)$/), service: "app1" },
    });
  });

  test("errors come in bursts of a quarter of a minute, the first after 20 s, then every 4 minutes, and at no other time", () => {
    const burst = (from: number) => Array.from({ length: 15 }, (_, n) => from + n);
    expect(secondsWithErrors(560)).toEqual([...burst(20), ...burst(260), ...burst(500)]);
  });

  test("one burst after the other tells of another failure", () => {
    const patterns = [20, 260, 500].map(
      (second) =>
        new Set(
          documents(second)
            .filter(isError)
            .map((r) => r["log.pattern"]),
        ),
    );
    const all = patterns.flatMap((set) => [...set]);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(4);
  });

  test("every record names its service and a level or status that Sluice understands", () => {
    for (const second of [0, 1, 2, 20, 260, 500]) {
      for (const record of documents(second)) {
        expect(record["service.name"]).toMatch(/^(app1|web|orders|payments|importer)$/);
        expect(record["log.level"] ?? record["http.response.status_code"]).toBeDefined();
      }
    }
  });

  test("there is more traffic in the afternoon than at night, and less at the weekend", () => {
    const at = (iso: string) => trafficAt(Date.parse(iso));
    expect(at("2026-11-23T15:00:00Z")).toBeGreaterThan(3 * at("2026-11-23T03:00:00Z"));
    expect(at("2026-11-22T15:00:00Z")).toBeLessThan(at("2026-11-23T15:00:00Z"));
  });
});

describe("shipping by HTTP", () => {
  async function endpoint(statuses: number[]) {
    const requests: { path: string | undefined; chunkId: unknown; body: string }[] = [];
    const server = createServer(async (request, response) => {
      requests.push({ path: request.url, chunkId: request.headers["x-chunk-id"], body: await text(request) });
      const status = statuses.shift() ?? 200;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const failures: unknown[] = [];
    const shipper = createHttpShipper({
      // A server that listens on a port has an AddressInfo.
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      authorization: undefined,
      signal: new AbortController().signal,
      onFailure: (_, error) => failures.push(error),
    });
    return { shipper, requests, failures };
  }

  test("what was refused or cut off is sent again with the same bytes and the same chunk id", async () => {
    const { shipper, requests, failures } = await endpoint([0, 503]);
    await shipper.ship("app1", [{ a: 1 }, { b: 2 }]);
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map((request) => JSON.stringify(request))).size).toBe(1);
    expect(requests[0]).toMatchObject({ path: "/ingest/app1", body: '{"a":1}\n{"b":2}\n' });
    expect(failures).toEqual([]);
    await shipper.ship("app1", [{ a: 1 }]);
    expect(requests[3]?.chunkId).not.toBe(requests[0]?.chunkId);
  }, 15_000);

  test("what will never be taken is given up, and told", async () => {
    const { shipper, requests, failures } = await endpoint([401]);
    await shipper.ship("app1", [{ a: 1 }]);
    expect(requests).toHaveLength(1);
    expect(failures).toMatchObject([{ message: "app1: HTTP 401" }]);
  });
});

test("objects are dropped whole, as gzip NDJSON, and those of days past are removed", async () => {
  const folder = temporaryFolder();
  const ofTag = join(folder, "logs/shop.payments");
  for (const day of ["2026-11-19", "2026-11-22"]) mkdirSync(join(ofTag, day), { recursive: true });
  mkdirSync(join(ofTag, "mine"));
  utimesSync(join(ofTag, "mine"), 0, 0);
  await dropObject(folder, "shop.payments", [{ a: 1 }, { b: 2 }], START_MS);
  expect(readdirSync(ofTag).toSorted()).toEqual(["2026-11-22", "2026-11-23", "mine"]);
  const [name = "", ...others] = readdirSync(join(ofTag, "2026-11-23"));
  expect(others).toEqual([]);
  expect(name).toMatch(/^100000_[0-9a-f]{32}\.gz$/);
  expect(gunzipSync(readFileSync(join(ofTag, "2026-11-23", name))).toString()).toBe('{"a":1}\n{"b":2}\n');
});
