/**
 * One `sluice start` per data folder: its queue lives in the process, so that two would ingest everything twice. The lock is SQLite's,
 * which the operating system releases however the process ends: no stale lock is ever in the way. Who holds it stands in a file beside it.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SluiceError } from "../../lib/errors.ts";

export interface InstanceLock {
  release(): Promise<void>;
}

/** @throws SluiceError "config" if another process runs on this folder, or the folder cannot be written */
export async function lockInstance(dataDir: string): Promise<InstanceLock> {
  const holderPath = join(dataDir, "running.pid");
  const db = await openLock(dataDir);
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    db.close();
    const pid = await readFile(holderPath, "utf8").then(
      (text) => text.trim(),
      () => "",
    );
    const who = pid === "" ? "Another process" : `Process ${pid}`;
    const message = `${who} runs sluice start on ${dataDir} already. Stop it, or choose another folder with --data DIR`;
    throw new SluiceError("config", message, { cause });
  }
  await writeFile(holderPath, `${process.pid}\n`);
  return {
    async release() {
      await rm(holderPath, { force: true });
      db.close();
    },
  };
}

async function openLock(dataDir: string): Promise<DatabaseSync> {
  try {
    await mkdir(dataDir, { recursive: true });
    return new DatabaseSync(join(dataDir, "running.lock"), { timeout: 0 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The data folder ${dataDir} cannot be written: ${reason}. Choose another with --data DIR`;
    throw new SluiceError("config", message, { cause });
  }
}
