/** `npm run bench -- NAME [options]`: every other file of this folder is a measurement that prints its own table. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== "main.ts")
  .map((file) => file.slice(0, -".ts".length))
  .sort();

const [name] = process.argv.splice(2, 1);
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- NAME [options]\nNAME: ${names.join(", ")}`);
  process.exit(2);
}
await import(join(import.meta.dirname, `${name}.ts`));
