/** What docs/mail.md shows as examples, so that tests hold it to its word. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** The blocks of JSON that are filter policies, in order. */
export async function policiesIn(page: string): Promise<string[]> {
  const blocks = (await readFile(join(ROOT, page), "utf8")).matchAll(/^```json policy\n(.*?)^```/gms);
  return [...blocks].map(([, policy = ""]) => policy);
}

/** The blocks of YAML that are settings. */
export async function settingsIn(page: string): Promise<string[]> {
  const blocks = (await readFile(join(ROOT, page), "utf8")).matchAll(/^```yaml\n(.*?)^```/gms);
  return [...blocks].map(([, settings = ""]) => settings);
}
