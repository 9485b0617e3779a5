/** The paths that take logs. */
import { bulkRoute } from "./bulk.ts";
import { otlpRoute } from "./otlp.ts";
import { recordsRoute } from "./records.ts";
import type { Route } from "./request.ts";

/** @param path as it came, without the query */
export function routeTo(path: string): Route | undefined {
  if (path === "/v1/logs") return otlpRoute;
  const tag = restOf(path, "/ingest");
  if (tag !== undefined) return recordsRoute(tag);
  const member = restOf(path, "/es");
  return member === undefined ? undefined : bulkRoute(member);
}

/** The decoded path below `base`, empty at `base` itself; undefined elsewhere. */
function restOf(path: string, base: string): string | undefined {
  if (path === base) return "";
  if (!path.startsWith(`${base}/`)) return undefined;
  const rest = path.slice(base.length + 1);
  try {
    return decodeURIComponent(rest);
  } catch {
    // A per cent sign that encodes nothing is one.
    return rest;
  }
}
