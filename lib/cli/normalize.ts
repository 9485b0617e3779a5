import type { Command } from "commander";
import type { DatasetRule } from "../config/dataset-rule.ts";
import type { Config } from "../config.ts";
import { parseInstant, timeZone } from "./arguments.ts";
import { commandConfig } from "./configuration.ts";
import { inputDelivery } from "./delivery.ts";
import { reportError } from "./failure.ts";
import { openInput } from "./input.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice normalize access.log
  tail -n 100 app.log | sluice normalize --time-zone Europe/Berlin
  sluice normalize app.log --as logs/app/1.gz    as the rules of sluice.yml for that key have it
  sluice normalize sample.log --explain | jq -c '[.format, .rules, .document.message]'`;

interface NormalizeOptions {
  readonly timeZone?: string;
  readonly now?: number;
  readonly as?: string;
  readonly explain?: boolean;
}

export function addNormalize(program: Command): void {
  program
    .command("normalize")
    .description("print the document of each record, in order, storing nothing")
    .argument("[file]", "a log, compressed or not; standard input if left out")
    .option("--time-zone <zone>", "of times that carry none; UTC if neither this nor sluice.yml says", timeZone)
    .option("--now <time>", "stands for now: arrival, and the time of records without one", parseInstant)
    .option("--as <key>", "the key or tag that rules of sluice.yml match")
    .option("--explain", "say of each record how it was understood and which rules had an effect")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(file: string | undefined, options: NormalizeOptions): Promise<void> {
  const config = await commandConfig({});
  const output = lineWriter();
  try {
    const delivery = inputDelivery(await openInput(file), config);
    const name = options.as ?? delivery.name;
    const settings = {
      ...config,
      datasets: await datasetsFor(name, options, config),
      redact: config.redact,
      nowMs: options.now === undefined ? config.nowMs : constant(options.now),
    };
    const named = { ...delivery, name, deliveredMs: options.now ?? delivery.deliveredMs };
    if (options.explain) await (await import("./explain.ts")).explainRecords(named, settings, output);
    else await (await import("./show.ts")).showDocuments(named, settings, output);
  } catch (error) {
    process.exitCode = 1;
    reportError(error, file ?? "standard input");
  }
  await output.end();
}

/** The rule that holds anyway, with the option's time zone. */
async function datasetsFor(name: string, options: NormalizeOptions, config: Config): Promise<readonly DatasetRule[]> {
  if (options.timeZone === undefined) return config.datasets;
  const { datasetOf } = await import("../normalize/dataset.ts");
  return [{ ...datasetOf(config.datasets, name), match: "*", timeZone: options.timeZone }];
}

function constant(ms: number): () => number {
  return () => ms;
}
