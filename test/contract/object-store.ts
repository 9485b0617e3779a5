/** What every ObjectStore promises: lib/ports.ts, sentence by sentence. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSluiceError } from "../../lib/errors.ts";
import type { ObjectStore, ObjectSummary, StoredObject } from "../../lib/ports.ts";
import { collect } from "../support/streams.ts";

/** Keys as shippers, users and attackers write them. */
const ODD_KEYS = [
  "logs/2026/11/24/app.log.gz",
  "with space/and+plus/100%.log",
  "already%20encoded%2Fkey",
  "ünïcödé/日本語/🚿.json",
  "..",
  ".",
  "../../etc/passwd",
  "a/../b",
  "./here",
  "/leading",
  "trailing/",
  "double//slash",
  "///",
  ".hidden/.file",
  "%~x/%+y/%=z",
  "%~%2E",
  "back\\slash",
  "query?a=b&c=d#fragment",
  "quote'\"<xml>&amp;",
  "star*|pipe:colon~tilde",
  `long/${"x".repeat(300)}/${"é".repeat(150)}`,
  "y".repeat(1000),
];

/** @param open gives an empty store */
export function objectStoreContract(name: string, open: () => Promise<ObjectStore>): void {
  describe(`${name} as an ObjectStore`, () => {
    test("gives back what was put: bytes, size, etag and time", async () => {
      const objects = await open();
      const bytes = Buffer.from([0, 255, 10, 13, 0x1f, 0x8b]);
      const beforeMs = Date.now();
      const { etag } = await objects.put("logs/a.bin", bytes);
      const object = await objects.get("logs/a.bin");
      expect(object && (await collect(object.body))).toEqual(bytes);
      expect(object).toMatchObject({ sizeBytes: 6, etag });
      // S3 tells whole seconds.
      expect(object?.modifiedMs).toBeGreaterThanOrEqual(Math.floor(beforeMs / 1000) * 1000);
      expect(object?.modifiedMs).toBeLessThanOrEqual(Date.now() + 1000);
    });

    test("stores text as UTF-8", async () => {
      const objects = await open();
      await objects.put("text", "Grüße, 世界 🚿");
      expect(await textOf(objects, "text")).toBe("Grüße, 世界 🚿");
    });

    test("holds an empty object", async () => {
      const objects = await open();
      await objects.put("empty", "");
      const object = await objects.get("empty");
      expect(object?.sizeBytes).toBe(0);
      expect(object && (await collect(object.body))).toHaveLength(0);
      expect(await keysOf(objects)).toEqual(["empty"]);
    });

    test("streams a large object unchanged", async () => {
      const objects = await open();
      const bytes = Buffer.alloc(5_000_003, "The quick brown fox. ");
      await objects.put("large", bytes);
      const object = await objects.get("large");
      const chunks: Uint8Array[] = [];
      for await (const chunk of object?.body ?? []) chunks.push(chunk);
      expect(chunks.length).toBeGreaterThan(1);
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    });

    test("lets a reader stop early, and goes on serving", async () => {
      const objects = await open();
      await objects.put("large", Buffer.alloc(4_000_000, "x"));
      for (let round = 0; round < 60; round++) {
        const object = await objects.get("large");
        for await (const chunk of object?.body ?? []) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
      }
      expect((await textOf(objects, "large"))?.length).toBe(4_000_000);
    });

    test("releases what it holds for a body whose iteration is ended before it began", async () => {
      const objects = await open();
      await objects.put("large", Buffer.alloc(1_000_000, "x"));
      for (let round = 0; round < 60; round++) await endUnread(await objects.get("large"));
      expect(await keysOf(objects)).toEqual(["large"]);
    });

    test("gives undefined for what is not there", async () => {
      const objects = await open();
      await objects.put("a/b/c", "x");
      for (const key of ["nothing", "a", "a/b", "a/b/c/d", "a/b/"]) expect(await objects.get(key)).toBeUndefined();
    });

    test("replaces an object, and its etag changes with its content, even at equal size", async () => {
      const objects = await open();
      const etags = new Set<string>();
      for (let version = 10; version < 40; version++) etags.add((await objects.put("state", `v${version}`)).etag);
      expect(etags.size).toBe(30);
      expect(await textOf(objects, "state")).toBe("v39");
    });

    test("puts with ifAbsent only what is not there", async () => {
      const objects = await open();
      await objects.put("once", "first", { ifAbsent: true });
      await expect(objects.put("once", "second", { ifAbsent: true })).rejects.toSatisfy(isConflict);
      expect(await textOf(objects, "once")).toBe("first");
      await objects.delete("once");
      await objects.put("once", "third", { ifAbsent: true });
      expect(await textOf(objects, "once")).toBe("third");
    });

    test("puts with ifMatch only over what was read", async () => {
      const objects = await open();
      const first = await objects.put("state", "1");
      const second = await objects.put("state", "2", { ifMatch: first.etag });
      await expect(objects.put("state", "lost", { ifMatch: first.etag })).rejects.toSatisfy(isConflict);
      expect(await textOf(objects, "state")).toBe("2");
      const object = await objects.get("state");
      expect(object?.etag).toBe(second.etag);
      await endUnread(object);
    });

    test("has a conflict where ifMatch names an object that is gone", async () => {
      const objects = await open();
      const { etag } = await objects.put("state", "1");
      await objects.delete("state");
      await expect(objects.put("state", "2", { ifMatch: etag })).rejects.toSatisfy(isConflict);
      expect(await objects.get("state")).toBeUndefined();
    });

    test("lets exactly one of many writers win", async () => {
      const objects = await open();
      const { etag } = await objects.put("race", "start");
      const creations = await winners(10, (n) => objects.put("new", `${n}`, { ifAbsent: true }));
      const changes = await winners(10, (n) => objects.put("race", `${n}`, { ifMatch: etag }));
      expect([creations.length, changes.length]).toEqual([1, 1]);
      expect(await textOf(objects, "new")).toBe(`${creations[0]}`);
      expect(await textOf(objects, "race")).toBe(`${changes[0]}`);
    });

    test("lists keys in ascending order of UTF-8 bytes, with what get tells of them", async () => {
      const objects = await open();
      // U+FFFD comes after 😀 in UTF-16 units, before it in UTF-8.
      const keys = ["a", "a!", "a/b", "a/c/d", "a/c.d", "a0", "B", "b", "z", "é", "\u{FFFD}", "\u{1F600}"];
      for (const key of keys.toReversed()) await objects.put(key, `content of ${key}`);
      const listed = await summariesOf(objects, "");
      expect(listed.map(({ key }) => key)).toEqual(inByteOrder(keys));
      for (const summary of listed) {
        const object = await objects.get(summary.key);
        await endUnread(object);
        expect(object).toMatchObject({ etag: summary.etag, sizeBytes: summary.sizeBytes });
        expect(Math.abs((object?.modifiedMs ?? 0) - summary.modifiedMs)).toBeLessThan(1000);
      }
    });

    test("lists what begins with the prefix, which need not end at a slash", async () => {
      const objects = await open();
      for (const key of ["logs/a/1", "logs/a/2", "logs/ab", "logs/b", "logs", "logsx", "other/logs/a/1"]) {
        await objects.put(key, "x");
      }
      expect(await keysOf(objects, "logs/a")).toEqual(["logs/a/1", "logs/a/2", "logs/ab"]);
      expect(await keysOf(objects, "logs/a/")).toEqual(["logs/a/1", "logs/a/2"]);
      expect(await keysOf(objects, "logs")).toEqual(["logs", "logs/a/1", "logs/a/2", "logs/ab", "logs/b", "logsx"]);
      expect(await keysOf(objects, "logs/ab")).toEqual(["logs/ab"]);
      expect(await keysOf(objects, "none/")).toEqual([]);
    });

    test("lists more than one page", async () => {
      const objects = await open();
      const keys = Array.from({ length: 40 }, (_, n) => `page/${n % 3}/${String(n).padStart(3, "0")}`);
      await Promise.all(keys.map((key) => objects.put(key, "x")));
      expect(await keysOf(objects, "page/")).toEqual(inByteOrder(keys));
    });

    test("deletes an object, without an error if it is not there", async () => {
      const objects = await open();
      await objects.put("a", "x");
      await objects.put("a/b", "y");
      await objects.delete("a");
      await objects.delete("a");
      await objects.delete("never/there");
      expect(await objects.get("a")).toBeUndefined();
      expect(await keysOf(objects)).toEqual(["a/b"]);
    });

    test("holds an object beside others whose keys go on below it", async () => {
      const objects = await open();
      for (const key of ["a/b/c", "a/b", "a", "a/b/c/d"]) await objects.put(key, `first ${key}`);
      for (const key of ["a/b/c", "a/b", "a", "a/b/c/d"]) await objects.put(key, `then ${key}`);
      const keys = await keysOf(objects);
      expect(keys).toEqual(["a", "a/b", "a/b/c", "a/b/c/d"]);
      for (const key of keys) expect(await textOf(objects, key)).toBe(`then ${key}`);
    });

    test.each(ODD_KEYS)("takes the key %j as it is", async (key) => {
      const objects = await open();
      await objects.put(key, `content of ${key}`);
      expect(await textOf(objects, key)).toBe(`content of ${key}`);
      expect(await keysOf(objects)).toEqual([key]);
      expect(await keysOf(objects, key)).toEqual([key]);
      await objects.delete(key);
      expect(await keysOf(objects)).toEqual([]);
    });

    test("keeps odd keys apart from each other", async () => {
      const objects = await open();
      for (const key of ODD_KEYS) await objects.put(key, key);
      expect(await keysOf(objects)).toEqual(inByteOrder(ODD_KEYS));
      for (const key of ODD_KEYS) expect(await textOf(objects, key)).toBe(key);
    });

    test("takes any key made of slashes, dots, percent signs and letters", async () => {
      const objects = await open();
      const keys = fc.string({ unit: fc.constantFrom(..."/.%~+=2Eaé"), minLength: 1, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(keys, async (some) => {
          await objects.put(some, some);
          expect(await textOf(objects, some)).toBe(some);
          expect(await keysOf(objects, some)).toContain(some);
          await objects.delete(some);
          expect(await objects.get(some)).toBeUndefined();
        }),
        { numRuns: 60 },
      );
    });

    test.each([
      ["an empty key", ""],
      ["a key over 1,024 bytes of UTF-8", "é".repeat(513)],
      ["a key that is not valid Unicode", "a\ud800"],
    ])("refuses %s", async (_, key) => {
      const objects = await open();
      await expect(objects.put(key, "x")).rejects.toSatisfy((error) => isSluiceError(error, "refused"));
      await expect(objects.get(key)).rejects.toSatisfy((error) => isSluiceError(error, "refused"));
      await expect(objects.delete(key)).rejects.toSatisfy((error) => isSluiceError(error, "refused"));
    });
  });
}

export async function textOf(objects: ObjectStore, key: string): Promise<string | undefined> {
  const object = await objects.get(key);
  return object && (await collect(object.body)).toString();
}

export async function keysOf(objects: ObjectStore, prefix = ""): Promise<string[]> {
  return (await summariesOf(objects, prefix)).map(({ key }) => key);
}

async function summariesOf(objects: ObjectStore, prefix: string): Promise<ObjectSummary[]> {
  const summaries: ObjectSummary[] = [];
  for await (const summary of objects.list(prefix)) summaries.push(summary);
  return summaries;
}

function inByteOrder(keys: readonly string[]): string[] {
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

async function endUnread(object: StoredObject | undefined): Promise<void> {
  await object?.body[Symbol.asyncIterator]().return?.();
}

async function winners(writers: number, put: (n: number) => Promise<unknown>): Promise<number[]> {
  const outcomes = await Promise.allSettled(Array.from({ length: writers }, (_, n) => put(n)));
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toSatisfy(isConflict);
  }
  return outcomes.flatMap((outcome, n) => (outcome.status === "fulfilled" ? [n] : []));
}

function isConflict(error: unknown): boolean {
  return isSluiceError(error, "conflict");
}
