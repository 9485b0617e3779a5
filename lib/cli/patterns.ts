import type { Command } from "commander";
import { reportError } from "./failure.ts";
import { linesOf, openInput } from "./input.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice search '*' --limit 10000 --json | jq -r .message | sluice patterns | sort | uniq -c | sort -rn`;

export function addPatterns(program: Command): void {
  program
    .command("patterns")
    .description('print {"pattern","template"} for each line, a message')
    .argument("[file]", "standard input if left out, or -")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(file: string | undefined): Promise<void> {
  const { patternOf } = await import("../patterns/pattern.ts");
  const output = lineWriter();
  try {
    const { body } = await openInput(file);
    for await (const line of linesOf(body)) {
      const { pattern, template } = patternOf(line);
      await output.line(JSON.stringify({ pattern, template }));
    }
  } catch (error) {
    process.exitCode = 1;
    reportError(error, file ?? "standard input");
  }
  await output.end();
}
