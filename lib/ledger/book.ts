/** The name of a store's ledger: counts of one store say nothing of another. */
import { hash } from "node:crypto";
import { resolve } from "node:path";

/** @returns `app-logs-1f3a9c2e`: the index prefix, and a hash of where the store is, without the password in its address */
export function bookOf(storeUrl: string, indexPrefix: string): string {
  return `${indexPrefix}-${hash("sha256", addressOf(storeUrl), "hex").slice(0, 8)}`;
}

function addressOf(storeUrl: string): string {
  if (storeUrl.startsWith("sqlite:")) return `sqlite:${resolve(storeUrl.slice("sqlite:".length))}`;
  const { protocol, host, pathname } = new URL(storeUrl);
  return `${protocol}//${host}${pathname.replace(/\/+$/, "")}`;
}
