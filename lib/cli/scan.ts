import type { Command } from "commander";
import type { Config } from "../config.ts";
import { MINUTE_MS } from "../durations.ts";
import type { ReplayClock } from "../scan/replay-store.ts";
import { parseDuration, parseTime, type TimeArgument, wholeMinutes } from "./arguments.ts";
import { commandConfig, requireStore } from "./configuration.ts";

const EXAMPLES = `
Examples:
  sluice scan                                            one scan now, as the schedule does it; prints its report
  sluice scan --dry-run                                  what would fire now: one JSON line per alert
  sluice scan --at 2026-11-24T10:00:00Z --dry-run        what would have fired then
  sluice scan --from 7d --to now                         every mail of the week, and how many in all
  sluice scan --from 7d --to now --rule slow-checkout    of one rule alone, be it muted by others or not; errors are the groups of errors
  sluice scan --from 2026-11-01 --to 2026-11-08 --by time

A dry run and a replay begin with an empty memory, send nothing and keep nothing. The time before, --warm-up, is scanned as well, so that what is
usual is not taken for new. --by time takes each line as arriving when it happened: for logs that were put in later. --every 5m is
faster; then rules about silence say nothing, which need a scan every 3 minutes at least.`;

const DEFAULT_WARM_UP_MS = 3 * 60 * MINUTE_MS;

export interface ScanOptions {
  readonly at?: TimeArgument;
  readonly dryRun?: boolean;
  readonly from?: TimeArgument;
  readonly to?: TimeArgument;
  readonly rule?: string;
  readonly every: number;
  readonly warmUp: number;
  readonly by: ReplayClock;
  readonly json?: boolean;
  readonly store?: string;
}

export function addScan(program: Command): void {
  const command = program
    .command("scan")
    .description("scan for errors and by the rules: now, or to see what would have fired")
    .option("--dry-run", "send nothing, keep nothing: print what would fire")
    .option("--at <time>", "of a dry run: ISO, or how long ago (15m, 2h, 1d)", parseTime)
    .option("--from <time>", "replay from this time on", parseTime)
    .option("--to <time>", "replay up to this time (default: now)", parseTime)
    .option("--rule <name>", "of a dry run or replay: this rule alone, or errors")
    .addOption(
      program
        .createOption("--every <duration>", "of a replay: from one scan to the next")
        .argParser(wholeMinutes)
        .default(MINUTE_MS, "1m"),
    )
    .addOption(
      program
        .createOption("--warm-up <duration>", "scanned before")
        .argParser(parseDuration)
        .default(DEFAULT_WARM_UP_MS, "3h"),
    )
    .addOption(
      program
        .createOption("--by <clock>", "a line counts when it arrived, or when it happened")
        .choices(["arrival", "time"])
        .default("arrival"),
    )
    .option("--json", "of a replay: whole mails and the summary, one JSON line each")
    .option("--store <url>", "https://…, http://localhost:9200 or sqlite:PATH")
    .addHelpText("after", EXAMPLES)
    .action((options: ScanOptions) => {
      const { at, dryRun, from, to, rule } = options;
      if (at && !dryRun) command.error("error: --at needs --dry-run: for a time that is over nothing is sent");
      if (to && !from) command.error("error: --to needs --from");
      if (from && dryRun) command.error("error: a replay (--from) sends nothing anyway: leave --dry-run out");
      if (rule !== undefined && !from && !dryRun) command.error("error: --rule needs --dry-run or --from");
      return run(options);
    });
}

async function run(options: ScanOptions): Promise<void> {
  const config = await commandConfig(options);
  requireStore(config);
  if (!options.from && !options.dryRun) return scanNow(config);
  const { replayMails, showAlerts } = await import("./replay.ts");
  return options.from ? replayMails(options, config, options.from(config.nowMs())) : showAlerts(options, config);
}

async function scanNow(config: Config): Promise<void> {
  const { openNotifier, openObjects, openStore } = await import("../adapters/open.ts");
  const { scan } = await import("../scan/run.ts");
  const store = await openStore(config);
  try {
    const report = await scan({
      store,
      objects: await openObjects(config),
      notifierOf: (route) => openNotifier(config, route),
      settings: config,
      nowMs: config.nowMs(),
      places: { pageUrl: config.page.url, dashboardsUrl: config.page.dashboardsUrl },
    });
    console.log(JSON.stringify(report));
    if (report.failures.length > 0 || report.failedRules.length > 0) process.exitCode = 1;
  } finally {
    await store.close();
  }
}
