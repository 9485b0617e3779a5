import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** OpenSearch 3 is built for it. */
const LEAST_VERSION = 21;

/** Where distributions and macOS put their JDKs. */
const JVM_FOLDERS: readonly (readonly [folder: string, home: string])[] = [
  ["/usr/lib/jvm", ""],
  ["/Library/Java/JavaVirtualMachines", "Contents/Home"],
];

/** The first Java of version 21 or later by JAVA_HOME, PATH and the usual folders; undefined if there is none. */
export async function findJava(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const path of await candidates(environment)) {
    if ((await versionOf(path)) >= LEAST_VERSION) return path;
  }
  return undefined;
}

async function candidates(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const javaHome = environment["JAVA_HOME"];
  const byPath = (environment["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "java"));
  const installed = await Promise.all(JVM_FOLDERS.map(([folder, home]) => javasBelow(folder, home)));
  return [...(javaHome ? [join(javaHome, "bin/java")] : []), ...byPath, ...installed.flat()];
}

async function javasBelow(folder: string, home: string): Promise<string[]> {
  try {
    return (await readdir(folder)).map((name) => join(folder, name, home, "bin/java"));
  } catch {
    // Another system has other folders.
    return [];
  }
}

/** 0 if it cannot be run. `java -version` tells it on standard error: `openjdk version "25.0.3" 2026-04-21 LTS`. */
async function versionOf(java: string): Promise<number> {
  try {
    const { stderr } = await run(java, ["-version"]);
    return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
