/** Stores of its own for one input: what it leaves behind is nobody else's. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFolderObjects } from "../../lib/adapters/folder/objects.ts";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import type { LogStore, ObjectStore } from "../../lib/ports.ts";

export interface Stores {
  readonly store: LogStore;
  readonly objects: ObjectStore;
}

export async function withStores(work: (stores: Stores) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-fuzz-"));
  const store = await openSqliteStore({ path: ":memory:", granularity: "day" });
  try {
    await work({ store, objects: await openFolderObjects({ path: folder }) });
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
