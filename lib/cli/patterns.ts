import type { Command } from "commander";
import type { Pattern } from "../patterns/pattern.ts";
import { reportError } from "./failure.ts";
import { linesOf, openInput } from "./input.ts";
import { type LineWriter, lineWriter } from "./output.ts";

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
    await (merge ? printMerged(linesOf(body), output) : printEach(linesOf(body), output));
  } catch (error) {
    process.exitCode = 1;
    reportError(error, file ?? "standard input");
  }
  await output.end();
}

async function printEach(lines: AsyncIterable<string>, output: LineWriter): Promise<void> {
  const { patternOf } = await import("../patterns/pattern.ts");
  for await (const line of lines) await output.line(printed(patternOf(line)));
}

/** Holds the templates of the input, not its lines. */
async function printMerged(lines: AsyncIterable<string>, output: LineWriter): Promise<void> {
  const { fingerprint, patternOf } = await import("../patterns/pattern.ts");
  const { mergeTemplates } = await import("../patterns/merge.ts");
  const groups = new Map<string, { readonly template: string; count: number }>();
  const groupOfLine: { readonly template: string }[] = [];
  for await (const line of lines) {
    const { template } = patternOf(line);
    const group = groups.get(template) ?? { template, count: 0 };
    group.count++;
    groups.set(template, group);
    groupOfLine.push(group);
  }
  const merged = mergeTemplates([...groups.values()]);
  for (const group of groupOfLine) {
    const template = merged.get(group.template) ?? group.template;
    await output.line(printed({ template, pattern: fingerprint(template) }));
  }
}

function printed({ pattern, template }: Pattern): string {
  return JSON.stringify({ pattern, template });
}
