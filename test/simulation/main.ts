/**
 * `npm run test:simulation -- [--seed N] [--days 7] [--warm-up 2] [--schedule-only] [--every] [--incidents]`: prints what was found of what was injected, how soon
 * and with how many mails; with --incidents each of them. Exit code 1 if a promise was not kept.
 */
import { parseArgs } from "node:util";
import { simulationOptions } from "./options.ts";
import { incidentLines, reportOf } from "./report.ts";
import { simulate } from "./run.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    days: { type: "string", default: "7" },
    "warm-up": { type: "string", default: "2" },
    "schedule-only": { type: "boolean", default: false },
    every: { type: "boolean", default: false },
    incidents: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const days = Number(values.days);
const warmUpDays = Number(values["warm-up"]);
if (![seed, days, warmUpDays].every(Number.isInteger) || days < 1 || warmUpDays < 1) {
  console.error(
    "usage: npm run test:simulation -- [--seed N] [--days N] [--warm-up DAYS] [--schedule-only] [--every] [--incidents]",
  );
  process.exit(2);
}

const isWoken = !values["schedule-only"];
const result = await simulate({
  ...simulationOptions({ seed, days, warmUpDays, isWoken, isEvery: values.every }),
  onProgress: (line) => console.error(line),
});
if (values.incidents) console.log(`${incidentLines(result.verdict.fates).join("\n")}\n`);
console.log(reportOf(result));
process.exitCode = result.verdict.missed.length === 0 ? 0 : 1;
