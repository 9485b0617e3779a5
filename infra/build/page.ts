/** Bundles the dashboard's page: three files that a browser loads from the dashboard itself, nothing from anywhere else. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type BuildOptions, build } from "esbuild";

const SOURCE_DIR = join(import.meta.dirname, "../../lib/dashboard/page");

/** Where functions/dashboard.ts looks when it runs from source. */
export const PAGE_DIR = join(import.meta.dirname, "../../dist/page");

/**
 * Writes index.html, app.js and app.css into `outDir`, which it makes; each is there whole or not at all, for the dashboard may
 * look at any time. Takes some 100 ms. Throws if the source does not bundle.
 */
export async function buildPage(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const [scripts, styles, html] = await Promise.all([
    bundle({ entryPoints: { app: join(SOURCE_DIR, "main.ts") }, format: "esm", target: "es2022" }),
    bundle({ entryPoints: { app: join(SOURCE_DIR, "style.css") } }),
    readFile(join(SOURCE_DIR, "index.html")),
  ]);
  await Promise.all([...scripts, ...styles, { name: "index.html", content: html }].map((file) => place(outDir, file)));
}

interface PageFile {
  readonly name: string;
  readonly content: Uint8Array;
}

async function bundle(options: BuildOptions): Promise<PageFile[]> {
  const { outputFiles } = await build({
    ...options,
    outdir: SOURCE_DIR,
    write: false,
    bundle: true,
    minify: true,
    legalComments: "none",
    logLevel: "error",
  });
  return outputFiles.map(({ path, contents }) => ({ name: basename(path), content: contents }));
}

async function place(outDir: string, { name, content }: PageFile): Promise<void> {
  const draft = join(outDir, `.${process.pid}-${name}`);
  await writeFile(draft, content);
  await rename(draft, join(outDir, name));
}
