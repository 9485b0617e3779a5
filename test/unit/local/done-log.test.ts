import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDoneLog } from "../../../infra/local/done-log.ts";
import { temporaryFolder } from "../../support/embedded.ts";

const path = () => join(temporaryFolder(), "ingested.ndjson");

test("the last entry of a key counts, also after it was opened again", async () => {
  const file = path();
  const log = await openDoneLog(file);
  await Promise.all([log.add("a", "1"), log.add("b\n", "2"), log.add("a", "3")]);
  expect([...(await openDoneLog(file)).entries]).toEqual([
    ["a", "3"],
    ["b\n", "2"],
  ]);
});

test("a line that a crash cut off costs that entry alone", async () => {
  const file = path();
  writeFileSync(file, '["a","1"]\n["b","');
  const log = await openDoneLog(file);
  await log.add("c", "3");
  expect([...(await openDoneLog(file)).entries.keys()]).toEqual(["a", "c"]);
});

test("it does not grow without end", async () => {
  const file = path();
  writeFileSync(file, `${'["a","1"]\n'.repeat(1_500)}["gone","1"]\n`);
  const log = await openDoneLog(file);
  await log.compact((key) => key === "a");
  expect(readFileSync(file, "utf8")).toBe('["a","1"]\n');
  await log.add("b", "2");
  expect([...(await openDoneLog(file)).entries.keys()]).toEqual(["a", "b"]);
});
