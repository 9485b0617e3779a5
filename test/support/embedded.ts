/** The embedded stores in a temporary folder that the test's end removes: the same adapters that `npm start` runs on. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openFolderObjects } from "../../lib/adapters/folder/objects.ts";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import type { LogStore, ObjectStore, SearchHit } from "../../lib/ports.ts";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Embedded {
  readonly folder: string;
  readonly store: LogStore;
  readonly objects: ObjectStore;
}

export async function openEmbedded(): Promise<Embedded> {
  const folder = temporaryFolder();
  const store = await openSqliteStore({ path: join(folder, "logs.db"), granularity: "day" });
  onTestFinished(() => store.close());
  return { folder, store, objects: await openFolderObjects({ path: join(folder, "objects") }) };
}

/** Every document, oldest first. */
export async function allDocuments(store: LogStore): Promise<SearchHit[]> {
  const hits: SearchHit[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.search({ limit: 1_000, ...(cursor && { cursor }) });
    hits.push(...page.hits);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return hits.reverse();
}

/** The entries of all quarantine files, or of those below another prefix. */
export async function quarantined(
  objects: ObjectStore,
  prefix = "quarantine/",
): Promise<{ reason: string; raw?: string; rawBase64?: string; offset: number; id: string }[]> {
  const entries = [];
  for await (const { key } of objects.list(prefix)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await objects.get(key))?.body ?? []) chunks.push(chunk);
    entries.push(
      ...Buffer.concat(chunks)
        .toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    );
  }
  return entries;
}
