/** Ships as Fluentd's out_s3 does: a gzip file of NDJSON now and then, here dropped into the folder. Files of past days are removed. */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { JsonObject } from "../../../lib/record.ts";

const KEPT_DAYS = 2;
const DAY_MS = 86_400_000;

/** @param folder where the objects lie: `DIR/objects` */
export async function dropObject(
  folder: string,
  tag: string,
  records: readonly JsonObject[],
  nowMs: number,
): Promise<void> {
  const [day = "", time = ""] = new Date(nowMs).toISOString().split("T");
  const ofTag = join(folder, "logs", tag);
  const ofDay = join(ofTag, day);
  const isNewDay = (await mkdir(ofDay, { recursive: true })) !== undefined;
  const name = `${time.slice(0, 8).replaceAll(":", "")}_${randomBytes(16).toString("hex")}.gz`;
  const body = await promisify(gzip)(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const temporary = join(ofDay, `.${name}`);
  await writeFile(temporary, body);
  await rename(temporary, join(ofDay, name));
  if (isNewDay) await removeBefore(ofTag, new Date(nowMs - KEPT_DAYS * DAY_MS).toISOString().slice(0, 10));
}

async function removeBefore(folder: string, day: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/^\d{4}-\d\d-\d\d$/.test(name) && name < day) await rm(join(folder, name), { recursive: true, force: true });
  }
}
