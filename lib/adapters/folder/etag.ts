import type { BigIntStats } from "node:fs";

export type FileStat = Pick<BigIntStats, "ino" | "size" | "mtimeMs" | "mtimeNs" | "ctimeNs">;

/**
 * Cheap enough for lists, and other for every content: each write makes a new inode that is newer than the one it replaces
 * (write.ts), and an edit in place changes the times. ctime, which no program can set, tells edits that keep mtime.
 */
export function etagOf(stat: FileStat): string {
  return [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].map((part) => part.toString(36)).join("-");
}
