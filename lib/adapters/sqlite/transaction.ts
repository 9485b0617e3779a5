import type { DatabaseSync } from "node:sqlite";

/**
 * All or nothing. IMMEDIATE takes the write lock at once and so waits for other processes (the connection's timeout); a
 * transaction that turns from reader to writer half way would fail instead of waiting.
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk and the like have already rolled back.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
