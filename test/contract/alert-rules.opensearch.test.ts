import { randomUUID } from "node:crypto";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { openOpenSearchStore } from "../../lib/adapters/opensearch/store.ts";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import { parseConfig } from "../../lib/config.ts";
import type { LogStore, StoredDocument } from "../../lib/ports.ts";
import { readRules } from "../../lib/scan/rules/read.ts";
import { storedDocument } from "../support/stored-document.ts";

const url = inject("openSearchUrl");
const MINUTE_MS = 60_000;
const END_MS = Date.parse("2026-11-24T12:00:00Z");

const RULES = `
alerts:
  rules:
    - { name: count, type: count, query: '"card refused"', above: 3 }
    - { name: count-by-service, type: count, errors: true, above: 0, by: service }
    - { name: below-by-service, type: count, below: 10, by: service }
    - { name: rate, type: rate, query: "-card url.path:/pay*", above: 0.1 }
    - { name: ratio, type: ratio, errors: true, above: 1%, least: 1 }
    - { name: ratio-by-service, type: ratio, query: refused, of: card, above: 50%, by: service, least: 1 }
    - { name: distinct-users, type: distinct, query: refused, field: user.name, above: 2 }
    - { name: distinct-addresses, type: distinct, field: client.ip, above: 2 }
    - { name: distinct-paths, type: distinct, field: url.path, above: 0 }
    - { name: burst, type: burst, errors: true }
    - { name: burst-by-service, type: burst, by: service }
    - { name: silence, type: silence, query: heartbeat, window: 10m }
    - { name: silence-by-service, type: silence, by: service, window: 10m }
    - { name: absence, type: absence, query: '"backup finished"', window: 3h }
    - { name: presence, type: absence, query: heartbeat, window: 3h }`;

/** Six hours: a service with a burst of errors at the end, one that falls silent, and lines that were long under way. */
function documents(): StoredDocument[] {
  const all: StoredDocument[] = [];
  const add = (minutesAgo: number, fields: Record<string, string>) => {
    const time = new Date(END_MS - minutesAgo * MINUTE_MS).toISOString();
    const late = new Date(END_MS - (minutesAgo + 90) * MINUTE_MS).toISOString();
    const record = { "@timestamp": all.length % 7 === 0 ? late : time, message: "hello", "event.ingested": time };
    all.push(storedDocument(`d${all.length}`, { ...record, ...fields }));
  };
  for (let ago = 360; ago > 0; ago -= 2) {
    add(ago, { "service.name": "checkout", message: "card accepted", "url.path": "/pay", "client.ip": "10.0.0.1" });
    if (ago > 30) add(ago, { "service.name": "search", message: "heartbeat" });
  }
  for (let n = 0; n < 24; n++) {
    add(n % 5, {
      "service.name": "checkout",
      "log.level": "error",
      "log.pattern": "1-aa",
      message: "card refused",
      "user.name": `u${n % 4}`,
      "client.ip": `10.0.0.${n % 5}`,
    });
  }
  for (let n = 0; n < 5; n++) add(1, { message: "boom", "error.type": "TypeError", "url.path": "/pay/now" });
  return all;
}

describe.skipIf(url === "")("on a real server", () => {
  async function openSearch(): Promise<LogStore> {
    const prefix = `test-${randomUUID()}`;
    const index = { prefix, prefixes: [prefix], granularity: "day" as const, shards: 3, replicas: 0 };
    const store = await openOpenSearchStore({ url, arn: undefined, index });
    onTestFinished(async () => {
      await store.close();
      await fetch(`${url}/${prefix}-*`, { method: "DELETE" });
      await fetch(`${url}/_index_template/${prefix}`, { method: "DELETE" });
    });
    await store.write(documents());
    await fetch(`${url}/${prefix}-*/_refresh`, { method: "POST" });
    return store;
  }

  test("every type of rule finds there what it finds in SQLite", async () => {
    const sqlite = await openSqliteStore({ path: ":memory:", granularity: "day" });
    onTestFinished(() => sqlite.close());
    await sqlite.write(documents());
    const settings = parseConfig({}, RULES);
    const read = (store: LogStore) =>
      readRules(store, settings, { minuteMs: END_MS - MINUTE_MS }, new AbortController().signal);

    const expected = await read(sqlite);
    const found = await read(await openSearch());

    expect(found).toEqual(expected);
    const breaching = expected.filter(({ signals }) => signals.some(({ isBreaching }) => isBreaching));
    const names = settings.alerts.rules.map(({ name }) => name);
    expect(breaching.map(({ rule }) => rule)).toEqual(names.filter((name) => name !== "presence"));
  });
});
