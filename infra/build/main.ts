/**
 * `npm run build`: functions/NAME.ts becomes dist/NAME.zip, a package that AWS Lambda runs as it stands (handler
 * `index.handler`, runtime nodejs24.x). `serverless package` and `serverless deploy` run it first.
 */
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Bundle, bundleFunction } from "./bundle.ts";
import { buildPage, PAGE_DIR } from "./page.ts";
import { type ZipEntry, zip } from "./zip.ts";

const root = join(import.meta.dirname, "..", "..");
const dist = join(root, "dist");
const settingsFile = join(root, "sluice.yml");

/** Only this function serves the page; the others need not carry it. */
const PAGE_FUNCTION = "dashboard";
const pagePackaged = join(dist, PAGE_FUNCTION, "page");

await mkdir(dist, { recursive: true });
// As in Lambda, where no package.json stands above a bundle: this project's own says that .js is an ES module.
await writeFile(join(dist, "package.json"), '{ "type": "commonjs" }\n');
const names = await functionNames();
const [bundles] = await Promise.all([Promise.all(names.map(bundle)), buildPage(pagePackaged)]);
const page = await filesIn(pagePackaged);
// Where the page lies for functions/dashboard.ts when it runs from source.
await mkdir(PAGE_DIR, { recursive: true });
for (const { path, content } of page) await replace(join(PAGE_DIR, path), content);
for (const built of bundles) {
  const packaged = zip(await packageEntries(built));
  await replace(join(dist, `${built.name}.zip`), packaged);
  console.log(`${built.name.padEnd(14)} ${kibibytes(built.code.length)} bundle ${kibibytes(packaged.length)} package`);
}

async function functionNames(): Promise<string[]> {
  const files = await readdir(join(root, "functions"));
  return files.filter((file) => file.endsWith(".ts")).map((file) => file.slice(0, -".ts".length));
}

/** Bundle and map also stay under dist/NAME/: the map makes sense of a stack trace from the logs. */
async function bundle(name: string): Promise<Bundle> {
  const built = await bundleFunction(name, join(root, "functions", `${name}.ts`));
  await mkdir(join(dist, name), { recursive: true });
  await writeFile(join(dist, name, "index.js"), built.code);
  await writeFile(join(dist, name, "index.js.map"), built.sourceMap);
  return built;
}

async function packageEntries({ name, code }: Bundle): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [
    { path: "index.js", content: code },
    { path: "sluice.yml", content: await readFile(settingsFile) },
  ];
  if (name !== PAGE_FUNCTION) return entries;
  return [...entries, ...page.map(({ path, content }) => ({ path: `page/${path}`, content }))];
}

async function filesIn(folder: string): Promise<ZipEntry[]> {
  const paths = (await readdir(folder)).sort();
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(join(folder, path)) })));
}

/** Whoever takes the package meanwhile gets the old or the new one, never a part. */
async function replace(path: string, content: Uint8Array): Promise<void> {
  const written = `${path}.${process.pid}`;
  await writeFile(written, content);
  await rename(written, path);
}

function kibibytes(sizeBytes: number): string {
  return `${(sizeBytes / 1024).toFixed(0).padStart(6)} KiB`;
}
