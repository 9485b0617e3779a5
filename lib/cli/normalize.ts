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
  sluice normalize app.log --as logs/app/1.gz    as the rules of sluice.yml for that key have it`;

interface NormalizeOptions {
  readonly timeZone?: string;
  readonly now?: number;
  readonly as?: string;
}

export function addNormalize(program: Command): void {
  program
    .command("normalize")
    .description("print the document of each record, in order, storing nothing")
    .argument("[file]", "a log, compressed or not; standard input if left out")
    .option("--time-zone <zone>", "of times that carry none; UTC if neither this nor sluice.yml says", timeZone)
    .option("--now <time>", "stands for now: arrival, and the time of records without one", parseInstant)
    .option("--as <key>", "the key or tag that rules of sluice.yml match")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(file: string | undefined, options: NormalizeOptions): Promise<void> {
  const config = await commandConfig({});
  const { showDocuments } = await import("./show.ts");
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
    await showDocuments({ ...delivery, name, deliveredMs: options.now ?? delivery.deliveredMs }, settings, output);
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
