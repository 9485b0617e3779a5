import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../../functions/forecast.ts";
import { openObjects, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { readForecast } from "../../lib/forecast/run.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { errorDocument } from "../support/error-documents.ts";

const START_MS = Date.parse("2026-11-23T10:00:00Z");

beforeEach(() => {
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("SLUICE_NOW", new Date(START_MS + 3 * 60_000).toISOString());
});

test("the store's records per minute are smoothed and kept for the page", async () => {
  const config = await processConfig();
  const store = await openStore(config);
  await store.write([0, 1, 2, 60_000].map((ms) => errorDocument(`d${ms}`, { atMs: START_MS + ms })));

  expect(await handler()).toMatchObject({ minutes: 2, anomalies: 0, lastMinuteMs: START_MS + 60_000 });
  expect((await readForecast(await openObjects(config))).points.map(({ actual }) => actual)).toEqual([3, 1]);
});
