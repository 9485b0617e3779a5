/** What happens to the folder while its lock is held: synchronous, a handful of system calls each. */
import { mkdirSync, renameSync, rmdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { SluiceError } from "../../errors.ts";
import type { PutOptions } from "../../ports.ts";
import { codeOf } from "../file-error.ts";
import { etagOf, type FileStat } from "./etag.ts";
import { pathBesideFolder, pathOf } from "./path.ts";

/** Where an object may lie: under its own name, else beside the folder that has taken it. */
export function placesOf(root: string, key: string): { own: string; besideFolder: string } {
  return { own: join(root, pathOf(key)), besideFolder: join(root, pathBesideFolder(key)) };
}

/**
 * Moves the finished file `temporary` to where `key` lies.
 * @throws SluiceError "conflict" if a condition does not hold
 */
export function placeObject(root: string, key: string, temporary: string, options: PutOptions): { etag: string } {
  const places = placesOf(root, key);
  const present = fileAt(places.own) ?? fileAt(places.besideFolder);
  checkConditions(key, present, options);

  makeFolder(root, key);
  makeNewer(temporary, present);
  const target = isTakenByFolder(places.own) ? places.besideFolder : places.own;
  renameSync(temporary, target);
  if (target === places.own) rmSync(places.besideFolder, { force: true });
  return { etag: etagOf(statSync(target, { bigint: true })) };
}

export function removeObject(root: string, key: string): void {
  const { own, besideFolder } = placesOf(root, key);
  if (fileAt(own)) rmSync(own, { force: true });
  if (fileAt(besideFolder)) rmSync(besideFolder, { force: true });
}

function checkConditions(key: string, present: FileStat | undefined, options: PutOptions): void {
  if (options.ifAbsent && present) throw new SluiceError("conflict", `${key} exists already`);
  if (options.ifMatch === undefined) return;
  if (!present) throw new SluiceError("conflict", `${key} does not exist any more`);
  if (etagOf(present) !== options.ifMatch) throw new SluiceError("conflict", `${key} was changed by somebody else`);
}

/** The folders above `key`. An object in the way moves aside: S3 holds `a` and `a/b`, a file system does not. */
function makeFolder(root: string, key: string): void {
  const folder = dirname(join(root, pathOf(key)));
  try {
    mkdirSync(folder, { recursive: true });
    return;
  } catch (error) {
    if (codeOf(error) !== "EEXIST" && codeOf(error) !== "ENOTDIR") throw error;
  }
  for (let end = key.indexOf("/"); end !== -1; end = key.indexOf("/", end + 1)) {
    const { own, besideFolder } = placesOf(root, key.slice(0, end));
    if (fileAt(own)) renameSync(own, besideFolder);
  }
  mkdirSync(folder, { recursive: true });
}

/**
 * The clock of the kernel may tick only every few milliseconds and inode numbers are used again, so that two versions of
 * equal size could carry the same etag. Each version is therefore newer than the one before. Two milliseconds, because
 * the seconds that utimes takes are a double: a file may show a hair less than it was given, which is a whole one less here.
 */
function makeNewer(temporary: string, present: FileStat | undefined): void {
  const leastMs = present ? Number(present.mtimeMs) + 2 : 0;
  const modifiedSeconds = Math.max(Date.now(), leastMs) / 1000;
  utimesSync(temporary, modifiedSeconds, modifiedSeconds);
}

/** Of an empty folder nothing is lost: it makes room. */
function isTakenByFolder(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  try {
    rmdirSync(path);
    return false;
  } catch {
    return true;
  }
}

function fileAt(path: string): FileStat | undefined {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat?.isFile() ? stat : undefined;
  } catch (error) {
    // One of the folders above is a file: there is nothing below it.
    if (codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
