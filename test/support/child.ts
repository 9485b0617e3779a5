/** Processes of their own, on the Node that runs the tests; the test's end ends them. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

export interface Child {
  readonly process: ChildProcess;
  /** The next line of its standard output. */
  nextLine(): Promise<string>;
  /** @returns its exit code; null if a signal ended it */
  ended(): Promise<number | null>;
}

export function startChild(script: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    async nextLine() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended`);
      return value;
    },
    async ended() {
      const [code] = await exit;
      return code;
    },
  };
}
