import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { storedDocument } from "../support/stored-document.ts";
import { describeLogStore } from "./log-store.ts";

async function openAt(path: string, granularity: "day" | "month" = "day") {
  const store = await openSqliteStore({ path, granularity });
  onTestFinished(() => store.close());
  return store;
}

describeLogStore("SQLite", async ({ granularity }) => {
  const store = await openAt(join(temporaryFolder(), "logs.db"), granularity);
  return { store, settle: async () => {} };
});

describe("A SQLite file", () => {
  const WRITER = new URL("../support/sqlite-writer.ts", import.meta.url);

  /** Writes 10 records a batch, as fast as it can, and tells after each how many it has written. */
  function startWriter(path: string, name: string, batches: number): ChildProcess {
    const writer = fork(WRITER, [path, name, String(batches)], { execArgv: ["--disable-warning=ExperimentalWarning"] });
    onTestFinished(() => void writer.kill("SIGKILL"));
    return writer;
  }

  it("is made with its folder", async () => {
    const store = await openAt(join(temporaryFolder(), "new/folder/logs.db"));

    expect(await store.health()).toMatchObject({ ok: true });
  });

  it("removes points of forecasts in small steps, between which others have their turn", async () => {
    const store = await openAt(join(temporaryFolder(), "logs.db"));
    const dayMs = 86_400_000;
    const pointAt = (n: number) => ({ series: `service:${n % 40}`, minuteMs: n * 60_000, score: 0, anomaly: false });
    await store.writePoints(Array.from({ length: 50_000 }, (_, n) => pointAt(n)));
    let turns = 0;
    const waiting = setInterval(() => turns++, 0);

    await store.dropBefore(100 * dayMs);

    clearInterval(waiting);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(await store.readPoints("service:0", { fromMs: 0, toMs: 100 * dayMs })).toEqual([]);
  });

  it("keeps what was acknowledged when the process is killed, and goes on", async () => {
    const path = join(temporaryFolder(), "logs.db");
    const writer = startWriter(path, "killed", Number.POSITIVE_INFINITY);
    let written = 0;
    writer.on("message", (count) => {
      written = Number(count);
      if (written >= 500) writer.kill("SIGKILL");
    });
    await once(writer, "exit");

    const store = await openAt(path);

    const count = await store.count({});
    expect(count).toBeGreaterThanOrEqual(written);
    // Batches are whole: the one that was under way is there or is not.
    expect(count % 10).toBe(0);
    const words = {
      clauses: [{ kind: "text", text: "killed", phrase: false, prefix: false, negated: false }],
    } as const;
    expect(await store.count({ text: words })).toBe(count);
  });

  it("is written by several processes at once, and nobody loses a record", { timeout: 60_000 }, async () => {
    const path = join(temporaryFolder(), "logs.db");
    const writers = ["a", "b", "c"].map((name) => startWriter(path, name, 100));

    const exits = await Promise.all(writers.map((writer) => once(writer, "exit")));

    expect(exits.map(([code]) => code)).toEqual([0, 0, 0]);
    expect(await (await openAt(path)).count({})).toBe(3_000);
  });

  it("that another process locks for good is unavailable, not broken", { timeout: 30_000 }, async () => {
    const path = join(temporaryFolder(), "logs.db");
    const store = await openAt(path);
    const other = new DatabaseSync(path);
    onTestFinished(() => other.close());
    other.exec("BEGIN IMMEDIATE");

    const time = "2026-11-23T12:00:00.000Z";
    const document = storedDocument("a", { "@timestamp": time, message: "x", "event.ingested": time });

    await expect(store.write([document])).rejects.toMatchObject({ code: "unavailable", retryable: true });
    other.exec("ROLLBACK");
    expect(await store.write([document])).toEqual([{ kind: "indexed" }]);
  });

  it("that is no database is told with its path", async () => {
    const path = join(temporaryFolder(), "logs.db");
    writeFileSync(path, "these are no pages of a database ".repeat(100));

    await expect(openAt(path)).rejects.toMatchObject({ code: "config", message: expect.stringContaining(path) });
  });

  it("of the first version is brought up to date, with its records", async () => {
    const path = join(temporaryFolder(), "logs.db");
    const time = "2026-11-23T12:00:00.000Z";
    const store = await openAt(path);
    await store.write([storedDocument("a", { "@timestamp": time, message: "x", "event.ingested": time })]);
    await store.close();
    const former = new DatabaseSync(path);
    former.exec("DROP INDEX records_by_arrival; PRAGMA user_version = 1");
    former.close();

    expect(await (await openAt(path)).count({})).toBe(1);
    const now = new DatabaseSync(path);
    onTestFinished(() => now.close());
    const plan = now.prepare("EXPLAIN QUERY PLAN SELECT count(*) FROM records WHERE ingested_ms >= 0").all();
    expect(JSON.stringify(plan)).toContain("records_by_arrival");
  });

  it("of a later version is not touched", async () => {
    const path = join(temporaryFolder(), "logs.db");
    const later = new DatabaseSync(path);
    later.exec("PRAGMA user_version = 99");
    later.close();

    await expect(openAt(path)).rejects.toMatchObject({ code: "config", message: expect.stringContaining("99") });
  });

  it("whose folder cannot be made is told with its path", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");

    await expect(openAt(join(file, "logs.db"))).rejects.toMatchObject({
      name: "SluiceError",
      message: expect.stringContaining(file),
    });
  });

  it("tells a closed store by a SluiceError", async () => {
    const store = await openAt(join(temporaryFolder(), "logs.db"));
    await store.close();

    await expect(store.count({})).rejects.toMatchObject({ name: "SluiceError" });
  });
});
