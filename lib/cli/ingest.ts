import type { Command } from "commander";
import type { Config } from "../config.ts";
import { isSluiceError, SluiceError } from "../errors.ts";
import type { Delivery } from "../ingest/delivery.ts";
import { type IngestReport, toldOf } from "../ingest/report.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { commandConfig } from "./configuration.ts";
import { inputAsObject, inputDelivery } from "./delivery.ts";
import { reportError } from "./failure.ts";
import { openInput } from "./input.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice ingest app.log access.log.gz
  kubectl logs deploy/shop | sluice ingest -
  sluice ingest 20261123_0.gz --as logs/20261123_0.gz   the same records as that object has
  sluice ingest app.log --show | jq .message            stores nothing`;

interface IngestOptions {
  readonly as?: string;
  readonly store?: string;
  readonly show?: boolean;
}

export function addIngest(program: Command): void {
  program
    .command("ingest")
    .description("store the records of files now; prints a JSON report for each")
    .argument("<file...>", "logs, compressed or not; - is standard input")
    .option("--as <key>", "as if it were the object of this key: equal records meet as duplicates")
    .option("--store <url>", "https://…, http://localhost:9200 or sqlite:PATH")
    .option("--show", "print the documents instead, storing nothing")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], options: IngestOptions, command: Command) => {
      if (options.as !== undefined && files.length > 1) command.error("error: --as names one object: give one file");
      await run(files, options);
    });
}

async function run(files: readonly string[], options: IngestOptions): Promise<void> {
  const config = await commandConfig(options);
  if (options.show) return showAll(files, options, config);

  const { openIntake, openLedger, openMark, openObjects } = await import("../adapters/open.ts");
  const { ingest } = await import("../ingest/run.ts");
  const reports: IngestReport[] = [];
  const store = await openIntake(config);
  try {
    const objects = await openObjects(config);
    const mark = await openMark(config);
    await prepare(store, config);
    await each(files, async (file) => {
      try {
        const report = await ingest(await deliveryOf(file, options, config, objects), { store, objects }, config);
        reports.push(report);
        console.log(JSON.stringify(toldOf(report)));
        if (report.quarantined > 0) tellQuarantine(report, objects);
      } finally {
        // What failed may have stored something, too.
        await mark.write(config.nowMs()).catch((error: unknown) => reportError(error, file));
      }
    });
  } finally {
    await store.close();
    const uncounted = await (await openLedger(config)).record(reports, { nowMs: config.nowMs() });
    if (uncounted) reportError(uncounted.error, `${uncounted.records} records are stored, but not in the ledger`);
  }
}

async function showAll(files: readonly string[], options: IngestOptions, config: Config): Promise<void> {
  const { openObjects } = await import("../adapters/open.ts");
  const { showDocuments } = await import("./show.ts");
  const objects = await openObjects(config);
  const output = lineWriter();
  await each(files, async (file) => {
    await showDocuments(await deliveryOf(file, options, config, objects), config, output);
  });
  await output.end();
}

/** A file that fails does not keep the others from being done; a store that is down does. */
async function each(files: readonly string[], work: (file: string) => Promise<void>): Promise<void> {
  for (const file of files) {
    try {
      await work(file);
    } catch (error) {
      process.exitCode = 1;
      reportError(error, file);
      if (isSluiceError(error, "unavailable")) return;
    }
  }
}

async function deliveryOf(
  file: string,
  options: IngestOptions,
  config: Config,
  objects: ObjectStore,
): Promise<Delivery> {
  const input = await openInput(file);
  return options.as === undefined ? inputDelivery(input, config) : inputAsObject(input, options.as, objects, config);
}

/** What writes of today and tomorrow need; the store makes other days when they come. */
async function prepare(store: LogStore, config: Config): Promise<void> {
  const days = [0, 86_400_000].map((aheadMs) => new Date(config.nowMs() + aheadMs).toISOString().slice(0, 10));
  await store.prepare(days);
}

function tellQuarantine(report: IngestReport, objects: ObjectStore): void {
  const reasons = Object.entries(report.reasons).map(([reason, count]) => `${reason} (${count})`);
  const kept = `${report.quarantined} of ${report.received} records went to quarantine: ${reasons.join(", ")}`;
  const error = new SluiceError("refused", `${kept}. They lie below ${objects.url}/quarantine/`);
  reportError(error, report.object);
  if (report.quarantined === report.received) process.exitCode = 1;
}
