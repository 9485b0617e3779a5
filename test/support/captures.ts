/** Captures of real shippers: what they sent, and what must come out of it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../lib/record.ts";

const ROOT = join(import.meta.dirname, "../fixtures/shippers");

export interface CapturedRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer>;
}

/** The requests of one capture in order. @param shipper http is Fluentd's out_http */
export function capturedRequests(name: string, shipper: "http" | "fluent-bit" = "http"): CapturedRequest[] {
  const folder = join(ROOT, shipper, name);
  return filesNamed(folder, "body").map((file) => {
    const head: { method: string; path: string; headers: [string, string][] } = JSON.parse(
      readFileSync(join(folder, file.replace("body", "headers").concat(".json")), "utf8"),
    );
    const headers = Object.fromEntries(head.headers.map(([key, value]) => [key.toLowerCase(), value]));
    return { method: head.method, path: head.path, headers, body: readFileSync(join(folder, file)) };
  });
}

export interface CapturedObject {
  readonly key: string;
  /** As the notification writes it. */
  readonly keyInEvent: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** The objects of one capture in the order that they were written. @param shipper s3 is Fluentd's out_s3 */
export function capturedObjects(name: string, shipper: "s3" | "fluent-bit" = "s3"): CapturedObject[] {
  const folder = join(ROOT, shipper, name);
  return filesNamed(folder, "object").map((file) => {
    const textOf = (base: string) => readFileSync(join(folder, `${file.replace("object", base)}.txt`), "utf8");
    const key = textOf("key");
    return {
      key,
      keyInEvent: shipper === "s3" ? textOf("key-in-s3-event") : key,
      bytes: readFileSync(join(folder, file)),
    };
  });
}

export function capturedObject(name: string): CapturedObject {
  const [object] = capturedObjects(name);
  if (!object) throw new Error(`the capture ${name} has no object`);
  return object;
}

/** The lines that the shipper read, where a capture has its own. */
export function capturedLines(name: string, shipper: "http" | "s3"): JsonObject[] {
  const text = readFileSync(join(ROOT, shipper, name, "input.log"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line): JsonObject => JSON.parse(line));
}

/** The records of one input file as they must be found: app, docker, java, nginx, syslog. */
export function expectedRecords(input: string): JsonObject[] {
  const text = readFileSync(join(ROOT, "inputs", `${input}.expected.ndjson`), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line): JsonObject => JSON.parse(line));
}

function filesNamed(folder: string, name: string): string[] {
  const ordinal = (file: string) => Number(/-(\d+)$/.exec(file)?.[1] ?? 1);
  return readdirSync(folder)
    .filter((file) => file === name || (/^-\d+$/.test(file.slice(name.length)) && file.startsWith(name)))
    .sort((a, b) => ordinal(a) - ordinal(b));
}
