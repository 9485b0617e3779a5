/** Whether the store answers, is one that Sluice can use, and has the template that keeps records from breaking an index. */
import { existsSync } from "node:fs";
import { indexPrefixesOf } from "../../config/index-prefix.ts";
import type { Config } from "../../config.ts";
import type { LogStore } from "../../ports.ts";
import { type Finding, failed } from "./finding.ts";

const OLDEST = "2.13";

/** @param open is not called where nothing was stored yet: opening would make the file */
export async function checkStore(config: Config, open: () => Promise<LogStore>): Promise<Finding[]> {
  if (config.storeUrl.startsWith("sqlite:")) return [await checkSqlite(config.storeUrl, open)];
  const { ok, detail } = await (await open()).health();
  if (!ok) return [{ check: "store", status: "fail", detail }];
  return checkServer(config, detail);
}

export function hasStore({ storeUrl }: Config): boolean {
  return !storeUrl.startsWith("sqlite:") || existsSync(storeUrl.slice("sqlite:".length));
}

async function checkSqlite(url: string, open: () => Promise<LogStore>): Promise<Finding> {
  const check = "store";
  if (!existsSync(url.slice("sqlite:".length))) {
    const advice = "`sluice start` or `sluice ingest FILE` makes it; STORE_URL or --store names another";
    return { check, status: "warn", detail: `nothing was stored in ${url} yet`, advice };
  }
  try {
    const { ok, detail } = await (await open()).health();
    return { check, status: ok ? "ok" : "fail", detail };
  } catch (error) {
    return failed(check, error);
  }
}

async function checkServer(config: Config, detail: string): Promise<Finding[]> {
  const { inspectOpenSearch } = await import("../../adapters/opensearch/inspect.ts");
  const prefixes = indexPrefixesOf(config);
  try {
    const facts = await inspectOpenSearch({ url: config.storeUrl, arn: config.storeArn, prefixes });
    const version = facts.server ? `, version ${facts.server.version}` : "";
    const problem = facts.server && versionProblem(facts.server);
    const store: Finding = problem
      ? { check: "store", status: "fail", detail: `${detail}${version}`, advice: problem }
      : { check: "store", status: "ok", detail: `${detail}${version}` };
    const { templateVersions, wantedTemplateVersion } = facts;
    return [
      store,
      ...prefixes.map((prefix, n) => templateFinding(prefix, templateVersions[n] ?? 0, wantedTemplateVersion)),
    ];
  } catch (error) {
    return [{ check: "store", status: "ok", detail }, failed("template", error)];
  }
}

function versionProblem({ isOpenSearch, version }: { isOpenSearch: boolean; version: string }): string | undefined {
  if (!isOpenSearch) return "This is no OpenSearch: Sluice needs its flat_object fields";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST.split(".").map(Number);
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  return isOld ? `Update it: Sluice is made for OpenSearch ${OLDEST} and later` : undefined;
}

function templateFinding(prefix: string, version: number, wanted: number): Finding {
  const check = "template";
  if (version >= wanted) return { check, status: "ok", detail: `${prefix}, version ${version}` };
  const detail =
    version === 0 ? `there is no index template ${prefix}` : `${prefix} is version ${version}, of ${wanted}`;
  const advice =
    "The next write or the function maintain puts it there; if it stays so, the role may not write templates";
  return { check, status: "warn", detail, advice };
}
