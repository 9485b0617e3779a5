/** The worker processes: started, listened to, killed with -9, and started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { IngestReport } from "../../lib/ingest/report.ts";

export interface Told {
  /** Of invocations that finished, in the order they did. */
  readonly reports: IngestReport[];
  /** Messages that came again: their visibility lapsed, their batch failed, or their worker was killed. */
  redeliveries: number;
  kills: number;
  /** Messages by which a function was handed the rest of an object. */
  continuations: number;
  /** Objects that were put below spool/. */
  spooled: number;
  timeouts: number;
  /** The last things that went wrong, for a reader of a run that failed. */
  readonly troubles: string[];
}

export interface Workers {
  readonly told: Told;
  /** `kill -9` of the n-th. */
  kill(n: number): void;
  readonly count: number;
  /** Ends all of them, and starts none again. */
  stop(): Promise<void>;
}

const MOST_TROUBLES = 30;

/** @param commands one worker's arguments each */
export function startWorkers(
  commands: readonly (readonly string[])[],
  environment: NodeJS.ProcessEnv,
  onReport: () => void,
): Workers {
  const told: Told = {
    reports: [],
    redeliveries: 0,
    kills: 0,
    continuations: 0,
    spooled: 0,
    timeouts: 0,
    troubles: [],
  };
  const running: ChildProcess[] = [];
  let isStopping = false;

  function start(n: number): void {
    const script = `${import.meta.dirname}/worker.ts`;
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, ...(commands[n] ?? [])], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    running[n] = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface(stream).on("line", (line) => listen(line));
    }
    child.on("exit", () => {
      if (!isStopping) start(n);
    });
  }

  function listen(line: string): void {
    const { report, worker, level } = parsed(line);
    if (report) {
      told.reports.push(report);
      onReport();
    } else if (worker) {
      told.redeliveries += worker.again ?? 0;
      told.continuations += worker.continued ?? 0;
      if (worker.timedOut) told.timeouts++;
      if (worker.failed) trouble(worker.failed);
    } else if (level !== "INFO" && level !== "WARN") trouble(line);
  }

  function trouble(line: string): void {
    told.troubles.push(line.slice(0, 500));
    if (told.troubles.length > MOST_TROUBLES) told.troubles.shift();
  }

  for (const n of commands.keys()) start(n);
  return {
    told,
    count: commands.length,
    kill(n) {
      if (running[n]?.kill("SIGKILL")) told.kills++;
    },
    async stop() {
      isStopping = true;
      const alive = running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      const ended = alive.map((child) => once(child, "exit"));
      for (const child of alive) child.kill("SIGKILL");
      await Promise.all(ended);
    },
  };
}

interface Line {
  readonly level?: string;
  readonly report?: IngestReport;
  readonly worker?: {
    readonly again?: number;
    readonly continued?: number;
    readonly timedOut?: boolean;
    readonly failed?: string;
  };
}

/** What a killed worker wrote half is no line. */
function parsed(line: string): Line {
  try {
    const value: unknown = JSON.parse(line);
    // The shape is that of worker.ts and of lib/telemetry.ts.
    return typeof value === "object" && value !== null ? (value as Line) : {};
  } catch {
    return {};
  }
}
