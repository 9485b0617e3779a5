import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../../functions/maintain.ts";
import { openLedger, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { errorDocument } from "../support/error-documents.ts";
import { countsOf, reportOf } from "../support/ledger.ts";

beforeEach(() => {
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("SLUICE_NOW", "2026-11-23T10:00:00Z");
});

test("a day that is over is compared with the store, and what is missing is told", async () => {
  const config = await processConfig();
  const yesterday = Date.parse("2026-11-22T12:00:00Z");
  const lost = reportOf([countsOf("2026-11-22", "web", { indexed: 2 })]);
  await (await openLedger(config)).record([lost], { nowMs: yesterday });
  expect((await handler()).ledger).toEqual({ entries: 1, twins: 0, missing: 2, checked: ["2026-11-22"] });
});

test("the store is ready for tomorrow, and what is past its retention is gone", async () => {
  const store = await openStore(await processConfig());
  const days = ["2026-01-01", "2026-11-23"];
  await store.write(days.map((day) => errorDocument(day, { atMs: Date.parse(day) })));

  const report = await handler();

  expect(report).toMatchObject({ prepared: ["2026-11-23", "2026-11-24"], quarantineRemoved: 0 });
  expect(report.dropped).toHaveLength(1);
  expect((await store.search({ limit: 10 })).hits.map(({ id }) => id)).toEqual(["2026-11-23"]);
});
