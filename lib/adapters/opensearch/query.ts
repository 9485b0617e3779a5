/** A LogFilter as OpenSearch's query language. Everything is a filter: no scores are computed, and parts are cached. */
import type { LogFilter, TextClause } from "../../ports.ts";
import { QUERY_FIELDS } from "../../query.ts";
import { wordsOf } from "../words.ts";

type Query = object;

const WORD_FIELDS = ["message", "error.message", "error.type.words"];

/** Mapped as numbers and addresses; their text is beside it. */
const TEXT_OF_FIELD: Readonly<Record<string, string>> = {
  "http.response.status_code": "http.response.status_code.keyword",
  "client.ip": "client.ip.keyword",
};

/** As record.ts defines errors. A type too long for its keyword field still has words. */
const IS_ERROR: Query = anyOf([
  { terms: { "log.level": ["error", "fatal"] } },
  { exists: { field: "error.type.words" } },
]);

const NOTHING: Query = { match_none: {} };

/** Where the text of a field is indexed as one term. */
export function keywordOf(field: string): string {
  return TEXT_OF_FIELD[field] ?? field;
}

export function queryOf(filter: LogFilter): Query {
  const must: Query[] = [];
  must.push(...timeRange("@timestamp", filter.fromMs, filter.toMs));
  must.push(...timeRange("event.ingested", filter.ingestedFromMs, filter.ingestedToMs));
  if (filter.levels !== undefined) must.push({ terms: { "log.level": filter.levels } });
  if (filter.service !== undefined) must.push({ term: { "service.name": filter.service } });
  if (filter.pattern !== undefined) must.push({ term: { "log.pattern": filter.pattern } });
  if (filter.errorsOnly) must.push(IS_ERROR);

  const mustNot: Query[] = [];
  for (const clause of filter.text?.clauses ?? []) {
    const queries = clause.kind === "text" ? textQueries(clause) : [fieldQuery(clause)];
    if (clause.negated && queries.length > 0) mustNot.push({ bool: { filter: queries } });
    else must.push(...queries);
  }
  return { bool: { filter: must, must_not: mustNot } };
}

function timeRange(field: string, fromMs: number | undefined, toMs: number | undefined): Query[] {
  if (fromMs === undefined && toMs === undefined) return [];
  const from = fromMs !== undefined && { gte: fromMs };
  const to = toMs !== undefined && { lt: toMs };
  return [{ range: { [field]: { ...from, ...to, format: "epoch_millis" } } }];
}

/** All of them must hold. None if the clause has no word: punctuation restricts nothing, on either side of a minus. */
function textQueries({ text, phrase, prefix }: TextClause & { kind: "text" }): Query[] {
  const words = wordsOf(text);
  const last = words.length - 1;
  if (last < 0) return [];
  // A prefix is looked up among the first so many words that begin with it.
  if (phrase && prefix && last > 0) return [inAnyField("phrase_prefix", words.join(" "), { max_expansions: 1_000 })];
  if (phrase && last > 0) return [inAnyField("phrase", words.join(" "))];
  return words.map((word, i) => inAnyField(prefix && i === last ? "bool_prefix" : "best_fields", word, ALL_WORDS));
}

const ALL_WORDS = { operator: "and" };

/** The server analyzes the text as it did the fields. */
function inAnyField(type: string, text: string, options: object = {}): Query {
  return { multi_match: { type, query: text, fields: WORD_FIELDS, ...options } };
}

function fieldQuery({ field, value, prefix }: TextClause & { kind: "field" }): Query {
  if (!QUERY_FIELDS.has(field)) return NOTHING;
  const name = keywordOf(field);
  return prefix ? { prefix: { [name]: { value } } } : { term: { [name]: { value } } };
}

function anyOf(queries: readonly Query[]): Query {
  return { bool: { should: queries, minimum_should_match: 1 } };
}
