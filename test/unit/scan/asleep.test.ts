import { afterEach, beforeEach, expect, test } from "vitest";
import { createArrivalMark } from "../../../lib/ingest/arrival-mark.ts";
import type { LogStore } from "../../../lib/ports.ts";
import { HOUR_MS, MINUTE_MS, openStage, START_MS, type Stage } from "./stage.ts";

const RULES = `
alerts:
  rules:
    - { name: many, type: count, query: refused, window: 5m, above: 3 }
    - { name: quiet, type: silence, by: service, window: 10m }
`;

let stage: Stage;
let asked: string[];
beforeEach(async () => {
  asked = [];
  stage = await openStage(RULES, (store) => listening(store, asked));
});
afterEach(() => stage[Symbol.asyncDispose]());

/** Ingest stored something at that time. */
async function mark(atMs: number): Promise<void> {
  await createArrivalMark(stage.objects).write(atMs);
}

test("a store to which nothing came for as long as scans look back is not asked for errors", async () => {
  await mark(START_MS - HOUR_MS);
  expect(await stage.scanAt(START_MS)).toMatchObject({ newErrors: 0, toMs: START_MS });
  expect(asked).not.toContain("errorGroups");
  expect(asked).not.toContain("count");
});

test("it is asked until what is shown late must be there", async () => {
  await mark(START_MS - 15 * MINUTE_MS);
  await stage.scanAt(START_MS);
  expect(asked).toContain("errorGroups");
});

test("a scan that was woken asks whatever the mark says: errors were stored", async () => {
  await mark(START_MS - HOUR_MS);
  await stage.scanAt(START_MS, { isWoken: true });
  expect(asked).toContain("errorGroups");
});

test("without a mark it is asked", async () => {
  await stage.scanAt(START_MS);
  expect(asked).toContain("errorGroups");
});

test("what arrives after a long quiet is found", async () => {
  await mark(START_MS - HOUR_MS);
  await stage.scanAt(START_MS - MINUTE_MS);
  await stage.arrive({ atMs: START_MS - 1 });
  await mark(START_MS - 1);
  expect(await stage.scanAt(START_MS)).toMatchObject({ newErrors: 1, fired: 1 });
});

test("an alert ends though nobody is asked", async () => {
  await stage.arrive({ atMs: START_MS - 1 });
  await mark(START_MS - 1);
  const nowMs = await stage.scanEachMinute(START_MS, 30);
  asked.length = 0;
  await stage.scanEachMinute(nowMs, 3);
  expect(asked).not.toContain("errorGroups");
  expect((await stage.state()).alerts).toMatchObject([{ phase: "resolved" }]);
});

test("rules that look back to times in which something came are asked about", async () => {
  await mark(START_MS - HOUR_MS);
  await stage.scanAt(START_MS);
  expect(asked, "silence asks which services there were within a day").toContain("terms");
});

function listening(store: LogStore, asked: string[]): LogStore {
  function heard<Question extends unknown[], Answer>(name: string, ask: (...question: Question) => Answer) {
    return (...question: Question) => {
      asked.push(name);
      return ask(...question);
    };
  }
  return {
    ...store,
    errorGroups: heard("errorGroups", store.errorGroups),
    count: heard("count", store.count),
    terms: heard("terms", store.terms),
  };
}
