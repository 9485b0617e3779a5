import { appendFile, mkdir, readdir, readFile, stat, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openFolderObjects } from "../../../lib/adapters/folder/objects.ts";
import { isSluiceError } from "../../../lib/errors.ts";
import { keysOf, textOf } from "../../contract/object-store.ts";
import { startChild } from "../../support/child.ts";
import { temporaryFolder } from "../../support/embedded.ts";
import { collect } from "../../support/streams.ts";

const HOLD_LOCK = fileURLToPath(import.meta.resolve("../../support/hold-lock.ts"));

describe("A folder that users see", () => {
  test("holds an ordinary key as the file of that path", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    const keys = ["logs/nginx/access.log", "a b+c%20d/é:x.json", "x".repeat(255)];
    for (const key of keys) await objects.put(key, key);
    for (const key of keys) expect(await readFile(join(path, key), "utf8")).toBe(key);
  });

  test("gives files that users drop under their path, changed in place or not", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    await mkdir(join(path, "logs/app"), { recursive: true });
    await writeFile(join(path, "logs/app/a%20b c.log"), "one\n");
    expect(await keysOf(objects)).toEqual(["logs/app/a%20b c.log"]);
    const before = await objects.get("logs/app/a%20b c.log");
    expect(before && (await collect(before.body)).toString()).toBe("one\n");
    await appendFile(join(path, "logs/app/a%20b c.log"), "two\n");
    const after = await objects.get("logs/app/a%20b c.log");
    expect(after?.etag).not.toBe(before?.etag);
    expect(after && (await collect(after.body)).toString()).toBe("one\ntwo\n");
  });

  test("tells an edit in place that keeps size and time of modification", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    const { etag } = await objects.put("state", "one");
    const { atime, mtime } = await stat(join(path, "state"));
    await writeFile(join(path, "state"), "two");
    await utimes(join(path, "state"), atime, mtime);
    const edited = objects.put("state", "mine", { ifMatch: etag });
    await expect(edited).rejects.toSatisfy((error) => isSluiceError(error, "conflict"));
  });

  test("makes each version newer than the one before, whatever the clock says", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    await objects.put("state", "one");
    const tomorrow = new Date(Date.now() + 86_400_000);
    await utimes(join(path, "state"), tomorrow, tomorrow);
    let beforeNs = (await stat(join(path, "state"), { bigint: true })).mtimeNs;
    for (let version = 0; version < 50; version++) {
      await objects.put("state", `${version}`);
      const { mtimeNs } = await stat(join(path, "state"), { bigint: true });
      expect(mtimeNs).toBeGreaterThan(beforeNs);
      beforeNs = mtimeNs;
    }
  });

  test("leaves files alone whose names begin with a dot, and its own", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    await objects.put("a", "x");
    await writeFile(join(path, ".DS_Store"), "x");
    await mkdir(join(path, ".git"));
    await writeFile(join(path, ".git/config"), "x");
    expect(await keysOf(objects)).toEqual(["a"]);
    expect(await objects.get(".DS_Store")).toBeUndefined();
    expect(await readdir(path)).toEqual([".DS_Store", ".git", ".lock", "a"]);
  });

  test("passes over names that no key has", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    await writeFile(Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0x66, 0xff, 0xfe])]), "not UTF-8");
    for (const name of ["%~ordinary", "%=a", "%~%20", "%+half"]) await writeFile(join(path, name), name);
    expect(await keysOf(objects)).toEqual(["a"]);
    expect(await textOf(objects, "a")).toBe("%=a");
  });

  test("prefers a file put back where an object had to make room for a folder", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    await writeFile(join(path, "a"), "new");
    await writeFile(join(path, "%=a"), "old");
    expect(await keysOf(objects)).toEqual(["a"]);
    expect(await textOf(objects, "a")).toBe("new");
    await objects.put("a", "newest");
    expect(await readdir(path)).toEqual([".lock", "a"]);
  });

  test("follows links to files, and lists no folder twice through a link", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    await objects.put("logs/a", "x");
    await symlink(join(path, "logs/a"), join(path, "logs/b"));
    await symlink(path, join(path, "logs/loop"));
    expect(await keysOf(objects)).toEqual(["logs/a", "logs/b"]);
  });
});

describe("Safety of a folder", () => {
  test.each(["../outside", "a/../../outside", "/etc/passwd", "./../outside", "..", "a/..", "nul\0byte/../../outside"])(
    "keeps %j inside",
    async (key) => {
      const parent = temporaryFolder();
      const path = join(parent, "objects");
      const objects = await openFolderObjects({ path });
      await objects.put(key, "x");
      expect(await textOf(objects, key)).toBe("x");
      expect(await keysOf(objects)).toEqual([key]);
      expect(await keysOf(objects, key)).toEqual([key]);
      expect(await readdir(parent)).toEqual(["objects"]);
    },
  );

  test("reads nothing outside", async () => {
    const parent = temporaryFolder();
    await writeFile(join(parent, "secret"), "x");
    const objects = await openFolderObjects({ path: join(parent, "objects") });
    await objects.put("a/b", "x");
    for (const key of ["../secret", "a/../../secret", join(parent, "secret")]) {
      expect(await objects.get(key)).toBeUndefined();
      await objects.delete(key);
    }
    expect(await keysOf(objects, "../")).toEqual([]);
    expect(await readdir(parent)).toEqual(["objects", "secret"]);
  });

  test("creates nothing until the first write", async () => {
    const path = join(temporaryFolder(), "not/yet");
    const objects = await openFolderObjects({ path });
    expect(await objects.get("a")).toBeUndefined();
    expect(await keysOf(objects)).toEqual([]);
    await expect(readdir(path)).rejects.toThrow(/ENOENT/);
    await objects.put("a", "x");
    expect(await keysOf(objects)).toEqual(["a"]);
  });

  test("leaves no temporary file behind, also where a condition does not hold", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    await objects.put("a", "x");
    await expect(objects.put("a", "y", { ifAbsent: true })).rejects.toThrow(/a exists already/);
    expect(await readdir(path)).toEqual([".lock", "a"]);
  });

  test("removes what a process that died left an hour ago, and no younger", async () => {
    const path = temporaryFolder();
    await writeFile(join(path, ".incoming-old"), "x");
    await writeFile(join(path, ".incoming-new"), "x");
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(join(path, ".incoming-old"), longAgo, longAgo);
    await openFolderObjects({ path });
    expect(await readdir(path)).toEqual([".incoming-new"]);
  });

  test("gives the bytes that were there at get, whatever happens to the key afterwards", async () => {
    const objects = await openFolderObjects({ path: temporaryFolder() });
    await objects.put("a", "first");
    const object = await objects.get("a");
    await objects.put("a", "second, and longer");
    await objects.delete("a");
    expect(object && (await collect(object.body)).toString()).toBe("first");
  });

  test("does not read past the size it told of a file that grows, and says so if it shrinks", async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    await writeFile(join(path, "growing"), "12345");
    const growing = await objects.get("growing");
    await appendFile(join(path, "growing"), "67890");
    expect(growing && (await collect(growing.body)).toString()).toBe("12345");
    const shrinking = await objects.get("growing");
    await truncate(join(path, "growing"), 3);
    await expect(collect(shrinking?.body ?? expect.fail())).rejects.toThrow(/cut from 10 to 3 bytes/);
  });

  test("waits for another process's write, and no longer than that process lives", { timeout: 30_000 }, async () => {
    const path = temporaryFolder();
    const objects = await openFolderObjects({ path });
    const holder = startChild(HOLD_LOCK, [path]);
    expect(await holder.nextLine()).toBe("held");
    let isDone = false;
    const writing = objects.put("a", "x").then(() => {
      isDone = true;
    });
    // Without the lock the write would be done long before these.
    for (let round = 0; round < 200; round++) await keysOf(objects);
    expect(isDone).toBe(false);
    holder.process.kill("SIGKILL");
    await writing;
    expect(await textOf(objects, "a")).toBe("x");
  });

  test("names the folder if it is none", async () => {
    const path = join(temporaryFolder(), "file");
    await writeFile(path, "x");
    await expect(openFolderObjects({ path })).rejects.toThrow(`folder:${path}: ENOTDIR`);
    await expect(openFolderObjects({ path: join(path, "below") })).rejects.toSatisfy((e) =>
      isSluiceError(e, "refused"),
    );
  });
});
