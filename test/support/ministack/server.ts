/**
 * A local AWS for the deployed tests: the PyPI package ministack, which runs CloudFormation templates, invokes the packaged
 * bundles in Node processes of their own, and (AUTH=true) lets each function do only what its role allows.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pythonTool } from "../../../infra/build/python.ts";

const MINISTACK_VERSION = "1.5.33";

export interface Ministack {
  readonly endpointUrl: string;
  /** For the process environment of a client: AWS's own variables, so that what runs with them believes it is on AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** The last lines it wrote, the functions' own logs among them: what to read when a test fails. */
  log(): string;
  stop(): Promise<void>;
}

/** @throws Error that says what to do, if this machine has no Python that would do */
export async function startMinistack(): Promise<Ministack> {
  const bin = await pythonTool("ministack", MINISTACK_VERSION);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "sluice-aws-"));
  const lines: string[] = [];
  const server = spawn(join(bin, "python"), ["-m", "ministack.app"], {
    // The functions inherit this environment: they get nothing of the test's own. Their runtime is the Node that runs the test.
    env: {
      PATH: [dirname(process.execPath), bin, process.env["PATH"]].join(delimiter),
      HOME: folder,
      TMPDIR: folder,
      GATEWAY_PORT: String(port),
      BIND_HOST: "127.0.0.1",
      AUTH: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await untilReady(server, lines);

  return {
    endpointUrl: `http://localhost:${port}`,
    environment: {
      AWS_ENDPOINT_URL: `http://localhost:${port}`,
      AWS_REGION: "us-east-1",
      // The account's root for ministack: it may do everything.
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    log: () => lines.join("\n"),
    async stop() {
      const exited = once(server, "exit");
      if (server.exitCode === null && server.kill("SIGTERM")) await exited;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const KEPT_LINES = 400;

async function untilReady(server: ChildProcess, lines: string[]): Promise<void> {
  const ready = Promise.withResolvers<void>();
  for (const stream of [server.stdout, server.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      if (line.includes("Running on http")) ready.resolve();
    });
  }
  server.on("error", ready.reject);
  server.on("exit", (code) => ready.reject(new Error(`ministack ended with exit code ${code}:\n${lines.join("\n")}`)));
  await ready.promise;
}

/** Free now: nobody keeps it for us until ministack takes it, as it cannot be told to choose one itself. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has an address with a port");
  probe.close();
  await once(probe, "close");
  return address.port;
}
