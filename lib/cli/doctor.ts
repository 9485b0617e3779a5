import type { Command } from "commander";
import type { Config } from "../config.ts";
import { DAY_MS } from "../durations.ts";
import type { DayTotal } from "../ledger/day.ts";
import type { LogStore } from "../ports.ts";
import { wholeNumber } from "./arguments.ts";
import { commandConfig } from "./configuration.ts";
import { type Finding, failed, jsonOf, textOf } from "./doctor/finding.ts";

const EXAMPLES = `
Examples:
  sluice doctor                  this machine's .sluice, or what the environment names
  sluice doctor --days 30        as far back as the store keeps
  sluice doctor --json | jq 'select(.status != "ok")'

Exits 1 if something does not work, or if records are missing that the store had confirmed.`;

interface DoctorOptions {
  readonly days: number;
  readonly store?: string;
  readonly json?: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("look whether everything is as it should be, and compare what was taken with what is stored")
    .option("--days <n>", "compare so many days, today included", wholeNumber(1), 7)
    .option("--store <url>", "https://…, http://localhost:9200 or sqlite:PATH")
    .option("--json", "one JSON line per finding")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(options: DoctorOptions): Promise<void> {
  for await (const finding of examine(options)) {
    console.log(options.json ? jsonOf(finding) : textOf(finding));
    if (finding.status === "fail") process.exitCode = 1;
  }
}

/** One thing after the other, told as soon as it is known: a store that does not answer takes its time. */
async function* examine(options: DoctorOptions): AsyncGenerator<Finding> {
  let config: Config;
  try {
    config = await commandConfig(options);
  } catch (error) {
    yield failed("configuration", error);
    return;
  }
  const rules = config.datasets.length;
  yield {
    check: "configuration",
    status: "ok",
    detail: `valid; ${rules} ${rules === 1 ? "rule" : "rules"} for datasets`,
  };
  yield* examineParts(config, options.days);
}

async function* examineParts(config: Config, days: number): AsyncGenerator<Finding> {
  const { openObjects, openStore } = await import("../adapters/open.ts");
  const { checkStore, hasStore } = await import("./doctor/store.ts");
  const { checkObjects } = await import("./doctor/objects.ts");
  const { checkForecast } = await import("./doctor/forecast.ts");
  const { checkQueue, checkTopic } = await import("./doctor/queue.ts");
  let store: LogStore | undefined;
  const open = async (): Promise<LogStore> => {
    store ??= await openStore(config);
    return store;
  };
  try {
    const stores = await checkStore(config, open);
    yield* stores;
    const objects = await openObjects(config);
    const objectsFinding = await checkObjects(objects);
    yield objectsFinding;
    yield await checkQueue(config);
    yield await checkTopic(config);
    if (objectsFinding.status === "fail") return;
    yield await checkForecast(objects);
    const isUp = hasStore(config) && stores.every(({ check, status }) => check !== "store" || status !== "fail");
    yield* examineLedger(config, days, isUp ? await open() : undefined);
  } finally {
    await store?.close();
  }
}

async function* examineLedger(config: Config, days: number, store: LogStore | undefined): AsyncGenerator<Finding> {
  const { ledgerKeysOf, openObjects } = await import("../adapters/open.ts");
  const { readLedger } = await import("../ledger/read.ts");
  const { dayOf } = await import("../ledger/counts.ts");
  const { checkRecords } = await import("./doctor/records.ts");
  const { checkKeys } = await import("./doctor/keys.ts");
  const objects = await openObjects(config);
  const fromDay = dayOf(config.nowMs() - (days - 1) * DAY_MS);
  let totals: Map<string, DayTotal>;
  try {
    totals = await readLedger(objects, ledgerKeysOf(config), { fromDay, retentionDays: config.index.retentionDays });
  } catch (error) {
    yield failed("records", error);
    return;
  }
  yield* await checkRecords(totals, store, config);
  yield* await checkKeys(objects, totals.values());
}
