/** The indices: their names, what makes them, and retention. */
import { indexTemplate, TEMPLATE_VERSION } from "../../../infra/opensearch/index-template.ts";
import { isSluiceError, SluiceError } from "../../errors.ts";
import { type Granularity, periodOf } from "../periods.ts";
import { answerOf, type Connection } from "./connection.ts";

export interface IndexSettings {
  readonly prefix: string;
  readonly granularity: Granularity;
  readonly shards: number;
  readonly replicas: number;
}

export interface Indices {
  /** Of a record with this `@timestamp`: `app-logs-2026.11.23`, `app-logs-2026.11`. */
  nameAt(timestampMs: number): string;
  /** The path segment that reads address: all of them, whether there are any or not. */
  readonly all: string;
  /** Before the first write: without the template, OpenSearch would guess a mapping. */
  ensureTemplate(): Promise<void>;
  prepare(days: readonly string[]): Promise<void>;
  /** Names of what it removed. */
  dropBefore(beforeMs: number): Promise<string[]>;
  list(): Promise<string[]>;
}

interface ResolvedIndices {
  readonly indices: readonly { readonly name: string }[];
}

export function createIndices(connection: Connection, settings: IndexSettings): Indices {
  const { prefix, granularity } = settings;
  // Not PREFIX-*: another Sluice with the prefix `app` must not meet the indices of `app-logs`.
  const patterns = [`${prefix}-1*`, `${prefix}-2*`];
  const templatePath = `/_index_template/${prefix}`;
  let templateEnsured: Promise<void> | undefined;

  async function putTemplate(): Promise<void> {
    const body = indexTemplate({ ...settings, patterns, serverless: connection.serverless });
    try {
      await connection.ask({ method: "PUT", path: templatePath, body });
    } catch (error) {
      // Settings, another template of equal priority, a server too old: no record is to blame, and none is given up for it.
      if (isSluiceError(error, "refused")) throw new SluiceError("config", error.message, { cause: error });
      throw error;
    }
  }

  async function putMissingTemplate(): Promise<void> {
    if ((await templateVersion(connection, templatePath)) < TEMPLATE_VERSION) await putTemplate();
  }

  async function list(): Promise<string[]> {
    const found = await connection.ask<ResolvedIndices>({
      method: "GET",
      path: `/_resolve/index/${patterns.join(",")}`,
    });
    return found.indices.map(({ name }) => name);
  }

  let last = { startMs: 0, endMs: 0, index: "" };
  /** Neighbours in a batch are of one day as a rule. */
  function nameAt(timestampMs: number): string {
    if (timestampMs < last.startMs || timestampMs >= last.endMs) {
      const period = periodOf(timestampMs, granularity);
      last = { ...period, index: `${prefix}-${period.name.replaceAll("-", ".")}` };
    }
    return last.index;
  }

  return {
    nameAt,
    all: patterns.join(","),

    ensureTemplate() {
      templateEnsured ??= putMissingTemplate().catch((error) => {
        templateEnsured = undefined;
        throw error;
      });
      return templateEnsured;
    },

    list,

    async prepare(days) {
      await putTemplate();
      const existing = new Set(await list());
      const wanted = new Set(days.map((day) => nameAt(Date.parse(day))));
      for (const name of wanted) {
        if (!existing.has(name)) await createIndex(connection, name);
      }
    },

    async dropBefore(beforeMs) {
      const ended = (await list()).filter((name) => {
        const timeMs = startOf(name, prefix);
        return timeMs !== undefined && periodOf(timeMs.startMs, timeMs.granularity).endMs <= beforeMs;
      });
      for (const name of ended.sort()) await dropIndex(connection, name);
      return ended;
    },
  };
}

/** 0 if there is none. */
export async function templateVersion(connection: Connection, path: string): Promise<number> {
  try {
    const found = await connection.ask<{ index_templates?: { index_template: { version?: number } }[] }>({
      method: "GET",
      path,
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

/** Of either granularity, since the setting may have changed; undefined if the name is none that Sluice gives. */
function startOf(name: string, prefix: string): { startMs: number; granularity: Granularity } | undefined {
  const date = name.slice(prefix.length + 1);
  const [, month, day] = /^(\d{4}\.\d{2})(\.\d{2})?$/.exec(date) ?? [];
  if (month === undefined) return undefined;
  const startMs = Date.parse(date.replaceAll(".", "-"));
  if (Number.isNaN(startMs)) return undefined;
  return { startMs, granularity: day === undefined ? "month" : "day" };
}
