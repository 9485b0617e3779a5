import { expect, test, vi } from "vitest";
import { SluiceError } from "../../../lib/errors.ts";
import { createAnnouncer } from "../../../lib/ingest/announce.ts";
import { createArrivalMark, lastArrivalMs, MARK_EVERY_MS } from "../../../lib/ingest/arrival-mark.ts";
import { openEmbedded } from "../../support/embedded.ts";
import { reportOf } from "../../support/ledger.ts";

const NOON_MS = Date.parse("2026-11-23T12:00:00Z");
const STORED = [reportOf([], { indexed: 1 })];

test("before anything arrived there is no mark", async () => {
  const { objects } = await openEmbedded();
  await createArrivalMark(objects).write([reportOf([], { quarantined: 4, filtered: 2 })], NOON_MS);

  expect(await lastArrivalMs(objects)).toBeUndefined();
});

test.each(["indexed", "duplicate"] as const)("what is %s leaves a mark of its time", async (outcome) => {
  const { objects } = await openEmbedded();
  await createArrivalMark(objects).write([reportOf([], { [outcome]: 1 })], NOON_MS);

  expect(await lastArrivalMs(objects)).toBe(NOON_MS);
});

test("a process writes it every 30 s at most", async () => {
  const { objects } = await openEmbedded();
  const mark = createArrivalMark(objects);
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);

  for (const elapsedMs of [0, 1_000, MARK_EVERY_MS - 1]) {
    clock.mockReturnValue(elapsedMs);
    await mark.write(STORED, NOON_MS + elapsedMs);
  }
  expect(await lastArrivalMs(objects)).toBe(NOON_MS);

  clock.mockReturnValue(MARK_EVERY_MS);
  await mark.write(STORED, NOON_MS + MARK_EVERY_MS);
  expect(await lastArrivalMs(objects)).toBe(NOON_MS + MARK_EVERY_MS);
  clock.mockRestore();
});

test("a mark that failed is tried again after 5 s, and a delivery is told of it, not failed", async () => {
  let puts = 0;
  const down = {
    put: () => {
      puts++;
      return Promise.reject(new SluiceError("unavailable", "it is down"));
    },
  };
  const announcer = createAnnouncer(down, () => expect.unreachable("there was no error"));
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);

  expect(await announcer.announce(STORED, NOON_MS)).toEqual({ mark: expect.objectContaining({ code: "unavailable" }) });
  expect(await announcer.announce(STORED, NOON_MS)).toEqual({});
  clock.mockReturnValue(5_000);
  expect(await announcer.announce(STORED, NOON_MS)).toHaveProperty("mark");
  expect(puts).toBe(2);
  clock.mockRestore();
});
