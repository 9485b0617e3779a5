import type { Command } from "commander";
import type { StartOptions } from "../../infra/local/environment.ts";
import { port } from "./arguments.ts";
import { reportError } from "./failure.ts";

const EXAMPLES = `
Examples:
  npm start                                  everything under .sluice, with a log generator
  npm start -- --port 0 --no-demo            a free port, and only what you ship to it
  npm start -- --store http://localhost:9200 records in an OpenSearch instead of SQLite`;

/** npm passes a signal of the terminal on, so that it comes several times: those are one wish. */
const SAME_SIGNAL_MS = 500;

export function addStart(program: Command): void {
  program
    .command("start")
    .description("run the whole pipeline on this machine: endpoint, page, scans, forecasts, alerts")
    .option("--port <n>", "where to listen; 0 picks a free port", port, 8080)
    .option("--host <address>", "where to listen; beyond loopback set INGEST_TOKENS", "127.0.0.1")
    .option("--data <dir>", "holds logs.db, objects/ and mailbox/", ".sluice")
    .option("--no-demo", "without the log generator")
    .option("--store <url>", "https://…, http://localhost:9200 or sqlite:PATH")
    .option("--objects <url>", "s3://bucket/prefix or folder:PATH")
    .option("--queue <url>", "https://sqs… or memory:")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(options: StartOptions): Promise<void> {
  const { start } = await import("../../infra/local/start.ts");
  try {
    const running = await start(options);
    stopOnSignal(running.stop);
  } catch (error) {
    reportError(error);
    // Parts that started before the one that failed would keep the process alive.
    process.exit(1);
  }
}

function stopOnSignal(stop: () => Promise<void>): void {
  let firstMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      void end(stop);
    } else if (performance.now() - firstMs > SAME_SIGNAL_MS) {
      process.exit(signal === "SIGINT" ? 130 : 143);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
}

async function end(stop: () => Promise<void>): Promise<void> {
  try {
    await stop();
    process.exit(0);
  } catch (error) {
    reportError(error);
    process.exit(1);
  }
}
