import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../../functions/forecast.ts";
import { openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { errorDocument } from "../support/error-documents.ts";

const START_MS = Date.parse("2026-11-23T10:00:00Z");

beforeEach(() => {
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
});

test("the store's records per minute are smoothed and kept for charts", async () => {
  vi.stubEnv("SLUICE_NOW", new Date(START_MS + 18 * 60_000).toISOString());
  const store = await openStore(await processConfig());
  await store.write([0, 1, 2, 60_000].map((ms) => errorDocument(`d${ms}`, { atMs: START_MS + ms })));

  expect(await handler()).toMatchObject({ minutes: 17, anomalies: 0, lastMinuteMs: START_MS + 16 * 60_000 });
  const points = await store.readPoints("total", { fromMs: START_MS, toMs: START_MS + 3_600_000 });
  expect(points.map(({ actual }) => actual)).toEqual([3, 1]);
});
