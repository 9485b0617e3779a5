/** An ObjectStore in a folder: for one machine, safe for any number of processes on it. */
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ObjectStore } from "../../ports.ts";
import { codeOf, fileError } from "../file-error.ts";
import { checkKey } from "../object-key.ts";
import { listObjects } from "./list.ts";
import { folderLock } from "./lock.ts";
import { pathOf } from "./path.ts";
import { readObject } from "./read.ts";
import { placeObject, removeObject } from "./write.ts";

const TEMPORARY = ".incoming-";
/** No write takes an hour: what is older was left by a process that died. */
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * @param options.path the folder; it is created at the first write
 * @returns keys are paths below it (path.ts tells the exceptions); content types are not kept
 */
export async function openFolderObjects(options: { path: string }): Promise<ObjectStore> {
  const root = resolve(options.path);
  const url = `folder:${options.path}`;
  const lock = folderLock(join(root, ".lock"));
  const failure = (error: unknown, key: string) => fileError(error, `${url}, key ${key}`);
  await removeAbandoned(root);

  return {
    url,

    async get(key) {
      checkKey(key, url);
      try {
        return await readObject(root, key, `${url}, key ${key}`);
      } catch (error) {
        throw failure(error, key);
      }
    },

    async put(key, body, options = {}) {
      checkKey(key, url);
      const temporary = join(root, TEMPORARY + randomUUID());
      try {
        await writeDurably(temporary, body);
        const placed = await lock.run(() => placeObject(root, key, temporary, options));
        await syncFolder(dirname(join(root, pathOf(key))));
        return placed;
      } catch (error) {
        await rm(temporary, { force: true });
        throw failure(error, key);
      }
    },

    async *list(prefix) {
      try {
        yield* listObjects(root, prefix);
      } catch (error) {
        throw failure(error, prefix);
      }
    },

    async delete(key) {
      checkKey(key, url);
      try {
        await lock.run(() => removeObject(root, key));
      } catch (error) {
        throw failure(error, key);
      }
    },
  };
}

/** On the disk, not only in the cache, before it takes its name: a power cut leaves the old object or the new one. */
async function writeDurably(path: string, body: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "wx");
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The name, too, has to reach the disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function removeAbandoned(root: string): Promise<void> {
  for (const name of await namesIn(root)) {
    if (!name.startsWith(TEMPORARY)) continue;
    const path = join(root, name);
    // Gone meanwhile: its writer lives.
    const modifiedMs = await stat(path).then(
      (found) => found.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - modifiedMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw fileError(error, `folder:${folder}`);
  }
}
