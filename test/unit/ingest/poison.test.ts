import { expect, test } from "vitest";
import { SluiceError } from "../../../lib/errors.ts";
import { tryOnce } from "../../../lib/ingest/poison.ts";
import type { LogStore } from "../../../lib/ports.ts";
import { type Embedded, openEmbedded } from "../../support/embedded.ts";

const SETTINGS = { afterFailures: 3 };

/** Receives of one message, one after the other. @returns what became of each: done, poison, or what was thrown */
function receives(at: Pick<Embedded, "objects" | "store">) {
  let receiveCount = 0;
  const buried: string[] = [];
  async function receive(work: (store: LogStore) => Promise<{ value: string; fault?: string }>): Promise<string> {
    receiveCount++;
    const bury = async (reason: string) => {
      buried.push(reason);
    };
    try {
      return (await tryOnce({ subject: "a", receiveCount, work, bury }, at, SETTINGS)).kind;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  /** As if the process was killed: the work never ends, and nobody waits for it. */
  async function receiveAndDie(): Promise<void> {
    const begun = Promise.withResolvers<string>();
    const ended = receive(() => {
      begun.resolve("begun");
      return new Promise(() => {});
    });
    await Promise.race([begun.promise, ended]);
  }
  return { receive, receiveAndDie, buried };
}

async function attempts({ objects }: Embedded): Promise<number> {
  let count = 0;
  for await (const _ of objects.list("state/attempts/")) count++;
  return count;
}

const fails = (error: Error) => () => Promise.reject(error);
const succeeds = async () => ({ value: "" });

test("what ends the function without a word is given up when it has done so thrice since it came again", async () => {
  const at = await openEmbedded();
  const { receive, receiveAndDie, buried } = receives(at);
  for (let n = 0; n < 4; n++) await receiveAndDie();
  expect(await receive(succeeds)).toBe("poison");
  expect(buried).toEqual([expect.stringMatching(/^poison: the function ended without a word: .* \(3 times\)$/)]);
  expect(await attempts(at)).toBe(0);
});

test("what fails by a mistake that its bytes bring to light is given up at its third failure, with the cause", async () => {
  const at = await openEmbedded();
  const { receive, buried } = receives(at);
  const broken = fails(new TypeError("x is undefined"));
  expect([await receive(broken), await receive(broken), await receive(broken)]).toEqual([
    "x is undefined",
    "x is undefined",
    "poison",
  ]);
  expect(buried).toEqual(["poison: TypeError: x is undefined (3 times)"]);
});

test("an outage of any length gives nothing up, and leaves no trace", async () => {
  const at = await openEmbedded();
  const { receive, buried } = receives(at);
  for (const code of ["unavailable", "denied", "config", "conflict", "not-found"] as const) {
    for (let n = 0; n < 5; n++) expect(await receive(fails(new SluiceError(code, code)))).toBe(code);
  }
  expect(await receive(succeeds)).toBe("done");
  expect(buried).toEqual([]);
  expect(await attempts(at)).toBe(0);
});

test("an outage between failures does not wipe them out", async () => {
  const { receive, receiveAndDie, buried } = receives(await openEmbedded());
  const down = fails(new SluiceError("unavailable", "down"));
  for (let n = 0; n < 3; n++) {
    expect(await receive(down)).toBe("down");
    await receiveAndDie();
  }
  expect(await receive(succeeds)).toBe("poison");
  expect(buried).toHaveLength(1);
});

test("what goes well in the end is forgotten", async () => {
  const at = await openEmbedded();
  const { receive, receiveAndDie, buried } = receives(at);
  for (let n = 0; n < 3; n++) await receiveAndDie();
  expect(await receive(succeeds)).toBe("done");
  expect(await attempts(at)).toBe(0);
  for (let n = 0; n < 2; n++) await receiveAndDie();
  expect(await receive(succeeds)).toBe("done");
  expect(buried).toEqual([]);
});

test("a write that is refused is the object's own fault only if the store is in good health", async () => {
  const { objects, store } = await openEmbedded();
  const refusing: LogStore = { ...store, write: () => Promise.reject(new SluiceError("refused", "no such mapping")) };
  const writes = async (given: LogStore) => {
    await given.write([]);
    return { value: "" };
  };
  const ill: LogStore = { ...refusing, health: async () => ({ ok: false, detail: "red" }) };
  const whileIll = receives({ objects, store: ill });
  for (let n = 0; n < 9; n++) expect(await whileIll.receive(writes)).toBe("no such mapping");
  const whileWell = receives({ objects, store: refusing });
  for (let n = 0; n < 2; n++) expect(await whileWell.receive(writes)).toBe("no such mapping");
  expect(await whileWell.receive(writes)).toBe("poison");
});

test("what the bucket or the queue refuses gives nothing up: an archived object, a disabled key", async () => {
  const at = await openEmbedded();
  const { receive, buried } = receives(at);
  for (let n = 0; n < 9; n++) expect(await receive(fails(new SluiceError("refused", "archived")))).toBe("archived");
  expect(await receive(succeeds)).toBe("done");
  expect(buried).toEqual([]);
  expect(await attempts(at)).toBe(0);
});

test("what cannot be put into quarantine comes again", async () => {
  const { objects, store } = await openEmbedded();
  const broken = fails(new TypeError("x is undefined"));
  const receive = (receiveCount: number, bury: () => Promise<void>) =>
    tryOnce({ subject: "a", receiveCount, work: broken, bury }, { objects, store }, { afterFailures: 1 });
  const full = new SluiceError("unavailable", "no quarantine");
  await expect(receive(1, () => Promise.reject(full))).rejects.toBe(full);
  expect(await receive(2, async () => {})).toMatchObject({ kind: "poison" });
});
