import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { capturedObject, capturedRequests, expectedRecords } from "../../support/captures.ts";
import { temporaryFolder } from "../../support/embedded.ts";
import { jsonLines, sluice } from "../../support/sluice.ts";

/** Each run is a process. */
vi.setConfig({ testTimeout: 30_000 });

const LINES = '{"level":"info","message":"one"}\n{"level":"error","message":"two"}\n';

test("a file is stored, with a report that adds up; the same file again is all duplicates", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "app.log"), LINES);
  const first = await sluice(["ingest", "app.log"], { cwd });
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(jsonLines(first)).toMatchObject([
    {
      object: `file:${join(cwd, "app.log")}`,
      received: 2,
      indexed: 2,
      duplicate: 0,
      filtered: 0,
      quarantined: 0,
      bytes: LINES.length,
    },
  ]);
  expect(jsonLines(await sluice(["ingest", "app.log"], { cwd }))).toMatchObject([{ indexed: 0, duplicate: 2 }]);
});

test("standard input is another delivery each time", async () => {
  const cwd = temporaryFolder();
  for (const _ of [1, 2]) {
    const ended = await sluice(["ingest", "-"], { cwd, stdin: LINES });
    expect(jsonLines(ended)).toMatchObject([{ object: "stdin", received: 2, indexed: 2 }]);
  }
});

test("--as gives the records of that object: its gzip and its plain bytes meet as duplicates", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "a.gz"), gzipSync(LINES));
  writeFileSync(join(cwd, "b.log"), LINES);
  const first = await sluice(["ingest", "a.gz", "--as", "logs/x/1.gz"], { cwd });
  expect(jsonLines(first)).toMatchObject([{ object: "folder:/logs/x/1.gz", indexed: 2 }]);
  const second = await sluice(["ingest", "b.log", "--as", "logs/x/1.gz"], { cwd });
  expect(jsonLines(second)).toMatchObject([{ indexed: 0, duplicate: 2 }]);
});

test("Fluentd's own object: each expected message once", async () => {
  const cwd = temporaryFolder();
  const { key, bytes } = capturedObject("01-default-gzip-out_file");
  const shown = await sluice(["ingest", "-", "--as", key, "--show"], { cwd, stdin: bytes });
  expect(jsonLines(shown).map(({ message }) => message)).toEqual(expectedRecords("app").map(({ message }) => message));
});

test("--show stores nothing", async () => {
  const cwd = temporaryFolder();
  const shown = await sluice(["ingest", "-", "--show"], { cwd, stdin: LINES });
  expect(jsonLines(shown)).toMatchObject([{ message: "one", "log.level": "info" }, { message: "two" }]);
  expect((await sluice(["search"], { cwd })).stderr).toContain("There are no logs");
});

test("a file that is missing and one that is a folder fail by name; the others are stored", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "app.log"), LINES);
  mkdirSync(join(cwd, "folder"));
  const ended = await sluice(["ingest", "gone.log", "folder", "app.log"], { cwd });
  expect(ended.code).toBe(1);
  expect(ended.stderr).toBe(
    "sluice: gone.log: there is no such file\nsluice: folder: this is a folder: name the files in it\n",
  );
  expect(jsonLines(ended)).toMatchObject([{ indexed: 2 }]);
});

test("what cannot be read is told, with where it is kept", async () => {
  const cwd = temporaryFolder();
  const ended = await sluice(["ingest", "-"], { cwd, stdin: `${LINES}{"level":` });
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain(
    "1 of 3 records went to quarantine: not JSON (1). They lie below folder:.sluice/objects/quarantine/",
  );
  expect(jsonLines(ended)).toMatchObject([{ received: 3, indexed: 2, quarantined: 1, reasons: { "not JSON": 1 } }]);
});

test("a store that cannot be opened is an error without a stack", async () => {
  const cwd = temporaryFolder();
  const ended = await sluice(["ingest", "-", "--store", `sqlite:${cwd}`], { cwd, stdin: LINES });
  expect(ended.code).toBe(1);
  expect(ended.stdout).toBe("");
  expect(ended.stderr).toMatch(/^sluice: .+\n$/);
});

test("normalize prints one document per record, in order, as the capture has them", async () => {
  const cwd = temporaryFolder();
  const [request] = capturedRequests("01-ndjson-default");
  const ended = await sluice(["normalize"], { cwd, ...(request && { stdin: request.body }) });
  expect(jsonLines(ended).map(({ message }) => message)).toEqual(expectedRecords("app").map(({ message }) => message));
});

test("normalize takes --time-zone for times without one, and --now for records without a time", async () => {
  const stdin = '{"time":"2026-11-23 10:00:00","message":"a"}\n{"message":"b"}\n';
  const args = ["normalize", "--time-zone", "Asia/Tokyo", "--now", "2026-11-24T00:00:00Z"];
  expect(jsonLines(await sluice(args, { cwd: temporaryFolder(), stdin }))).toMatchObject([
    { "@timestamp": "2026-11-23T01:00:00.000Z", "event.ingested": "2026-11-24T00:00:00.000Z" },
    { "@timestamp": "2026-11-24T00:00:00.000Z" },
  ]);
});
