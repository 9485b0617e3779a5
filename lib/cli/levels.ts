import type { Command } from "commander";
import type { LogFilter, LogStore } from "../ports.ts";
import { LEVELS } from "../record.ts";
import { parseTime, type TimeArgument } from "./arguments.ts";
import { commandConfig, requireStore } from "./configuration.ts";
import { timeRange } from "./search.ts";

const EXAMPLES = `
Examples:
  sluice levels
  sluice levels --from 24h --json`;

interface LevelsOptions {
  readonly from?: TimeArgument;
  readonly to?: TimeArgument;
  readonly json?: boolean;
  readonly store?: string;
}

interface LevelShare {
  /** `none` stands for records without a level. */
  readonly level: string;
  readonly count: number;
  readonly share: number;
}

export function addLevels(program: Command): void {
  program
    .command("levels")
    .description("how many records each level has: level,count,share as CSV")
    .option("--from <time>", "from this time on: ISO, or how long ago (15m, 2h, 1d)", parseTime)
    .option("--to <time>", "before this time", parseTime)
    .option("--json", "one JSON line each")
    .option("--store <url>", "https://…, http://localhost:9200 or sqlite:PATH")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(options: LevelsOptions): Promise<void> {
  const config = await commandConfig(options);
  requireStore(config);
  const { openStore } = await import("../adapters/open.ts");
  const store = await openStore(config);
  try {
    const shares = await levelShares(store, timeRange(options, config.nowMs()));
    if (!options.json) console.log("level,count,share");
    for (const { level, count, share } of shares) {
      console.log(options.json ? JSON.stringify({ level, count, share }) : `${level},${count},${share}`);
    }
  } finally {
    await store.close();
  }
}

/** Most frequent first; records without a level come last. Shares are rounded to 4 decimals. */
async function levelShares(store: LogStore, filter: LogFilter): Promise<LevelShare[]> {
  const counts = await store.terms(filter, "log.level", LEVELS.length);
  const withLevel = counts.reduce((sum, { count }) => sum + count, 0);
  // Counted last, so that records which arrive meanwhile cannot make it the smaller number.
  const total = await store.count(filter);
  const all = counts.map(({ value, count }) => ({ level: value, count }));
  if (total > withLevel) all.push({ level: "none", count: total - withLevel });
  return all.map(({ level, count }) => ({ level, count, share: Math.round((count / total) * 10_000) / 10_000 }));
}
