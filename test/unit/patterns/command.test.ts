import { expect, test, vi } from "vitest";
import { fingerprint } from "../../../lib/patterns/pattern.ts";
import { jsonLines, sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

const cwd = import.meta.dirname;
const failing = (path: string) => `chdir(${path}) failed: no such file`;
const stdin = `${failing("/tmp/1")}\n\n${failing("pwd")}\nünïcode 5`;

test("patterns --merge tells for each line the template of its merged group", async () => {
  const merged = "chdir(<*>) failed: no such file";
  expect(jsonLines(await sluice(["patterns", "--merge"], { cwd, stdin }))).toEqual([
    { pattern: fingerprint(merged), template: merged },
    { pattern: fingerprint("<empty>"), template: "<empty>" },
    { pattern: fingerprint(merged), template: merged },
    { pattern: fingerprint("ünïcode <num>"), template: "ünïcode <num>" },
  ]);
});

test("without --merge a line's pattern depends on the line alone", async () => {
  const templates = jsonLines<{ template: string }>(await sluice(["patterns"], { cwd, stdin })).map(
    ({ template }) => template,
  );
  expect(templates).toEqual([failing("<path>"), "<empty>", failing("pwd"), "ünïcode <num>"]);
});

test("lines that are longer than what is read at once come whole", async () => {
  const long = `${"a ".repeat(300_000)}\n`;
  expect(jsonLines(await sluice(["patterns"], { cwd, stdin: long + long }))).toHaveLength(2);
});
