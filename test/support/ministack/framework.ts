/** The Serverless Framework as its users run it: a process with arguments, environment and an exit code. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "../../..");
const command = join(root, "node_modules", ".bin", "serverless");
const resolver = pathToFileURL(join(import.meta.dirname, "resolve-localhost.mjs")).href;

/**
 * Gives what it printed.
 * @param environment of AWS, beside the test's own
 * @throws Error with what it printed, if it failed
 */
export async function serverless(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  const child = spawn(command, args, {
    cwd: root,
    env: {
      ...process.env,
      ...environment,
      PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
      NODE_OPTIONS: `--import=${resolver}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[code], output, errors] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`serverless ${args.join(" ")} ended with exit code ${code}:\n${output}${errors}`);
  return output + errors;
}

/** The outputs of the stack, from the text of `serverless info --verbose`. */
export function stackOutputs(info: string): Readonly<Record<string, string>> {
  const [, outputs = ""] = info.split("Stack Outputs:");
  return Object.fromEntries([...outputs.matchAll(/^\s+(\w+): (\S+)$/gm)].map(([, name, value]) => [name, value]));
}
