/**
 * One writer at a time, across all processes on the machine. The lock is SQLite's: the operating system holds it and
 * releases it when a process dies, however it dies, so there is no stale lock to take over (which no protocol of lock
 * files does without a race). https://www.sqlite.org/lockingv3.html
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SluiceError } from "../../errors.ts";
import { codeOf, fileError } from "../file-error.ts";

/** Critical sections take well under a millisecond; waiting this long means that a process hangs in one. */
const MAX_WAIT_MS = 10_000;

/** Of sqlite3.h: another process holds the lock. */
const SQLITE_BUSY = 5;

export interface FolderLock {
  /** Runs `work` with nobody else writing. It is synchronous so that it is short and cannot meet itself. */
  run<T>(work: () => T): Promise<T>;
}

/** @param path of the lock file; it is created at the first write, so that a read-only folder can be read */
export function folderLock(path: string): FolderLock {
  let opening: Promise<Database> | undefined;
  const database = () => {
    opening ??= openDatabase(path);
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };

  return {
    async run(work) {
      const db = await database();
      const deadlineMs = performance.now() + MAX_WAIT_MS;
      // Nothing is awaited between taking the lock and giving it back.
      for (let round = 0; !hasTaken(db, path); round++) {
        if (performance.now() > deadlineMs) {
          throw new SluiceError("unavailable", `Another process has held ${path} for ${MAX_WAIT_MS / 1000} s`);
        }
        await delay(Math.random() * Math.min(2 ** round, 20));
      }
      try {
        return work();
      } finally {
        db.exec("ROLLBACK");
      }
    },
  };
}

type Database = import("node:sqlite").DatabaseSync;

async function openDatabase(path: string): Promise<Database> {
  const { DatabaseSync } = await import("node:sqlite");
  try {
    await mkdir(dirname(path), { recursive: true });
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw fileError(error, `The lock file ${path}`);
  }
}

/** False if another process, or another adapter of this one, has the lock. */
function hasTaken(db: Database, path: string): boolean {
  try {
    db.exec("BEGIN IMMEDIATE");
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw fileError(error, `The lock file ${path}`);
  }
}

function isBusy(error: unknown): boolean {
  if (codeOf(error) !== "ERR_SQLITE_ERROR") return false;
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}
