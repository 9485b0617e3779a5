/** The `sluice` command as a process of its own, in a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const MAIN = join(import.meta.dirname, "../../lib/cli/main.ts");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SluiceOptions {
  /** The working directory: there lie .sluice and sluice.yml. */
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

export async function sluice(args: readonly string[], { cwd, stdin, env }: SluiceOptions): Promise<Ended> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
  });
  child.stdin.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, stdout, stderr };
}

/** Each line of standard output as JSON. */
export function jsonLines<T = Record<string, unknown>>({ stdout }: Ended): T[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): T => JSON.parse(line));
}
