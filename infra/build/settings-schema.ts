/** `npm run schema`: the JSON Schema of sluice.yml, by which editors complete and check it. A test holds it to lib/config/settings.ts. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toJsonSchema } from "@valibot/to-json-schema";
import { Settings } from "../../lib/config/settings.ts";

export const SCHEMA_FILE = join(import.meta.dirname, "..", "sluice.schema.json");

/** What JSON Schema cannot say (a time zone's name, a pattern's syntax) is left to Sluice's start. */
export function settingsSchema(): string {
  const schema = toJsonSchema(Settings, { typeMode: "input", errorMode: "ignore" });
  return `${JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", title: "sluice.yml", ...schema }, undefined, 2)}\n`;
}

if (import.meta.main) await writeFile(SCHEMA_FILE, settingsSchema());
