import type { BigIntStats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectSummary } from "../../ports.ts";
import { codeOf } from "../file-error.ts";
import { etagOf } from "./etag.ts";
import { partOf, pathBesideFolder, pathOf } from "./path.ts";

/** The objects whose keys begin with `prefix`, in ascending order of their UTF-8 bytes. Holds one folder's names at a time. */
export async function* listObjects(root: string, prefix: string): AsyncGenerator<ObjectSummary> {
  const base = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const folder = base === "" ? root : join(root, pathOf(base.slice(0, -1)));
  yield* walk(folder, base, prefix);
}

async function* walk(folder: string, base: string, prefix: string): AsyncGenerator<ObjectSummary> {
  let last: string | undefined;
  for (const child of await childrenOf(folder)) {
    const key = base + child.segment;
    if (child.isFolder) {
      if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)) yield* walk(child.path, `${key}/`, prefix);
    } else if (key.startsWith(prefix) && key !== last) {
      const summary = await summaryOf(key, child.path);
      if (!summary) continue;
      last = key;
      yield summary;
    }
  }
}

interface Child {
  readonly segment: string;
  readonly path: string;
  readonly isFolder: boolean;
  readonly besideFolder: boolean;
  readonly order: Buffer;
}

/**
 * In the order of the keys they stand for: all keys below a folder begin with its segment and a slash. Where a user put a
 * file back in the place that an object had to leave, theirs comes first, and counts, as in get.
 */
async function childrenOf(folder: string): Promise<Child[]> {
  const children = await readChildren(folder, "", "");
  return children.sort((a, b) => Buffer.compare(a.order, b.order) || Number(a.besideFolder) - Number(b.besideFolder));
}

/**
 * @param above the path from `folder` to the pieces of a long segment, if this looks for the rest of it
 * @param before what those pieces say
 */
async function readChildren(folder: string, above: string, before: string): Promise<Child[]> {
  const children: Child[] = [];
  for (const entry of await entriesOf(join(folder, above))) {
    const part = partOf(entry.name, before);
    if (!part) continue;
    const name = above + entry.name.toString();
    const isFolder = entry.isDirectory();
    if (part.kind === "piece") {
      if (isFolder) children.push(...(await readChildren(folder, `${name}/`, part.text)));
      continue;
    }
    const { text: segment, besideFolder } = part;
    // A name that this adapter would not give belongs to no key.
    if (name !== (besideFolder ? pathBesideFolder(segment) : pathOf(segment)) || (isFolder && besideFolder)) continue;
    const order = Buffer.from(isFolder ? `${segment}/` : segment);
    children.push({ segment, path: join(folder, name), isFolder, besideFolder, order });
  }
  return children;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    // Nothing there, or an object of that name: no key begins with this folder.
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

/** Gone, or a link that leads nowhere. */
const NO_FILE: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

/** Undefined if it is no file, or was deleted since the folder was read. */
async function summaryOf(key: string, path: string): Promise<ObjectSummary | undefined> {
  let found: BigIntStats;
  try {
    found = await stat(path, { bigint: true });
  } catch (error) {
    if (NO_FILE.has(codeOf(error) ?? "")) return undefined;
    throw error;
  }
  if (!found.isFile()) return undefined;
  return { key, sizeBytes: Number(found.size), etag: etagOf(found), modifiedMs: Number(found.mtimeMs) };
}
