import type { Command } from "commander";
import { parseInstant, positiveNumber, wholeNumber } from "./arguments.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice generate                                   a minute of the classic lines, one a second
  sluice generate --seconds 3600 --rate 20 | sluice ingest -
  sluice generate --count 400000 --seed 7 > app.log

The same seed and start give the same lines.`;

interface GenerateOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly rate: number;
  readonly count?: number;
  readonly start?: number;
  readonly format: "json" | "text";
}

/** About what applications log in everyday operation. */
const SHARES = { warn: 0.15, error: 0.05 };

export function addGenerate(program: Command): void {
  const format = program
    .createOption("--format <format>", "JSON lines, or plain text")
    .choices(["json", "text"])
    .default("json");
  program
    .command("generate")
    .description("print lines of a made-up application: timestamp, level, message, service")
    .option("--seed <n>", "which lines", wholeNumber(0), 1)
    .option("--seconds <n>", "how many seconds of lines", positiveNumber, 60)
    .option("--rate <n>", "lines a second", positiveNumber, 1)
    .option("--count <n>", "exactly so many lines, however many seconds that is", wholeNumber(0))
    .option("--start <time>", "time of the first line (default: the last line's is now)", parseInstant)
    .addOption(format)
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(options: GenerateOptions): Promise<void> {
  const { classicRecord } = await import("../../infra/local/generator/classic.ts");
  const { randomOf } = await import("../../infra/local/generator/random.ts");
  const { nowMs } = await import("./configuration.ts").then(({ commandConfig }) => commandConfig({}));
  const count = options.count ?? Math.round(options.seconds * options.rate);
  const startMs = options.start ?? nowMs() - (Math.max(count - 1, 0) / options.rate) * 1000;
  const random = randomOf(options.seed);
  const output = lineWriter();
  for (let n = 0; n < count; n++) {
    const record = classicRecord(random, startMs + (n / options.rate) * 1000, SHARES);
    const { timestamp, level, service, message } = record;
    const writing = output.line(
      options.format === "json" ? JSON.stringify(record) : `${timestamp} ${level.padEnd(5)} ${service} ${message}`,
    );
    if (writing) await writing;
  }
  await output.end();
}
