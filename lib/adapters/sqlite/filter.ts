/** A LogFilter as the WHERE clause over `records`. Values are always bound, never written into the SQL. */
import type { SQLInputValue } from "node:sqlite";
import type { LogFilter, TextClause } from "../../ports.ts";
import { QUERY_FIELDS } from "../../query.ts";
import { wordsOf } from "../words.ts";
import { COLUMNS } from "./schema.ts";

export interface Condition {
  /** Never empty. */
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

const EVERYTHING: Condition = { sql: "1", parameters: [] };

export function whereOf(filter: LogFilter): Condition {
  const conditions: Condition[] = [];
  const add = (sql: string, ...parameters: SQLInputValue[]) => conditions.push({ sql, parameters });

  if (filter.fromMs !== undefined) add("timestamp_ms >= ?", filter.fromMs);
  if (filter.toMs !== undefined) add("timestamp_ms < ?", filter.toMs);
  if (filter.ingestedFromMs !== undefined) add("ingested_ms >= ?", filter.ingestedFromMs);
  if (filter.ingestedToMs !== undefined) add("ingested_ms < ?", filter.ingestedToMs);
  if (filter.levels !== undefined) add("level IN (SELECT value FROM json_each(?))", JSON.stringify(filter.levels));
  if (filter.service !== undefined) add("service = ?", filter.service);
  if (filter.pattern !== undefined) add("pattern = ?", filter.pattern);
  if (filter.errorsOnly) add("is_error = 1");
  for (const clause of filter.text?.clauses ?? []) conditions.push(conditionOf(clause));
  return allOf(conditions);
}

export function allOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return EVERYTHING;
  return {
    sql: conditions.map((condition) => condition.sql).join(" AND "),
    parameters: conditions.flatMap((condition) => condition.parameters),
  };
}

function conditionOf(clause: TextClause): Condition {
  const condition = clause.kind === "text" ? textCondition(clause) : fieldCondition(clause);
  if (condition === undefined) return EVERYTHING;
  // A field that is absent compares to NULL, which is not false: a negated clause must hold for it.
  return clause.negated ? { ...condition, sql: `NOT coalesce(${condition.sql}, 0)` } : condition;
}

/** Undefined if the clause has no word: punctuation restricts nothing, on either side of a minus. */
function textCondition(clause: TextClause & { kind: "text" }): Condition | undefined {
  const words = wordsOf(clause.text);
  if (words.length === 0) return undefined;
  const strings = (clause.phrase ? [words.join(" ")] : words).map((string) => `"${string}"`);
  const match = strings.join(" AND ") + (clause.prefix ? " *" : "");
  return { sql: "seq IN (SELECT rowid FROM words WHERE words MATCH ?)", parameters: [match] };
}

function fieldCondition(clause: TextClause & { kind: "field" }): Condition {
  if (!QUERY_FIELDS.has(clause.field)) return { sql: "0", parameters: [] };
  const column = COLUMNS[clause.field];
  const value = column ?? "CAST(json_extract(document, ?) AS TEXT)";
  const path = column ? [] : [`$."${clause.field}"`];
  return clause.prefix
    ? { sql: `substr(${value}, 1, length(?)) = ?`, parameters: [...path, clause.value, clause.value] }
    : { sql: `${value} = ?`, parameters: [...path, clause.value] };
}
