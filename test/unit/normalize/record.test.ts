import fc from "fast-check";
import { expect, test } from "vitest";
import { normalize, type RecordContext } from "../../../lib/normalize/record.ts";
import type { JsonObject } from "../../../lib/record.ts";

const DELIVERED = "2026-11-23T12:00:00.000Z";
const context: RecordContext = {
  dataset: undefined,
  origin: "s3://logs/a",
  tag: "app.json",
  shippedTime: undefined,
  deliveredMs: Date.parse(DELIVERED),
  ingestedAt: "2026-11-23T12:00:01.000Z",
  ordinal: 7,
};
const documentOf = (value: JsonObject, changes: Partial<RecordContext> = {}) =>
  normalize(value, { ...context, ...changes }).record;

test("the classic record", () => {
  expect(
    documentOf({ timestamp: "2026-11-23 10:00:00", level: "ERROR", message: "order 7 failed", service: "app1" }),
  ).toEqual({
    "@timestamp": "2026-11-23T10:00:00.000Z",
    message: "order 7 failed",
    "log.level": "error",
    "log.pattern": expect.stringMatching(/^\S{8,}$/),
    "service.name": "app1",
    "log.file.path": "s3://logs/a",
    "log.offset": 7,
    "event.ingested": "2026-11-23T12:00:01.000Z",
    "event.dataset": "app.json",
  });
});

test("Fluentd's nginx record has ECS names, a message, and its level from the status", () => {
  const document = documentOf({
    remote: "192.0.2.1",
    host: "-",
    user: "-",
    method: "GET",
    path: "/cart?id=1",
    code: "502",
    size: "733",
    referer: "-",
    agent: "curl/8.5.0",
  });
  expect(document).toMatchObject({
    message: "GET /cart 502",
    "log.level": "error",
    "client.ip": "192.0.2.1",
    "http.request.method": "GET",
    "url.path": "/cart",
    "url.query": "id=1",
    "http.response.status_code": 502,
    "http.response.body.bytes": 733,
    "user_agent.original": "curl/8.5.0",
  });
  expect(document).not.toHaveProperty("attributes");
});

test("in a request log of another kind host is the server, and a hyphen stays where it means something", () => {
  const request = { host: "web-1", method: "GET", path: "/", code: 200, status: "degraded", thread: "-" };
  expect(documentOf(request)).toMatchObject({
    "host.name": "web-1",
    "http.response.status_code": 200,
    attributes: { status: "degraded", thread: "-" },
  });
  expect(documentOf({ host: "192.0.2.1", method: "GET", path: "/", code: "200" })["client.ip"]).toBe("192.0.2.1");
});

test("what a record says twice under colliding names is kept twice", () => {
  const log = JSON.stringify({ outer: 1, level: "info", message: "inner" });
  expect(documentOf({ log, level: "error" }).attributes).toEqual({ outer: 1, "outer#2": { level: "error" } });
  const twice = documentOf({ message: "m", "error.message": 1, error: { message: 2 } });
  expect(twice.attributes).toEqual({ "error.message": 1, "error.message#2": 2 });
});

test("line ends inside a long message cost no time", () => {
  const message = `${"\n".repeat(500_000)}x`;
  const started = performance.now();
  expect(documentOf({ message }).message).toContain("more characters cut]");
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("keys that an index cannot hold are cut and mended, without writing over one another", () => {
  const long = "k".repeat(40_000);
  const { attributes } = documentOf({ message: "m", [`${long}a`]: 1, [`${long}b`]: 2, "\ud800": 3 });
  const keys = Object.keys(attributes ?? {});
  expect(keys).toHaveLength(3);
  expect(keys.every((key) => key.length <= 256 && key.isWellFormed())).toBe(true);
  expect(Object.values(attributes ?? {})).toEqual([1, 2, 3]);
});

test("docker's log is opened, and the application's words count", () => {
  const log = '{"timestamp":"2026-11-23 10:00:00","level":"WARN","message":"inner","service":"cart"}\n';
  expect(documentOf({ log, stream: "stderr", level: "info" })).toMatchObject({
    "@timestamp": "2026-11-23T10:00:00.000Z",
    message: "inner",
    "log.level": "warn",
    "service.name": "cart",
    attributes: { stream: "stderr", outer: { level: "info" } },
  });
});

test.each(["{not json}", '{"cut": "json', "[1,2,3]", '"quoted"', "null", "{}"])(
  "the text %j only looks like JSON and stays",
  (message) => {
    expect(documentOf({ message }).message).toBe(message);
  },
);

test("nested ECS names count like dotted ones; what has another type stays in attributes", () => {
  expect(
    documentOf({
      message: "m",
      service: { name: "cart", version: 3 },
      log: { level: "warn" },
      host: ["web-3"],
      error: { type: "TimeoutError", stack: "at x" },
      trace: { id: "4bf9" },
    }),
  ).toMatchObject({
    "service.name": "cart",
    "log.level": "warn",
    "error.type": "TimeoutError",
    "error.stack_trace": "at x",
    "trace.id": "4bf9",
    attributes: { service: { version: 3 }, host: ["web-3"] },
  });
});

test.each([
  [42, "42"],
  [true, "true"],
  [{ text: "inner" }, '{"text":"inner"}'],
  [["a", "b"], '["a","b"]'],
])("a message that is %j reads %j", (message, text) => {
  expect(documentOf({ message }).message).toBe(text);
});

test.each([[{}], [{ message: "" }], [{ message: "   " }], [{ message: null }], [{ level: "INFO" }]])(
  "the record %j has a message all the same",
  (value) => {
    expect(documentOf(value).message.trim()).not.toBe("");
  },
);

test("a time that cannot be stays readable, and the delivery's time counts", () => {
  for (const timestamp of ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "not a time", 0]) {
    expect(documentOf({ timestamp, message: "m" })).toMatchObject({
      "@timestamp": DELIVERED,
      attributes: { timestamp },
    });
  }
});

test("the record's own time comes before the shipper's, and that before the delivery's", () => {
  const shippedTime = "2026-11-23T11:00:00+00:00";
  expect(documentOf({ message: "m", time: "2026-11-23T10:00:00Z" }, { shippedTime })["@timestamp"]).toBe(
    "2026-11-23T10:00:00.000Z",
  );
  expect(documentOf({ message: "m" }, { shippedTime })["@timestamp"]).toBe("2026-11-23T11:00:00.000Z");
  expect(documentOf({ message: "m" })["@timestamp"]).toBe(DELIVERED);
});

test("two times that differ: the better name wins, the other is kept", () => {
  expect(documentOf({ date: 1795428001.5, timestamp: "2026-11-23 10:00:00", message: "m" })).toMatchObject({
    "@timestamp": "2026-11-23T10:00:00.000Z",
    attributes: { date: 1795428001.5 },
  });
});

test("a key __proto__ is a key like any other", () => {
  const document = documentOf(JSON.parse('{"message":"m","__proto__":{"polluted":true},"constructor":1}'));
  expect(JSON.parse(JSON.stringify(document.attributes))).toEqual(
    JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
  );
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("attributes are bounded in depth, keys and length, and say what was cut", () => {
  const deep = JSON.parse(`${'{"d":'.repeat(5_000)}1${"}".repeat(5_000)}`);
  const keys = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`k${n}`, n]));
  const { attributes } = documentOf({ message: "m", deep, long: "x".repeat(100_000), ...keys });
  const json = JSON.stringify(attributes);
  expect(json.length).toBeLessThan(64 * 1024);
  expect(json).toContain("more characters cut]");
  expect(attributes?.["sluice.cut"]).toMatch(/^\d+ keys$/);
});

test("any JSON object becomes a document with a time and a message, whatever its names and values are", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
      const document = documentOf(JSON.parse(JSON.stringify(value)));
      expect(document["@timestamp"]).toMatch(/^\d{4}-.*Z$/);
      expect(document.message.trim()).not.toBe("");
    }),
  );
});
