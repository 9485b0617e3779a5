/** The `sluice` command. Exit codes: 0 done, 1 failed, 2 wrong usage. Commands load what they need only when they run. */
import { Command, CommanderError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { addAlerts } from "./alerts.ts";
import { addDoctor } from "./doctor.ts";
import { reportError } from "./failure.ts";
import { addForecast } from "./forecast.ts";
import { addGenerate } from "./generate.ts";
import { addIngest } from "./ingest.ts";
import { addLevels } from "./levels.ts";
import { addNormalize } from "./normalize.ts";
import { addPatterns } from "./patterns.ts";
import { addQuarantine } from "./quarantine.ts";
import { addScan } from "./scan.ts";
import { addSearch } from "./search.ts";
import { addStart } from "./start.ts";

const ABOUT = `A serverless log pipeline for AWS, and the same on one machine.

Readers take files or standard input and print NDJSON or CSV on standard output.`;

const ENVIRONMENT = `
Environment:
  STORE_URL      https://…, http://localhost:9200 or sqlite:PATH
  OBJECTS_URL    s3://bucket/prefix or folder:PATH
  QUEUE_URL      https://sqs… or memory:
  WAKE_QUEUE_URL https://sqs….fifo or memory:wake
  TOPIC_ARN      arn:aws:sns:…, mailbox:PATH or smtp://…
  INGEST_TOKENS  comma-separated tokens, or USER:PASSWORD pairs
  SLUICE_CONFIG  path of sluice.yml
  SLUICE_NOW     a time that stands for now
  DEBUG=sluice   shows where an error comes from

Exit codes: 0 done, 1 failed, 2 wrong usage.`;

function createProgram(): Command {
  const program = new Command("sluice")
    .description(ABOUT)
    .version(manifest.version)
    .usage("COMMAND")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "sluice: ")) })
    .showHelpAfterError("--help tells more")
    .addHelpText("after", ENVIRONMENT);
  const adders = [
    addStart,
    addIngest,
    addNormalize,
    addPatterns,
    addSearch,
    addLevels,
    addScan,
    addForecast,
    addQuarantine,
    addAlerts,
    addGenerate,
    addDoctor,
  ];
  for (const add of adders) add(program);
  return program;
}

// Whoever reads our output may stop when they have seen enough: `sluice search | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // `sluice` alone prints the help too, but it was not asked for.
    const isHelp = error.code === "commander.help" && process.argv[2] === "help";
    const isAnswer = isHelp || error.code === "commander.helpDisplayed" || error.code === "commander.version";
    process.exitCode = isAnswer ? 0 : 2;
  } else {
    reportError(error);
    process.exitCode = 1;
  }
}
