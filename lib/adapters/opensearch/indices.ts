/** The indices: their names, what makes them, and retention. */
import { indexTemplate, TEMPLATE_VERSION } from "../../../infra/opensearch/index-template.ts";
import { POINTS_TEMPLATE_VERSION, pointsTemplate } from "../../../infra/opensearch/points-template.ts";
import { isSluiceError, SluiceError } from "../../errors.ts";
import type { Granularity } from "../periods.ts";
import { answerOf, type Connection } from "./connection.ts";
import { createNaming, patternsOf, periodNamed } from "./index-names.ts";

export interface IndexSettings {
  /** The main one. */
  readonly prefix: string;
  /** All that documents may name; left out: only the main one. */
  readonly prefixes?: readonly string[];
  readonly granularity: Granularity;
  readonly shards: number;
  readonly replicas: number;
}

export interface Indices {
  /**
   * Of a record with this `@timestamp`: `app-logs-2026.11.23`, `app-logs-2026.11`.
   * @throws SluiceError "config" if there is no such prefix: without its template, OpenSearch would guess a mapping
   */
  nameAt(timestampMs: number, prefix?: string): string;
  /** The path segment that reads address: all of them, whether there are any or not. */
  readonly all: string;
  /** Before the first write: without its template, OpenSearch would guess a mapping. */
  ensureTemplates(): Promise<void>;
  prepare(days: readonly string[]): Promise<void>;
  /** Names of what it removed. */
  dropBefore(beforeMs: number): Promise<string[]>;
  list(): Promise<string[]>;
  /** Of points of forecasts. */
  readonly points: {
    readonly nameAt: (timestampMs: number) => string;
    readonly all: string;
    ensureTemplate(): Promise<void>;
  };
}

interface ResolvedIndices {
  readonly indices: readonly { readonly name: string }[];
}

export function createIndices(connection: Connection, settings: IndexSettings): Indices {
  const { prefix: main, prefixes = [main], granularity } = settings;
  const all = prefixes.flatMap(patternsOf).join(",");
  const nameInMain = createNaming(main, granularity);
  const namings = new Map(prefixes.map((prefix) => [prefix, createNaming(prefix, granularity)]));
  const pointsPrefix = `${main}-forecast`;
  const allPoints = patternsOf(pointsPrefix).join(",");

  async function putTemplate(prefix: string): Promise<void> {
    const options = { ...settings, patterns: patternsOf(prefix), serverless: connection.serverless };
    // By the main alias people read the records of all prefixes, as Sluice does. Points are no records.
    const body =
      prefix === pointsPrefix
        ? pointsTemplate({ ...options, aliases: [prefix] })
        : indexTemplate({ ...options, aliases: [main, prefix] });
    try {
      await connection.ask({ method: "PUT", path: templatePath(prefix), body });
    } catch (error) {
      // Settings, another template of equal priority, a server too old: no record is to blame, and none is given up for it.
      if (isSluiceError(error, "refused")) throw new SluiceError("config", error.message, { cause: error });
      throw error;
    }
  }

  async function putMissingTemplate(prefix: string): Promise<void> {
    const wanted = prefix === pointsPrefix ? POINTS_TEMPLATE_VERSION : TEMPLATE_VERSION;
    if ((await templateVersion(connection, prefix)) < wanted) await putTemplate(prefix);
  }

  async function list(patterns = all): Promise<string[]> {
    const found = await connection.ask<ResolvedIndices>({ method: "GET", path: `/_resolve/index/${patterns}` });
    return found.indices.map(({ name }) => name);
  }

  function nameAt(timestampMs: number, prefix?: string): string {
    if (prefix === undefined) return nameInMain(timestampMs);
    const naming = namings.get(prefix);
    if (!naming) throw new SluiceError("config", `${prefix} is no index prefix that sluice.yml names`);
    return naming(timestampMs);
  }

  return {
    nameAt,
    all,

    ensureTemplates: onceDone(() => Promise.all(prefixes.map(putMissingTemplate))),

    list: () => list(),

    points: {
      nameAt: createNaming(pointsPrefix, granularity),
      all: allPoints,
      ensureTemplate: onceDone(() => putMissingTemplate(pointsPrefix)),
    },

    async prepare(days) {
      for (const prefix of prefixes) await putTemplate(prefix);
      const existing = new Set(await list());
      const wanted = new Set(prefixes.flatMap((prefix) => days.map((day) => nameAt(Date.parse(day), prefix))));
      for (const name of wanted) {
        if (!existing.has(name)) await createIndex(connection, name);
      }
    },

    async dropBefore(beforeMs) {
      const names = [...(await list()), ...(await list(allPoints))];
      const ended = names.filter((name) => {
        const period = periodNamed(name, [...prefixes, pointsPrefix]);
        return period !== undefined && period.endMs <= beforeMs;
      });
      for (const name of ended.sort()) await dropIndex(connection, name);
      return ended;
    },
  };
}

/** Again only if it failed. */
function onceDone(work: () => Promise<unknown>): () => Promise<void> {
  let done: Promise<unknown> | undefined;
  return async () => {
    done ??= work().catch((error) => {
      done = undefined;
      throw error;
    });
    await done;
  };
}

function templatePath(prefix: string): string {
  return `/_index_template/${prefix}`;
}

/** 0 if there is none. */
export async function templateVersion(connection: Connection, prefix: string): Promise<number> {
  try {
    const found = await connection.ask<{ index_templates?: { index_template: { version?: number } }[] }>({
      method: "GET",
      path: templatePath(prefix),
    });
    return found.index_templates?.[0]?.index_template.version ?? 0;
  } catch (error) {
    if (isSluiceError(error, "not-found")) return 0;
    throw error;
  }
}

/** The template has all its settings. Somebody else may make it in the same moment. */
async function createIndex(connection: Connection, name: string): Promise<void> {
  try {
    await connection.ask({ method: "PUT", path: `/${name}`, body: {} });
  } catch (error) {
    if (!(isSluiceError(error) && answerOf(error)?.type === "resource_already_exists_exception")) throw error;
  }
}

async function dropIndex(connection: Connection, name: string): Promise<void> {
  try {
    await connection.ask({ method: "DELETE", path: `/${name}` });
  } catch (error) {
    if (!isSluiceError(error, "not-found")) throw error;
  }
}
