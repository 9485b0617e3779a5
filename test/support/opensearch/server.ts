/** The real OpenSearch as a child process: one node, on loopback, with data in a temporary folder. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fetchJars, hasMaven, isFolder, jarFolder } from "./jars.ts";
import { findJava } from "./java.ts";

export interface OpenSearch {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  stop(): Promise<void>;
}

const MAIN_CLASS = "org.codelibs.opensearch.runner.OpenSearchRunner";

/** The runner takes ports up to 9299, and adds 1 to the one it is given. */
const PORTS = { first: 9201, last: 9299 };

const START_TIMEOUT_MS = 120_000;
const POLL_MS = 150;

/** The least request limit of an AWS domain (t2, t3 and .large instances); a full disk of the machine is not the test's affair. */
const SETTINGS = `
discovery.type: single-node
network.host: 127.0.0.1
http.max_content_length: 10mb
cluster.routing.allocation.disk.threshold_enabled: false
`;

/**
 * Descriptor 3 is a pipe that this process holds: however it ends, the pipe closes, and the server ends with it.
 * `$1` is the folder to remove, the rest the server's command.
 */
const LIFELINE = `
folder=$1; shift
"$@" </dev/null 3<&- &
server=$!
exec >/dev/null 2>&1
{ cat <&3; kill -9 $server; } &
watcher=$!
wait $server
kill $watcher
rm -rf "$folder"
`;

/** What is missing to run it here, as a sentence that says what to install; undefined if all is there. */
export async function missingForOpenSearch(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (!(await findJava(environment))) {
    return "OpenSearch needs a JDK, version 21 or later, found by JAVA_HOME, PATH or /usr/lib/jvm: install one (apt install openjdk-21-jdk-headless).";
  }
  if (!(await isFolder(jarFolder(environment))) && !(await hasMaven())) {
    return "OpenSearch is fetched by Maven: install it (apt install maven).";
  }
  return undefined;
}

/** @throws Error that says what is missing, or shows the server's last words */
export async function startOpenSearch(environment: NodeJS.ProcessEnv = process.env): Promise<OpenSearch> {
  const missing = await missingForOpenSearch(environment);
  const java = await findJava(environment);
  if (missing || !java) throw new Error(missing);
  const jars = jarFolder(environment);
  await fetchJars(jars);

  const folder = await mkdtemp(join(tmpdir(), "sluice-opensearch-"));
  const clusterName = `sluice-${randomUUID()}`;
  await mkdir(join(folder, "node_1/config"), { recursive: true });
  await writeFile(join(folder, "node_1/config/opensearch.yml"), SETTINGS);

  const options = ["-basePath", folder, "-numOfNode", "1", "-clusterName", clusterName];
  const port = ["-baseHttpPort", String((await freePort()) - 1)];
  const command = [java, "-Xms1g", "-Xmx1g", "-cp", join(jars, "*"), MAIN_CLASS, ...options, ...port];
  const server = spawn("sh", ["-c", LIFELINE, "sh", folder, ...command], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const exited = once(server, "exit");
  const stop = async () => {
    server.stdio[3]?.destroy();
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { url: await whenReady(server, clusterName), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port is the one that the server says: in the moment since we looked, somebody may have taken the other. */
async function whenReady(server: ChildProcess, clusterName: string): Promise<string> {
  const lines: string[] = [];
  let url: string | undefined;
  for (const stream of [server.stdout, server.stderr]) {
    if (!stream) continue;
    createInterface(stream).on("line", (line) => {
      url ??= portLine(line);
      if (lines.push(line) > 50) lines.shift();
    });
  }
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadlineMs && server.exitCode === null) {
    if (url && (await clusterAt(url)) === clusterName) return url;
    await delay(POLL_MS);
  }
  const what = server.exitCode === null ? `is not ready after ${START_TIMEOUT_MS / 1_000} s` : "ended at once";
  throw new Error(`OpenSearch ${what}. Its last words:\n${lines.join("\n")}`);
}

/** `HTTP Port:      9201` */
function portLine(line: string): string | undefined {
  const port = /^HTTP Port:\s+(\d+)$/.exec(line)?.[1];
  return port && `http://127.0.0.1:${port}`;
}

async function clusterAt(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null && "cluster_name" in body ? body.cluster_name : undefined;
  } catch {
    // Not up yet.
    return undefined;
  }
}

/** Begins at any place of the range, so that servers that start at once seldom meet. */
async function freePort(): Promise<number> {
  const size = PORTS.last - PORTS.first + 1;
  const start = Math.floor(Math.random() * size);
  for (let i = 0; i < size; i++) {
    const port = PORTS.first + ((start + i) % size);
    if (await isFree(port)) return port;
  }
  throw new Error(`All ports from ${PORTS.first} to ${PORTS.last} are taken`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, "127.0.0.1");
    await once(probe, "listening");
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
