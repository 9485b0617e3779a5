import type { Command } from "commander";
import { reportError } from "./failure.ts";
import { openInput } from "./input.ts";
import { type LineWriter, lineWriter } from "./output.ts";

const LINE_FEED = 0x0a;

interface Options {
  readonly merge?: boolean;
}

const EXAMPLES = `
Examples:
  sluice search '*' --limit 10000 --json | jq -r .message | sluice patterns | sort | uniq -c | sort -rn
  sluice patterns --merge messages.txt | jq -r .template | sort | uniq -c | sort -rn`;

export function addPatterns(program: Command): void {
  program
    .command("patterns")
    .description('print {"pattern","template"} for each line, a message')
    .argument("[file]", "standard input if left out, or -")
    .option("--merge", "merge the templates of the whole input that differ in names only; prints at its end")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(file: string | undefined, { merge = false }: Options): Promise<void> {
  const output = lineWriter();
  try {
    const { body } = await openInput(file);
    await (merge ? printMerged(lineBlocksOf(body), output) : printEach(lineBlocksOf(body), output));
  } catch (error) {
    process.exitCode = 1;
    reportError(error, file ?? "standard input");
  }
  await output.end();
}

async function printEach(blocks: AsyncIterable<string[]>, output: LineWriter): Promise<void> {
  const { templateOf } = await import("../patterns/template.ts");
  const printed = await printer();
  for await (const lines of blocks) await output.line(lines.map((line) => printed(templateOf(line))).join("\n"));
}

/** Holds the templates of the input, not its lines. */
async function printMerged(blocks: AsyncIterable<string[]>, output: LineWriter): Promise<void> {
  const { mergeTemplates } = await import("../patterns/merge.ts");
  const { templateOf } = await import("../patterns/template.ts");
  const printed = await printer();
  const groups = new Map<string, { readonly template: string }>();
  const groupOfLine: { readonly template: string }[] = [];
  for await (const lines of blocks) {
    for (const line of lines) {
      const template = templateOf(line);
      const group = groups.get(template) ?? { template };
      groups.set(template, group);
      groupOfLine.push(group);
    }
  }
  const merged = mergeTemplates([...groups.values()]);
  for (const { template } of groupOfLine) await output.line(printed(merged.get(template) ?? template));
}

const REMEMBERED = 10_000;

/** What is printed for a template. Logs say the same again and again, so the last ones are remembered. */
async function printer(): Promise<(template: string) => string> {
  const { fingerprint } = await import("../patterns/pattern.ts");
  const known = new Map<string, string>();
  return (template) => {
    const before = known.get(template);
    if (before !== undefined) return before;
    if (known.size === REMEMBERED) known.clear();
    const line = JSON.stringify({ pattern: fingerprint(template), template });
    known.set(template, line);
    return line;
  };
}

/** All lines that end in a chunk at once: to wait for each would cost as much as its pattern. */
async function* lineBlocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last >= 0) {
      yield textOf([...rest, chunk.subarray(0, last)]).split("\n");
      rest = [];
    }
    if (last + 1 < chunk.length) rest.push(chunk.subarray(last + 1));
  }
  if (rest.length > 0) yield [textOf(rest)];
}

function textOf(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString("utf8");
}
