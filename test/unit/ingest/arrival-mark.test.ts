import { describe, expect, test, vi } from "vitest";
import { SluiceError } from "../../../lib/errors.ts";
import { createAnnouncer } from "../../../lib/ingest/announce.ts";
import { createArrivalMark, lastArrivalMs, MARK_EVERY_MS, marking } from "../../../lib/ingest/arrival-mark.ts";
import type { IngestReport } from "../../../lib/ingest/report.ts";
import type { ObjectStore } from "../../../lib/ports.ts";
import { openEmbedded } from "../../support/embedded.ts";
import { errorDocument } from "../../support/error-documents.ts";
import { reportOf } from "../../support/ledger.ts";

const NOON_MS = Date.parse("2026-11-23T12:00:00Z");
const EMPTY = { url: "memory:", get: async () => undefined };

type Marked = Pick<ObjectStore, "get" | "put" | "url">;

function announce(objects: Marked, report: Partial<IngestReport>, unfinished = false) {
  const announcer = createAnnouncer(createArrivalMark(objects), () => expect.unreachable("there was no error"));
  return announcer.announce([reportOf([], report)], { nowMs: NOON_MS, unfinished, withinMs: 5_000 });
}

test("where nothing was stored there is no mark", async () => {
  const { objects } = await openEmbedded();

  await announce(objects, { quarantined: 4, filtered: 2 });

  expect(await lastArrivalMs(objects)).toBeUndefined();
});

test.each(["indexed", "duplicate"] as const)("what is %s leaves a mark of its time", async (outcome) => {
  const { objects } = await openEmbedded();

  await announce(objects, { [outcome]: 1 });

  expect(await lastArrivalMs(objects)).toBe(NOON_MS);
});

test("a delivery that failed in the middle leaves a mark: what it had stored is in no report", async () => {
  const { objects } = await openEmbedded();

  await announce(objects, {}, true);

  expect(await lastArrivalMs(objects)).toBe(NOON_MS);
});

test("a process writes it every 30 s at most", async () => {
  const { objects } = await openEmbedded();
  const mark = createArrivalMark(objects);
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);

  for (const elapsedMs of [0, 1_000, MARK_EVERY_MS - 1]) {
    clock.mockReturnValue(elapsedMs);
    await mark.write(NOON_MS + elapsedMs);
  }
  expect(await lastArrivalMs(objects)).toBe(NOON_MS);

  clock.mockReturnValue(MARK_EVERY_MS);
  await mark.write(NOON_MS + MARK_EVERY_MS);
  expect(await lastArrivalMs(objects)).toBe(NOON_MS + MARK_EVERY_MS);
  clock.mockRestore();
});

test("a mark that failed is tried again after 5 s", async () => {
  let puts = 0;
  async function put(): Promise<never> {
    puts++;
    throw new SluiceError("unavailable", "it is down");
  }
  const mark = createArrivalMark({ ...EMPTY, put });
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);

  await expect(mark.write(NOON_MS)).rejects.toThrow("it is down");
  await mark.write(NOON_MS);
  clock.mockReturnValue(5_000);
  await expect(mark.write(NOON_MS)).rejects.toThrow("it is down");

  expect(puts).toBe(2);
  clock.mockRestore();
});

test("a delivery is told of a mark that failed, and of a bucket that hangs: it is not failed by them", async () => {
  const down = { ...EMPTY, put: () => Promise.reject(new SluiceError("unavailable", "it is down")) };
  expect(await announce(down, { indexed: 1 })).toEqual({ mark: expect.objectContaining({ code: "unavailable" }) });

  const announcer = createAnnouncer(createArrivalMark({ ...EMPTY, put: () => new Promise<never>(() => {}) }), () =>
    expect.unreachable(),
  );
  const options = { nowMs: NOON_MS, unfinished: true, withinMs: 20 };
  const { mark } = await announcer.announce([], options);
  expect(String(mark)).toContain("state/arrived.json was not written within 20 ms");
});

test("the mark does not go back for a process whose clock is behind", async () => {
  const { objects } = await openEmbedded();
  await createArrivalMark(objects).write(NOON_MS);

  await createArrivalMark(objects).write(NOON_MS - 3_600_000);

  expect(await lastArrivalMs(objects)).toBe(NOON_MS);
});

test.each(["", "null", "{", '{"arrivedMs":"noon"}'])(
  "a mark that reads %j is none, and is written anew",
  async (text) => {
    const { objects } = await openEmbedded();
    await objects.put("state/arrived.json", text);
    expect(await lastArrivalMs(objects)).toBeUndefined();

    await createArrivalMark(objects).write(NOON_MS);

    expect(await lastArrivalMs(objects)).toBe(NOON_MS);
  },
);

describe("while records are stored", () => {
  const document = errorDocument("d", { atMs: NOON_MS });

  test("the mark is there, though the process may die before it could say so", async () => {
    const { store, objects } = await openEmbedded();

    await marking(store, createArrivalMark(objects), () => NOON_MS).write([document]);

    expect(await lastArrivalMs(objects)).toBe(NOON_MS);
  });

  test("a mark that fails keeps no record from being stored, and the end of the delivery tells of it", async () => {
    const { store, objects } = await openEmbedded();
    const down = { ...objects, put: () => Promise.reject(new SluiceError("unavailable", "it is down")) };
    const mark = createArrivalMark(down);

    expect(await marking(store, mark, () => NOON_MS).write([document])).toHaveLength(1);

    await expect(mark.write(NOON_MS)).rejects.toThrow("it is down");
  });
});
