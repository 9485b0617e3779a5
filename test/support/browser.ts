/**
 * A real Chromium for tests, without anything installed on the machine: the npm package @sparticuz/chromium carries the browser
 * and what a bare Linux lacks of libraries (NSS, NSPR, expat) and fonts. They are unpacked once, below node_modules.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import puppeteer, { type Browser, type LaunchOptions } from "puppeteer-core";

const MODULES_DIR = join(import.meta.dirname, "../../node_modules");
const CACHE_DIR = join(MODULES_DIR, ".cache/chromium");

/** CHROME_PATH names another browser; on other systems than Linux on x64 an installed Chrome is used. */
export async function launchBrowser(): Promise<Browser> {
  const chosen = process.env["CHROME_PATH"];
  if (chosen) return puppeteer.launch({ ...OPTIONS, executablePath: chosen });
  if (process.platform !== "linux" || process.arch !== "x64")
    return puppeteer.launch({ ...OPTIONS, channel: "chrome" });
  const folder = await unpackedChromium();
  return puppeteer.launch({
    ...OPTIONS,
    executablePath: join(folder, "chromium"),
    env: {
      ...process.env,
      LANG: "en_US.UTF-8",
      LD_LIBRARY_PATH: join(folder, "al2023/lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  });
}

const OPTIONS: LaunchOptions = {
  headless: "shell",
  // The sandbox needs rights that root in a container lacks; the page under test is our own.
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none", "--lang=en-US"],
};

/** The folder with the browser; other processes may unpack at the same time: the first to be done gives it its name. */
async function unpackedChromium(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(MODULES_DIR, "@sparticuz/chromium/package.json"), "utf8"));
  const folder = join(CACHE_DIR, versionOf(manifest));
  if (existsSync(folder)) return folder;
  await mkdir(CACHE_DIR, { recursive: true });
  const draft = await mkdtemp(join(CACHE_DIR, "draft-"));
  await unpackInto(draft);
  // The package's own configuration looks for fonts under /tmp.
  await writeFile(join(draft, "fonts.conf"), fontConfiguration(join(folder, "fonts"), join(folder, "fonts-cache")));
  await rename(draft, folder).catch(async (error: unknown) => {
    await rm(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

/** The package unpacks into the temporary folder of its process, libraries only where it believes to be on Lambda. */
async function unpackInto(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, "unpack-chromium.ts")], {
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" },
  });
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new Error("The package.json of @sparticuz/chromium has no version");
}

function fontConfiguration(fontsDir: string, cacheDir: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fontsDir}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${cacheDir}</cachedir>
</fontconfig>
`;
}
