/** Tools that only PyPI has: each lives in a virtual environment in the user's cache, made when it is first needed. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const CACHE_DIR = process.env["SLUICE_CACHE"] || join(homedir(), ".cache", "sluice");
/** The names a Python of at least 3.10, which ministack asks for, goes by. */
const PYTHONS = ["python3", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const IS_NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 10))";

/** The command of a Python that would do; undefined where there is none. */
export async function findPython(): Promise<string | undefined> {
  for (const python of PYTHONS) {
    const found = await run(python, ["-c", IS_NEW_ENOUGH]).catch(() => undefined);
    if (found) return python;
  }
  return undefined;
}

/**
 * The `bin` folder of a virtual environment that holds this version of a PyPI package; some 20 s the first time.
 * @throws Error that says what to do, if there is no Python 3.10 with venv, or PyPI gives no package
 */
export async function pythonTool(name: string, version: string): Promise<string> {
  const folder = join(CACHE_DIR, `${name}-${version}`);
  const bin = join(folder, "bin");
  const complete = join(folder, "complete");
  if (existsSync(complete)) return bin;

  const python = await findPython();
  if (!python) throw new Error(`${name} needs Python 3.10 or later (Debian: apt-get install python3 python3-venv)`);
  await mkdir(CACHE_DIR, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await step(python, ["-m", "venv", folder], "Python lacks its venv module (Debian: apt-get install python3-venv)");
  const requirement = `${name}==${version}`;
  await step(join(bin, "python"), ["-m", "pip", "install", "-q", requirement], `pip could not install ${requirement}`);
  await writeFile(complete, "");
  return bin;
}

async function step(command: string, args: string[], problem: string): Promise<void> {
  try {
    await run(command, args);
  } catch (cause) {
    throw new Error(problem, { cause });
  }
}
