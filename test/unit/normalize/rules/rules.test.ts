import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../../lib/config.ts";
import { normalize } from "../../../../lib/normalize/record.ts";
import { rulesFor } from "../../../../lib/normalize/rules/rules.ts";
import type { JsonObject } from "../../../../lib/record.ts";

/** Each rule as sluice.yml writes it. */
function apply(rule: string, value: JsonObject, redact = "") {
  const rules = rulesFor(parseConfig({}, `datasets:\n  - match: app\n    ${rule}\n${redact}`), "app");
  return normalize(value, {
    dataset: rules.dataset,
    rules,
    origin: "s3://logs/a",
    tag: undefined,
    shippedTime: undefined,
    deliveredMs: Date.UTC(2026, 10, 23, 12),
    ingestedAt: "2026-11-23T12:00:01.000Z",
    ordinal: 0,
  }).record;
}

function filterOf(rule: string, value: JsonObject): (id: string) => boolean | undefined {
  const rules = rulesFor(parseConfig({}, `datasets:\n  - match: app\n    ${rule}`), "app");
  const record = apply("name: app", value);
  return (id) => rules.isFiltered?.(record, id);
}

describe("rename", () => {
  test("a value under a name that Sluice does not know takes the field's", () => {
    const document = apply("rename: { sev: log.level, ctx.svc: service.name, when: timestamp }", {
      sev: "WARN",
      ctx: { svc: "shop", n: 1 },
      when: "2026-11-23T10:00:00Z",
      message: "late",
    });
    expect(document).toMatchObject({
      "@timestamp": "2026-11-23T10:00:00.000Z",
      "log.level": "warn",
      "service.name": "shop",
      attributes: { ctx: { n: 1 } },
    });
  });

  test("nothing is lost where the name is taken", () => {
    expect(apply("rename: { a: b }", { message: "x", a: 1, b: 2 }).attributes).toEqual({ b: 1, "b#2": 2 });
  });

  test("a name that no record has changes nothing", () => {
    expect(apply("rename: { a.b.c: x, __proto__: y }", { message: "x", a: 1 }).attributes).toEqual({ a: 1 });
  });
});

describe("enrich", () => {
  test("constants stand where the record says nothing itself", () => {
    const rule = "enrich: { host.name: web-1, cloud.region: eu-central-1, team: 7 }";
    expect(apply(rule, { message: "x", team: 5 })).toMatchObject({
      "host.name": "web-1",
      attributes: { "cloud.region": "eu-central-1", team: 5 },
    });
    expect(apply(rule, { message: "x", host: "db-1" })).toMatchObject({ "host.name": "db-1" });
  });
});

describe("drop", () => {
  const health = { method: "GET", path: "/health/live", code: 200 };

  test.each([
    ["drop: [{ url.path: /health*, http.response.status_code: [200, 204] }]", health, true],
    ["drop: [{ url.path: /health*, http.response.status_code: '200' }]", health, true],
    ["drop: [{ url.path: /health*, http.response.status_code: 500 }]", health, false],
    ["drop: [{ url.path: /health }]", health, false],
    ["drop: [{ log.level: debug }, { message: '*heartbeat*' }]", { message: "a heartbeat came" }, true],
    ["drop: [{ attributes.k8s.namespace: kube-* }]", { message: "x", k8s: { namespace: "kube-system" } }, true],
    ["drop: [{ k8s.namespace: kube-* }]", { message: "x", "k8s.namespace": "kube-system" }, true],
    ["drop: [{ tags: noise }]", { message: "x", tags: ["a", "noise"] }, true],
    ["drop: [{ service.name: null }]", { message: "x" }, true],
    ["drop: [{ service.name: null }]", { message: "x", service: "shop" }, false],
    ["drop: [{ ok: true }]", { message: "x", ok: true }, true],
    ["drop: [{ ok: '*' }]", { message: "x" }, false],
    ["drop: [{ toString: '*' }]", { message: "x", n: 1 }, false],
  ])("%s", (rule, value, expected) => {
    expect(filterOf(rule, value)("a-1")).toBe(expected);
  });
});

describe("sample", () => {
  const ids = Array.from({ length: 20_000 }, (_, n) => `c3RhYmxlLWJsb2NrLWhhc2g-${n.toString(36)}`);
  function keptOf(rule: string): string[] {
    const isFiltered = filterOf(rule, { message: "x", level: "debug" });
    return ids.filter((id) => isFiltered(id) === false);
  }

  test("the share is kept that the rate says, always the same records, more of them with a higher rate", () => {
    const kept = keptOf("sample: [{ rate: 0.1 }]");
    expect(kept.length).toBeGreaterThan(1_800);
    expect(kept.length).toBeLessThan(2_200);
    expect(keptOf("sample: [{ rate: 0.1 }]")).toEqual(kept);
    expect(new Set(keptOf("sample: [{ rate: 0.2 }]")).isSupersetOf(new Set(kept))).toBe(true);
  });

  test("a rate of 0 keeps none, of 1 all; the first entry that holds counts", () => {
    expect(keptOf("sample: [{ rate: 0 }]")).toHaveLength(0);
    expect(keptOf("sample: [{ rate: 1 }, { rate: 0 }]")).toHaveLength(ids.length);
    expect(keptOf("sample: [{ when: { log.level: info }, rate: 0 }]")).toHaveLength(ids.length);
  });
});

test("what a name gives away is redacted before the name is changed", () => {
  const document = apply(
    "rename: { pwd: note }",
    { message: "x", pwd: "hunter2" },
    "redact: { detectors: [credentials] }",
  );
  expect(document.attributes).toEqual({ note: "<redacted:password>" });
});

test("JSON inside a message is opened first, so that its numbers and names are redacted as such", () => {
  const document = apply(
    "name: app",
    { log: '{"msg":"hi","password":12345,"auth":{"token":"abcdef"}}' },
    "redact: { detectors: [credentials] }",
  );
  expect(document).toMatchObject({
    message: "hi",
    attributes: { password: "<redacted:password>", auth: { token: "<redacted:token>" } },
  });
});

test("a message that is made of the whole record shows no secret either", () => {
  const document = apply("name: app", { password: "hunter2", n: 1 }, "redact: { detectors: [credentials] }");
  expect(JSON.stringify(document)).not.toContain("hunter2");
});
