import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { openOpenSearchStore } from "../../lib/adapters/opensearch/store.ts";
import { MOST_DATASET_PREFIXES } from "../../lib/config/index-prefix.ts";
import type { LogStore, StoredDocument } from "../../lib/ports.ts";
import { storedDocument } from "../support/stored-document.ts";
import type { OpenedStore, OpenOptions } from "./log-store/fixture.ts";
import { describeLogStore } from "./log-store.ts";

const url = inject("openSearchUrl");

/** Three shards: what holds there holds on one. */
async function openStore({ granularity, otherPrefix }: OpenOptions): Promise<OpenedStore & { prefix: string }> {
  const prefix = `test-${randomUUID()}`;
  const prefixes = otherPrefix === undefined ? [prefix] : [prefix, otherPrefix];
  const all = prefixes.map((one) => `${one}-*`).join();
  const store = await openAt(url, prefix, granularity, prefixes);
  onTestFinished(async () => {
    await request("DELETE", `/${all}`);
    for (const one of prefixes) await request("DELETE", `/_index_template/${one}*`);
  });
  return { store, prefix, settle: async () => void (await request("POST", `/${all}/_refresh`)) };
}

async function openAt(
  address: string,
  prefix: string,
  granularity: "day" | "month" = "day",
  prefixes = [prefix],
): Promise<LogStore> {
  const index = { prefix, prefixes, granularity, shards: 3, replicas: 0 };
  const store = await openOpenSearchStore({ url: address, arn: undefined, index });
  onTestFinished(() => store.close());
  return store;
}

/** What the server itself answers. */
async function request(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const answer: unknown = await response.json();
  if (typeof answer !== "object" || answer === null) throw new Error(`${method} ${path}: ${response.status}`);
  return { ...answer };
}

function document(id: string, message = "hello", attributes = {}): StoredDocument {
  const time = "2026-11-23T12:00:00.000Z";
  return storedDocument(id, { "@timestamp": time, message, "event.ingested": time, attributes });
}

const TODAY = "2026.11.23";

describe.skipIf(url === "")("on a real server", () => {
  describeLogStore("OpenSearch", openStore);

  describe("the mapping", () => {
    it("stays the template's, whatever the records carry and whether the index was prepared", async () => {
      const { store, prefix } = await openStore({ granularity: "day" });
      await store.prepare(["2026-11-22"]);
      await store.write(Array.from({ length: 300 }, (_, i) => document(`${i}`, "x", { [`key${i}`]: { [i]: i } })));

      const mappings = await request("GET", `/${prefix}-*/_mapping`);

      expect(Object.keys(mappings).sort()).toEqual([`${prefix}-2026.11.22`, `${prefix}-${TODAY}`]);
      expect(mappings[`${prefix}-${TODAY}`]).toEqual(mappings[`${prefix}-2026.11.22`]);
      expect(mappings[`${prefix}-${TODAY}`]).toMatchObject({
        mappings: {
          dynamic: "false",
          properties: { message: { type: "match_only_text" }, attributes: { type: "flat_object" } },
        },
      });
    });

    it("comes with the alias that Dashboards and people use", async () => {
      const { store, prefix, settle } = await openStore({ granularity: "day" });
      await store.write([document("a")]);
      await settle();

      expect(await request("GET", `/${prefix}/_count`)).toMatchObject({ count: 1 });
    });

    it("lets people find records by an attribute", async () => {
      const { store, prefix, settle } = await openStore({ granularity: "day" });
      await store.write([document("a", "x", { order: { id: 42 } }), document("b", "x", { order: { id: 43 } })]);
      await settle();

      expect(await request("GET", `/${prefix}/_count?q=attributes.order.id:42`)).toMatchObject({ count: 1 });
    });
  });

  describe("what a store rejects", () => {
    it("is retryable while the index is blocked, as on a full disk", async () => {
      const { store, prefix } = await openStore({ granularity: "day" });
      await store.write([document("a")]);
      await request("PUT", `/${prefix}-${TODAY}/_settings`, { "index.blocks.read_only_allow_delete": true });

      const outcomes = await store.write([document("b")]);

      expect(outcomes).toEqual([
        { kind: "rejected", retryable: true, reason: expect.stringContaining("cluster_block_exception") },
      ]);
    });

    it("is a document larger than the server takes, while its neighbours are stored", async () => {
      const { store, settle } = await openStore({ granularity: "day" });

      const outcomes = await store.write([document("a"), document("b", "x".repeat(11_000_000)), document("c")]);
      await settle();

      expect(outcomes).toEqual([
        { kind: "indexed" },
        { kind: "rejected", retryable: false, reason: expect.stringContaining("larger than OpenSearch takes") },
        { kind: "indexed" },
      ]);
      expect(await store.count({})).toBe(2);
    });
  });

  it("keeps points of forecasts in indices of their own, with their own template and alias", async () => {
    const { store, prefix, settle } = await openStore({ granularity: "day" });
    // As a team may have made for its own searches.
    const body = { index_patterns: [`${prefix}-*`], priority: 200, template: { aliases: { [prefix]: {} } } };
    await request("PUT", `/_index_template/${prefix}-of-the-team`, body);
    await store.write([document("a")]);
    const point = { series: "total", minuteMs: Date.parse("2026-11-23T12:00:00.000Z"), score: 0, anomaly: false };
    await store.writePoints([point]);
    await settle();

    const name = `${prefix}-forecast-${TODAY}`;
    expect(await request("GET", `/${prefix}-forecast/_count`)).toMatchObject({ count: 1 });
    expect(await request("GET", `/${name}/_mapping`)).toMatchObject({
      [name]: { mappings: { dynamic: "false", properties: { score: { type: "double" } } } },
    });
    const aliases = await request("GET", `/${name}/_alias`);
    expect(aliases[name]).toEqual({ aliases: { [`${prefix}-forecast`]: {} } });
    expect(await store.dropBefore(Date.parse("2026-11-24"))).toContain(name);
  });

  it("does not meet the indices of another prefix that begins alike", async () => {
    const { store, prefix } = await openStore({ granularity: "day" });
    const longer = await openAt(url, `${prefix}-more`);
    await Promise.all([store.prepare(["2026-11-23"]), longer.prepare(["2026-11-23"])]);
    await longer.write([document("a")]);
    await request("POST", "/_refresh");

    expect(await store.count({})).toBe(0);
    expect(await store.dropBefore(Date.parse("2027-01-01"))).toEqual([`${prefix}-${TODAY}`]);
    expect(await longer.count({})).toBe(1);
  });

  describe("an index prefix beside the main one", () => {
    const otherPrefix = `audit-${randomUUID()}`;

    it("has indices of its own, with the same mapping, that are read through both aliases", async () => {
      const { store, prefix, settle } = await openStore({ granularity: "day", otherPrefix });
      await store.write([document("a"), { ...document("b"), indexPrefix: otherPrefix }]);
      await settle();

      const main = `${prefix}-${TODAY}`;
      const other = `${otherPrefix}-${TODAY}`;
      const mappings = await request("GET", `/${prefix}-*,${otherPrefix}-*/_mapping`);
      expect(Object.keys(mappings).sort()).toEqual([other, main].sort());
      expect(mappings[other]).toEqual(mappings[main]);
      expect(await request("GET", `/${prefix}/_count`)).toMatchObject({ count: 2 });
      expect(await request("GET", `/${otherPrefix}/_count`)).toMatchObject({ count: 1 });
    });

    it("is prepared for the same days, and drops them", async () => {
      const { store, prefix } = await openStore({ granularity: "day", otherPrefix });

      await store.prepare(["2026-11-23", "2026-11-24"]);

      const days = ["2026.11.23", "2026.11.24"];
      const names = [prefix, otherPrefix].flatMap((one) => days.map((day) => `${one}-${day}`)).sort();
      expect(Object.keys(await request("GET", `/${prefix}-*,${otherPrefix}-*`)).sort()).toEqual(names);
      expect(await store.dropBefore(Date.parse("2026-11-25"))).toEqual(names);
    });

    it("meets a record again only below the prefix that it was stored under", async () => {
      const { store } = await openStore({ granularity: "day", otherPrefix });
      await store.write([document("a")]);

      expect(await store.write([{ ...document("a"), indexPrefix: otherPrefix }, document("a")])).toEqual([
        { kind: "indexed" },
        { kind: "duplicate" },
      ]);
    });

    it("must be one that the store was opened with: nothing is written without its template", async () => {
      const { store, settle } = await openStore({ granularity: "day", otherPrefix });
      const unknown = `${otherPrefix}-unknown`;

      await expect(store.write([document("a"), { ...document("b"), indexPrefix: unknown }])).rejects.toMatchObject({
        name: "SluiceError",
        code: "config",
      });
      await settle();
      expect(await store.count({})).toBe(0);
    });

    it("may be as long, and so many, as sluice.yml takes them", async () => {
      const longest = Array.from({ length: MOST_DATASET_PREFIXES + 1 }, (_, n) => `a${n}`.padEnd(100, "x"));
      const store = await openAt(url, longest[0] ?? "", "day", longest);

      expect(await store.count({})).toBe(0);
      expect(await store.search({ limit: 1 })).toEqual({ hits: [] });
      expect(await store.dropBefore(0)).toEqual([]);
    });
  });

  it("prepares the same days in several processes at once", async () => {
    const { prefix } = await openStore({ granularity: "day" });
    const stores = await Promise.all([1, 2, 3, 4].map(() => openAt(url, prefix)));

    await Promise.all(stores.map((store) => store.prepare(["2026-11-23", "2026-11-24"])));

    expect(Object.keys(await request("GET", `/${prefix}-*`))).toHaveLength(2);
  });

  it("tells a refused question apart from a store that is down", async () => {
    const { store } = await openStore({ granularity: "day" });
    await store.write([document("a")]);

    await expect(store.histogram({}, 0)).rejects.toMatchObject({ code: "refused", retryable: false });
  });
});

describe("An OpenSearch that cannot be reached", () => {
  /** Nobody listens there: the system just gave it out and took it back. */
  async function closedPort(): Promise<string> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  it("is a retryable SluiceError that names the host and what to check, on every call", async () => {
    const address = await closedPort();
    const store = await openAt(address, "app-logs");

    const calls = [
      store.prepare(["2026-11-23"]),
      store.write([document("a")]),
      store.search({ limit: 1 }),
      store.refresh(),
      store.count({}),
      store.histogram({}, 60_000),
      store.terms({}, "log.level", 1),
      store.distinct({}, "log.level"),
      store.errorGroups({ ingestedFromMs: 0, ingestedToMs: 1, most: 10 }),
      store.dropBefore(0),
    ];

    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({
        status: "rejected",
        reason: {
          name: "SluiceError",
          code: "unavailable",
          retryable: true,
          message: expect.stringContaining(address),
        },
      });
    }
  });

  it("is unhealthy, in one line", async () => {
    const address = await closedPort();

    const { ok, detail } = await (await openAt(address, "app-logs")).health();

    expect(ok).toBe(false);
    expect(detail).toContain("STORE_URL");
  });

  it("does not show the password of its URL", async () => {
    const address = (await closedPort()).replace("//", "//user:secret@");

    const { detail } = await (await openAt(address, "app-logs")).health();

    expect(detail).not.toContain("secret");
  });
});
