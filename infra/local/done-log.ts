/** Which objects of the folder were ingested, so that a restart does not read all of them again: one JSON line each, appended. */
import { appendFile, readFile, rename, writeFile } from "node:fs/promises";

export interface DoneLog {
  /** Key → etag as it was ingested. */
  readonly entries: ReadonlyMap<string, string>;
  add(key: string, etag: string): Promise<void>;
  /** Writes the log anew if most of it is stale. */
  compact(isThere: (key: string) => boolean): Promise<void>;
}

/** Not worth a new file. */
const FEW_STALE_LINES = 1_000;

export async function openDoneLog(path: string): Promise<DoneLog> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const lines = text.split("\n");
  const entries = new Map<string, string>();
  for (const line of lines) {
    const entry = entryOf(line);
    if (entry) entries.set(...entry);
  }
  let lineCount = lines.length;
  // A line that a crash cut off must not swallow the next one.
  let separator = text === "" || text.endsWith("\n") ? "" : "\n";
  let writing = Promise.resolve();

  function inTurn(write: () => Promise<void>): Promise<void> {
    writing = writing.catch(() => {}).then(write);
    return writing;
  }

  return {
    entries,
    add(key, etag) {
      entries.set(key, etag);
      return inTurn(async () => {
        await appendFile(path, `${separator}${lineOf(key, etag)}`);
        separator = "";
        lineCount++;
      });
    },
    compact(isThere) {
      return inTurn(async () => {
        for (const key of entries.keys()) if (!isThere(key)) entries.delete(key);
        if (lineCount < entries.size * 2 + FEW_STALE_LINES) return;
        await writeFile(`${path}.tmp`, [...entries].map(([key, etag]) => lineOf(key, etag)).join(""));
        await rename(`${path}.tmp`, path);
        separator = "";
        lineCount = entries.size;
      });
    },
  };
}

function lineOf(key: string, etag: string): string {
  return `${JSON.stringify([key, etag])}\n`;
}

/** Undefined for a line that a crash cut off: its object is ingested once more, which changes nothing. */
function entryOf(line: string): [string, string] | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    if (!Array.isArray(entry)) return undefined;
    const [key, etag]: unknown[] = entry;
    return typeof key === "string" && typeof etag === "string" ? [key, etag] : undefined;
  } catch {
    return undefined;
  }
}
