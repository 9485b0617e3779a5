import type { Command } from "commander";
import type { LogFilter } from "../ports.ts";
import { LEVELS, type Level, type LogRecord } from "../record.ts";
import { parseTime, type TimeArgument, wholeNumber } from "./arguments.ts";
import { commandConfig, requireStore } from "./configuration.ts";
import { lineWriter } from "./output.ts";
import { recordLine } from "./record-line.ts";

const EXAMPLES = `
Examples:
  sluice search                                     the latest 10
  sluice search 'timeout "connection refused" -debug'
  sluice search 'service.name:checkout url.path:/api*' --level error fatal --from 2h
  sluice search '*' --from 2026-11-23 --to 2026-11-24 --limit 1000000 --json > day.ndjson

Words and "phrases" (quoted for the shell as well, as above) are looked up in message and error; FIELD:VALUE compares a field; * at an end is any
continuation; - in front negates. level, service, host and pattern are short for their fields. Times without a zone are UTC.`;

interface SearchOptions {
  readonly from?: TimeArgument;
  readonly to?: TimeArgument;
  readonly limit: number;
  readonly json?: boolean;
  readonly level?: Level[];
  readonly service?: string;
  readonly store?: string;
}

/** Of one request to the store; more are asked for page by page. */
const PAGE_SIZE = 1_000;

export function addSearch(program: Command): void {
  const levels = program.createOption("--level <level...>", "only these levels").choices([...LEVELS]);
  program
    .command("search")
    .description("find records, newest first")
    .argument("[query...]", "what to look for; everything if left out")
    .option("--from <time>", "from this time on: ISO, or how long ago (15m, 2h, 1d)", parseTime)
    .option("--to <time>", "before this time", parseTime)
    .option("--limit <n>", "at most so many", wholeNumber(1), 10)
    .option("--json", "whole documents, one JSON line each")
    .addOption(levels)
    .option("--service <name>", "only this service")
    .option("--store <url>", "https://…, http://localhost:9200 or sqlite:PATH")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(words: readonly string[], options: SearchOptions): Promise<void> {
  const config = await commandConfig(options);
  requireStore(config);
  const { openStore } = await import("../adapters/open.ts");
  const { parseQuery } = await import("../query.ts");
  const filter: LogFilter = {
    ...timeRange(options, config.nowMs()),
    ...(options.level && { levels: options.level }),
    ...(options.service !== undefined && { service: options.service }),
    text: parseQuery(words.join(" ")),
  };
  const format = options.json ? jsonOf : lineFormat();
  const output = lineWriter();
  const store = await openStore(config);
  try {
    let left = options.limit;
    let cursor: string | undefined;
    do {
      const page = await store.search({ ...filter, limit: Math.min(left, PAGE_SIZE), ...(cursor && { cursor }) });
      for (const { record } of page.hits) await output.line(format(record));
      left -= page.hits.length;
      cursor = page.cursor;
    } while (cursor !== undefined && left > 0);
    await output.end();
  } finally {
    await store.close();
  }
}

export function timeRange(
  { from, to }: { readonly from?: TimeArgument; readonly to?: TimeArgument },
  nowMs: number,
): Pick<LogFilter, "fromMs" | "toMs"> {
  return { ...(from && { fromMs: from(nowMs) }), ...(to && { toMs: to(nowMs) }) };
}

function jsonOf(record: LogRecord): string {
  return JSON.stringify(record);
}

function lineFormat(): (record: LogRecord) => string {
  const isColoured = process.stdout.isTTY === true && !process.env["NO_COLOR"];
  return (record) => recordLine(record, isColoured);
}
