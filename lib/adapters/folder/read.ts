import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { StoredObject } from "../../ports.ts";
import { codeOf, fileError } from "../file-error.ts";
import { etagOf } from "./etag.ts";
import { placesOf } from "./write.ts";

const CHUNK_BYTES = 256 * 1024;

/** @param what for people, in errors */
export async function readObject(root: string, key: string, what: string): Promise<StoredObject | undefined> {
  const handle = await openObject(root, key);
  if (!handle) return undefined;
  try {
    const stat = await handle.stat({ bigint: true });
    const sizeBytes = Number(stat.size);
    const body = bodyOf(handle, sizeBytes, what);
    // Up to its first yield, from where on ending the iteration closes the file.
    await body.next();
    return { body, sizeBytes, etag: etagOf(stat), modifiedMs: Number(stat.mtimeMs) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A write may move the object from one place to the other while this looks at them, hence the third look. */
async function openObject(root: string, key: string): Promise<FileHandle | undefined> {
  const { own, besideFolder } = placesOf(root, key);
  for (const path of [own, besideFolder, own]) {
    const handle = await openFile(path);
    if (handle) return handle;
  }
  return undefined;
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    // Not blocking: opening a named pipe would wait for its writer.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENXIO") return undefined;
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}

const NOTHING = new Uint8Array(0);

/**
 * Exactly the bytes that `sizeBytes` tells, even if somebody appends to the file meanwhile.
 * @returns yields nothing first, so that it can be begun before it is read
 */
async function* bodyOf(handle: FileHandle, sizeBytes: number, what: string): AsyncGenerator<Uint8Array> {
  let readBytes = 0;
  try {
    yield NOTHING;
    if (sizeBytes === 0) return;
    for await (const chunk of handle.createReadStream({ end: sizeBytes - 1, highWaterMark: CHUNK_BYTES })) {
      readBytes += chunk.length;
      yield chunk;
    }
    if (readBytes < sizeBytes) throw new Error(`cut from ${sizeBytes} to ${readBytes} bytes while it was read`);
  } catch (error) {
    throw fileError(error, what);
  } finally {
    await handle.close();
  }
}
