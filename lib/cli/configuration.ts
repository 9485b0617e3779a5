/** The configuration of a command that runs and ends. */
import { existsSync } from "node:fs";
import { type Config, loadConfig } from "../config.ts";
import { SluiceError } from "../errors.ts";

/** @param storeUrl wins over STORE_URL */
export function commandConfig({ store }: { readonly store?: string | undefined }): Promise<Config> {
  return loadConfig(store === undefined ? process.env : { ...process.env, STORE_URL: store });
}

/** For readers: a store that is not there is a mistake, not an empty store. */
export function requireStore({ storeUrl }: Config): void {
  if (!storeUrl.startsWith("sqlite:")) return;
  const path = storeUrl.slice("sqlite:".length);
  if (existsSync(path)) return;
  const advice = "`sluice start` or `sluice ingest FILE` makes it; --store sqlite:PATH names another";
  throw new SluiceError("not-found", `There are no logs at ${path} yet. ${advice}`);
}
