/** The small chaos runs: `npm run test:chaos` is the large one, and repeats these by their seeds. */
import { expect, test } from "vitest";
import { chaosOptions } from "../chaos/options.ts";
import { reportOf } from "../chaos/report.ts";
import { runChaos } from "../chaos/run.ts";
import { missingForOpenSearch } from "../support/opensearch/server.ts";

const missing = await missingForOpenSearch(process.env);
if (missing && process.env["CI"] === "true") throw new Error(missing);
if (missing) console.warn(`Skipped: chaos on OpenSearch. ${missing}`);

const RECORDS = 20_000;
const TIMEOUT_MS = 180_000;

test.skipIf(missing)(
  "through an OpenSearch that fails in every way and processes that are killed, each record is stored once",
  { timeout: TIMEOUT_MS },
  async () => {
    const result = await runChaos(chaosOptions({ records: RECORDS, seed: 1, store: "opensearch" }));
    expect(result.verdict.wrong, reportOf(result)).toEqual([]);
  },
);

test("through processes that are killed, each record is stored in SQLite once", { timeout: TIMEOUT_MS }, async () => {
  const result = await runChaos(chaosOptions({ records: RECORDS, seed: 2, store: "sqlite" }));
  expect(result.verdict.wrong, reportOf(result)).toEqual([]);
});
