import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openFolderObjects } from "../../lib/adapters/folder/objects.ts";
import { isSluiceError } from "../../lib/errors.ts";
import { readState, updateState } from "../../lib/state.ts";
import { textOf } from "../contract/object-store.ts";
import { startChild } from "../support/child.ts";
import { temporaryFolder } from "../support/embedded.ts";

const COUNT_UP = fileURLToPath(import.meta.resolve("../support/count-up.ts"));
const KEY = "state/counter.json";
const ZERO = { count: 0 };
const countUp = (state: { count: number }) => ({ count: state.count + 1 });

test("A state that nobody wrote is the initial one", async () => {
  const objects = await openFolderObjects({ path: temporaryFolder() });
  expect(await readState(objects, KEY, ZERO)).toBe(ZERO);
  expect(await updateState(objects, KEY, ZERO, countUp)).toEqual({ count: 1 });
  expect(await readState(objects, KEY, ZERO)).toEqual({ count: 1 });
});

test("A state may be any JSON, null too", async () => {
  const objects = await openFolderObjects({ path: temporaryFolder() });
  await updateState<number | null>(objects, KEY, 7, () => null);
  expect(await readState<number | null>(objects, KEY, 7)).toBeNull();
  expect(await updateState<number | null>(objects, KEY, 7, (state) => (state === null ? 1 : 0))).toBe(1);
});

test("Many updates at once are all counted, once each", async () => {
  const path = temporaryFolder();
  const stores = await Promise.all([1, 2, 3].map(() => openFolderObjects({ path })));
  const updates = stores.flatMap((objects) =>
    Array.from({ length: 10 }, () => updateState(objects, KEY, ZERO, countUp)),
  );
  const seen = (await Promise.all(updates)).map(({ count }) => count);
  expect(new Set(seen).size).toBe(30);
  expect(await readState(stores[0] ?? expect.fail(), KEY, ZERO)).toEqual({ count: 30 });
});

test("Several processes that hammer one state lose no update and double none", { timeout: 60_000 }, async () => {
  const path = temporaryFolder();
  const children = [1, 2, 3, 4].map(() => startChild(COUNT_UP, [path, KEY, "50"]));
  expect(await Promise.all(children.map((child) => child.ended()))).toEqual([0, 0, 0, 0]);
  expect(await readState(await openFolderObjects({ path }), KEY, ZERO)).toEqual({ count: 200 });
});

test("A process killed in the middle leaves a whole state and stops nobody", { timeout: 60_000 }, async () => {
  const path = temporaryFolder();
  const objects = await openFolderObjects({ path });
  let last = 0;
  for (let round = 0; round < 5; round++) {
    const victim = startChild(COUNT_UP, [path, KEY, "1000000"]);
    for (let line = 0; line < 5; line++) last = Number(await victim.nextLine());
    victim.process.kill("SIGKILL");
    expect(await victim.ended()).toBeNull();
    expect((await updateState(objects, KEY, ZERO, countUp)).count).toBeGreaterThan(last);
  }
});

test("An update that changes nothing writes nothing", async () => {
  const objects = await openFolderObjects({ path: temporaryFolder() });
  const { etag } = await objects.put(KEY, JSON.stringify({ count: 5 }));
  expect(await updateState(objects, KEY, ZERO, (state) => state)).toEqual({ count: 5 });
  await objects.put(KEY, JSON.stringify({ count: 6 }), { ifMatch: etag });
});

test("An update that always loses gives up with a conflict that may be retried", { timeout: 30_000 }, async () => {
  const objects = await openFolderObjects({ path: temporaryFolder() });
  let rounds = 0;
  const alwaysLate = {
    ...objects,
    put: async (...args: Parameters<typeof objects.put>) => {
      await objects.put(KEY, JSON.stringify({ count: -rounds++ }));
      return objects.put(...args);
    },
  };
  await expect(updateState(alwaysLate, KEY, ZERO, countUp)).rejects.toSatisfy(
    (error) => isSluiceError(error, "conflict") && error.retryable,
  );
  expect(rounds).toBe(20);
});

test("An error of the change itself stores nothing", async () => {
  const objects = await openFolderObjects({ path: temporaryFolder() });
  const failure = new Error("no");
  const update = updateState(objects, KEY, ZERO, () => {
    throw failure;
  });
  await expect(update).rejects.toBe(failure);
  expect(await objects.get(KEY)).toBeUndefined();
});

test("A state that is no JSON is told with its place, and is not overwritten", async () => {
  const objects = await openFolderObjects({ path: temporaryFolder() });
  await objects.put(KEY, "{broken");
  await expect(updateState(objects, KEY, ZERO, countUp)).rejects.toThrow(/folder:.*state\/counter\.json is not JSON/);
  expect(await textOf(objects, KEY)).toBe("{broken");
});
