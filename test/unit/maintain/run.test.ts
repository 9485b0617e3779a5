import { beforeEach, expect, test } from "vitest";
import { SluiceError } from "../../../lib/errors.ts";
import { ledgerKeys } from "../../../lib/ledger/entry.ts";
import { maintain } from "../../../lib/maintain/run.ts";
import { type Embedded, openEmbedded } from "../../support/embedded.ts";
import { errorDocument } from "../../support/error-documents.ts";

const DAY_MS = 24 * 60 * 60_000;
let embedded: Embedded;
beforeEach(async () => {
  embedded = await openEmbedded();
});

const ledger = ledgerKeys("app-logs-test");
const hasTime = () => true;

const maintainAt = (nowMs: number) =>
  maintain({
    ...embedded,
    settings: { index: { prefix: "app-logs", granularity: "day", retentionDays: 30, shards: 1, replicas: 1 } },
    nowMs,
    ledger,
    hasTime,
  });

async function keys(): Promise<string[]> {
  const found = [];
  for await (const { key } of embedded.objects.list("")) found.push(key);
  return found;
}

test("prepares today and tomorrow, in UTC, across the end of a year", async () => {
  const report = await maintainAt(Date.parse("2026-12-31T23:59:59Z"));
  expect(report).toMatchObject({ prepared: ["2026-12-31", "2027-01-01"], dropped: [], quarantineRemoved: 0 });
});

test("removes whole days that are past their retention from the store, and no others", async () => {
  const days = ["2026-10-23", "2026-10-24", "2026-10-25", "2026-11-23"];
  await embedded.store.write(days.map((day) => errorDocument(day, { atMs: Date.parse(`${day}T12:00:00Z`) })));
  const report = await maintainAt(Date.parse("2026-11-24T01:00:00Z"));
  expect(report.dropped).toHaveLength(2);
  const { hits } = await embedded.store.search({ limit: 10 });
  expect(hits.map(({ id }) => id)).toEqual(["2026-11-23", "2026-10-25"]);
  expect((await maintainAt(Date.parse("2026-11-24T02:00:00Z"))).dropped).toEqual([]);
});

test("frees room even where the store takes no further index, and says what failed", async () => {
  await embedded.store.write([errorDocument("old", { atMs: Date.parse("2026-10-01T12:00:00Z") })]);
  await embedded.objects.put("quarantine/2026/a.ndjson", "{}");
  const full = new SluiceError("refused", "this cluster currently has [1000]/[1000] maximum shards open");
  const store = { ...embedded.store, prepare: () => Promise.reject(full) };
  const settings = {
    index: { prefix: "app-logs", granularity: "day" as const, retentionDays: 30, shards: 1, replicas: 1 },
  };
  const nowMs = Date.now() + 31 * DAY_MS;
  await expect(maintain({ store, objects: embedded.objects, settings, nowMs, ledger, hasTime })).rejects.toBe(full);
  expect(await embedded.store.count({})).toBe(0);
  expect(await keys()).toEqual([]);
});

test("removes what has lain in quarantine for longer than the retention, and nothing else", async () => {
  await embedded.objects.put("quarantine/2026/a.ndjson", "{}");
  await embedded.objects.put("logs/a.ndjson", "{}");
  await embedded.objects.put("state/alerts.json", "{}");
  expect(await maintainAt(Date.now() + 29 * DAY_MS)).toMatchObject({ quarantineRemoved: 0 });
  expect(await maintainAt(Date.now() + 31 * DAY_MS)).toMatchObject({ quarantineRemoved: 1 });
  expect(await keys()).toEqual(["logs/a.ndjson", "state/alerts.json"]);
});
