/**
 * Tells soon where something changed below a folder. One watch per folder: Node's recursive watch takes one per file on Linux, where
 * they are few. Hints may be missing (network drives give none, new folders are watched a moment late), so the whole is looked through at
 * intervals as well.
 */
import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface FolderHints {
  /** Watches folders that are new. Call it at intervals. */
  refresh(): Promise<void>;
  close(): void;
}

const MAX_WATCHED_FOLDERS = 2_000;

/** @param onHint takes the path below `root` of what may have changed, with slashes */
export function watchFolders(root: string, onHint: (path: string) => void): FolderHints {
  const watchers = new Map<string, FSWatcher>();

  function add(folder: string): void {
    if (watchers.has(folder) || watchers.size >= MAX_WATCHED_FOLDERS) return;
    try {
      const watcher = watch(join(root, folder), { persistent: false }, (_, name) =>
        onHint(name === null ? folder : join(folder, name)),
      );
      // The folder is gone, or watches are used up: looking through the whole still finds everything.
      watcher.on("error", () => remove(folder));
      watchers.set(folder, watcher);
      // What came before the watch began.
      onHint(folder);
    } catch {
      // As above.
    }
  }

  function remove(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  async function walk(folder: string, seen: Set<string>): Promise<void> {
    seen.add(folder);
    add(folder);
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && !entry.name.startsWith(".")) await walk(join(folder, entry.name), seen);
    }
  }

  return {
    async refresh() {
      const seen = new Set<string>();
      await walk("", seen);
      for (const folder of watchers.keys()) if (!seen.has(folder)) remove(folder);
    },
    close() {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}
