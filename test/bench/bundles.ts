/**
 * What a cold start pays for: bytes of each package, and how long Node takes to load its bundle in a process of its own
 * (median of 7; node alone is subtracted by measuring inside the process). Build first: npm run build
 */
import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const dist = join(import.meta.dirname, "..", "..", "dist");
const ROUNDS = 7;
const LOAD = "const t = performance.now(); require(process.argv[1]); console.log(performance.now() - t)";

const packages = (await readdir(dist)).filter((file) => file.endsWith(".zip"));
console.log("function        bundle KiB  package KiB  import ms");
for (const file of packages) {
  const name = file.slice(0, -".zip".length);
  const bundle = join(dist, name, "index.js");
  const [code, packaged] = await Promise.all([stat(bundle), stat(join(dist, file))]);
  const cells = [kib(code.size).padStart(10), kib(packaged.size).padStart(12), (await importMs(bundle)).padStart(10)];
  console.log(`${name.padEnd(14)}  ${cells.join(" ")}`);
}

async function importMs(bundle: string): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Functions read their environment when they are called, not when they are loaded.
    const { stdout } = await run(process.execPath, ["-e", LOAD, bundle]);
    times.push(Number(stdout));
  }
  const median = times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  return median.toFixed(0);
}

function kib(sizeBytes: number): string {
  return (sizeBytes / 1024).toFixed(0);
}
