/** What there is when all is done: which numbers the store and the quarantine hold, and how often. */
import type { ObjectStore } from "../../lib/ports.ts";
import { numberIn } from "./records.ts";
import type { Stored } from "./stored.ts";

export interface Contents {
  /** As the store counts. */
  readonly storeCount: number;
  /** By number: how many documents say it. */
  readonly stored: Uint8Array;
  /** By number: how many ids it has in quarantine. An entry may lie there twice, and counts once by its id. */
  readonly quarantined: Uint8Array;
  /** Documents and entries that say no number of this run. */
  readonly foreign: readonly string[];
}

export async function contentsOf(store: Stored, objects: ObjectStore, count: number): Promise<Contents> {
  const stored = new Uint8Array(count);
  const quarantined = new Uint8Array(count);
  const foreign: string[] = [];

  function mark(numbers: Uint8Array, text: string): void {
    const n = numberIn(text);
    if (n === undefined || n >= count) foreign.push(text.slice(0, 200));
    else numbers[n] = Math.min(255, (numbers[n] ?? 0) + 1);
  }

  for await (const message of store.messages()) mark(stored, message);
  for (const [, line] of await quarantineEntries(objects)) mark(quarantined, line);
  return { storeCount: await store.count(), stored, quarantined, foreign };
}

/** Id → entry. */
async function quarantineEntries(objects: ObjectStore): Promise<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  for await (const { key } of objects.list("quarantine/")) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await objects.get(key))?.body ?? []) chunks.push(chunk);
    for (const line of Buffer.concat(chunks).toString("utf8").split("\n")) {
      if (line === "") continue;
      const { id, raw }: { id: string; raw?: string } = JSON.parse(line);
      entries.set(id, raw ?? line);
    }
  }
  return entries;
}
