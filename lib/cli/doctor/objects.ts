/** Whether objects can be written, read and removed. */
import { randomUUID } from "node:crypto";
import { isSluiceError } from "../../errors.ts";
import type { ObjectStore } from "../../ports.ts";
import { type Finding, failed } from "./finding.ts";

const TEXT = "sluice doctor looks whether it can write here; to be deleted\n";

export async function checkObjects(objects: ObjectStore): Promise<Finding> {
  const check = "objects";
  const key = `state/doctor-${randomUUID()}.txt`;
  try {
    await objects.put(key, TEXT);
    const found = await objects.get(key);
    const chunks: Uint8Array[] = [];
    for await (const chunk of found?.body ?? []) chunks.push(chunk);
    await objects.delete(key);
    if (Buffer.concat(chunks).toString("utf8") === TEXT) {
      return { check, status: "ok", detail: `${objects.url} can be read and written` };
    }
    return { check, status: "fail", detail: `${objects.url}: what was written is not what is read` };
  } catch (error) {
    if (!isSluiceError(error, "denied")) return failed(check, error);
    const advice = "These are your own credentials; the functions have roles of their own, which this does not try";
    return { ...failed(check, error), status: "warn", advice };
  }
}
