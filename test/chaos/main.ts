/**
 * `npm run test:chaos -- [--records 1000000] [--seed N] [--store opensearch|sqlite] [--function-seconds 300]`: prints what was done to the
 * records and what became of them; exit code 1 if one is lost or doubled, or a figure is wrong.
 */
import { parseArgs } from "node:util";
import { chaosOptions } from "./options.ts";
import { reportOf } from "./report.ts";
import { runChaos } from "./run.ts";

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "1000000" },
    seed: { type: "string" },
    store: { type: "string", default: "opensearch" },
    "function-seconds": { type: "string", default: "300" },
  },
});
const records = Number(values.records);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const functionSeconds = Number(values["function-seconds"]);
const { store } = values;
if (!(records >= 1_000) || !Number.isInteger(seed) || !(functionSeconds > 0) || !isStore(store)) {
  console.error(
    "usage: npm run test:chaos -- [--records N, from 1000] [--seed N] [--store opensearch|sqlite] [--function-seconds N]",
  );
  process.exit(2);
}

console.error(`seed ${seed}`);
const result = await runChaos({
  ...chaosOptions({ records, seed, store, functionMs: functionSeconds * 1_000 }),
  onProgress: (line) => console.error(line),
});
console.log(reportOf(result));
process.exitCode = result.verdict.wrong.length === 0 ? 0 : 1;

function isStore(name: string): name is "opensearch" | "sqlite" {
  return name === "opensearch" || name === "sqlite";
}
