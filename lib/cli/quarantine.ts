import { type Command, InvalidArgumentError } from "commander";
import type { Config } from "../config.ts";
import type { ObjectStore } from "../ports.ts";
import type { EntryFilter } from "../quarantine/read.ts";
import { wholeNumber } from "./arguments.ts";
import { commandConfig } from "./configuration.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice quarantine ls
  sluice quarantine show --reason 'not JSON' --limit 5 | jq .
  sluice quarantine show --day 2026-11-23 --raw > broken.log
  sluice quarantine replay --origin http:nginx    after a fix of sluice.yml, or of what the store refused`;

interface ShowOptions extends EntryFilter {
  readonly limit: number;
  readonly raw?: boolean;
}

interface ReplayOptions extends EntryFilter {
  readonly store?: string;
}

export function addQuarantine(program: Command): void {
  const quarantine = program
    .command("quarantine")
    .description("what could not be indexed, and why")
    .addHelpText("after", EXAMPLES);
  filtered(quarantine.command("ls"))
    .description("how many entries there are by day, origin and reason, one JSON line each")
    .action(list);
  filtered(quarantine.command("show"))
    .description("the entries themselves, one JSON line each")
    .option("--limit <n>", "at most so many", wholeNumber(1), 10)
    .option("--raw", "only the bytes, as they came")
    .action(show);
  filtered(quarantine.command("replay"))
    .description("read entries again, with today's sluice.yml and under the same ids; what is stored then leaves")
    .option("--store <url>", "https://…, http://localhost:9200 or sqlite:PATH")
    .action(runReplay);
}

function filtered(command: Command): Command {
  return command
    .option("--day <date>", "only of this day of delivery: 2026-11-23, or 2026-11", day)
    .option("--origin <text>", "only where the origin contains this")
    .option("--reason <text>", "only where the reason contains this");
}

async function list(filter: EntryFilter): Promise<void> {
  const { readParts, matches } = await import("../quarantine/read.ts");
  const counts = new Map<string, number>();
  for await (const part of readParts(await quarantineOf(await commandConfig({})), filter)) {
    for (const entry of part.entries.filter((candidate) => matches(candidate, filter))) {
      // The kind, as reports count it: details differ from entry to entry.
      const group = JSON.stringify({ day: part.day, origin: entry.origin, reason: entry.reason.split(":", 1)[0] });
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
  }
  const output = lineWriter();
  for (const [group, entries] of counts) await output.line(JSON.stringify({ ...JSON.parse(group), entries }));
  await output.end();
}

async function show({ limit, raw, ...filter }: ShowOptions): Promise<void> {
  const { readParts, matches, bytesOf } = await import("../quarantine/read.ts");
  const output = lineWriter();
  let left = limit;
  for await (const { entries } of readParts(await quarantineOf(await commandConfig({})), filter)) {
    for (const entry of entries.filter((candidate) => matches(candidate, filter)).slice(0, left)) {
      left--;
      if (raw) process.stdout.write(Buffer.concat([bytesOf(entry), Buffer.from("\n")]));
      else await output.line(JSON.stringify(entry));
    }
    if (left === 0) break;
  }
  await output.end();
}

async function runReplay({ store: storeUrl, ...filter }: ReplayOptions): Promise<void> {
  const config = await commandConfig({ store: storeUrl });
  const { openIntake, openMark, openObjects } = await import("../adapters/open.ts");
  const { replay } = await import("../quarantine/replay.ts");
  const store = await openIntake(config);
  try {
    const objects = await openObjects(config);
    async function open(origin: string) {
      const [, bucket, bucketKey] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(origin) ?? [];
      const [, folderKey] = /^folder:\/(.+)$/s.exec(origin) ?? [];
      if (folderKey !== undefined) return (await objects.get(folderKey))?.body;
      if (bucket === undefined || bucketKey === undefined) return undefined;
      return (await (await openObjects(config, bucket)).get(bucketKey))?.body;
    }
    try {
      console.log(JSON.stringify(await replay({ store, objects, open }, config, filter)));
    } finally {
      await (await openMark(config)).write(config.nowMs());
    }
  } finally {
    await store.close();
  }
}

async function quarantineOf(config: Config): Promise<ObjectStore> {
  const { openObjects } = await import("../adapters/open.ts");
  return openObjects(config);
}

function day(text: string): string {
  if (/^\d{4}(?:-\d\d(?:-\d\d)?)?$/.test(text)) return text;
  throw new InvalidArgumentError("Expected a day such as 2026-11-23, or a month such as 2026-11.");
}
