/** How the tests of headers read a line: what a reader would say its time, level, logger and message are. */
import { readHeader } from "../../../../lib/normalize/formats/header.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };
export const TEN = "2026-11-23T10:00:00.000Z";

export function read(line: string) {
  const record = readHeader(line, context);
  if (!record) return undefined;
  const time = record["@timestamp"];
  return {
    time: typeof time === "number" ? new Date(time).toISOString() : time,
    level: record["log.level"],
    logger: record["log.logger"],
    message: record["message"],
  };
}

export type Expected = readonly [
  line: string,
  time: string,
  level: string | undefined,
  logger: string | undefined,
  message: string,
];

export const at = (fraction: string) => TEN.replace(".000Z", `.${fraction}Z`);
