/** The small chaos run: `npm run test:chaos` is the large one, and repeats this one by its seed. */
import { expect, test } from "vitest";
import { chaosOptions } from "../chaos/options.ts";
import { reportOf } from "../chaos/report.ts";
import { runChaos } from "../chaos/run.ts";

test.each([
  { store: "opensearch", records: 20_000, seed: 1 },
  { store: "sqlite", records: 20_000, seed: 2 },
] as const)(
  "through $store that fails and processes that are killed, each of $records records is stored once (seed $seed)",
  { timeout: 180_000 },
  async (asked) => {
    const result = await runChaos(chaosOptions(asked));
    expect(result.verdict.wrong, reportOf(result)).toEqual([]);
  },
);
