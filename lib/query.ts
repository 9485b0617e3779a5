/**
 * The search language of the page and the command line, the same on every store:
 *
 *     timeout "connection refused" user* -debug service.name:checkout url.path:/api*
 *
 * Words and "phrases" are looked up in message, error.message and error.type; FIELD:VALUE compares a keyword field; `*` at an end
 * means any continuation; `-` in front negates; everything given must hold. `*` alone, or nothing, is everything.
 */
import type { TextClause, TextQuery } from "./ports.ts";

/** Level is what people type; log.level is the field. */
const SHORT_FIELDS: Readonly<Record<string, string>> = {
  level: "log.level",
  service: "service.name",
  host: "host.name",
  pattern: "log.pattern",
};

export const QUERY_FIELDS: ReadonlySet<string> = new Set([
  "log.level",
  "log.logger",
  "log.pattern",
  "log.file.path",
  "service.name",
  "service.environment",
  "host.name",
  "trace.id",
  "span.id",
  "error.type",
  "event.dataset",
  "http.request.method",
  "http.response.status_code",
  "url.path",
  "client.ip",
  "user.name",
]);

const CLAUSE = /(-?)(?:([a-z_]+(?:\.[a-z_]+)*):)?(?:"([^"]*)"|(\S+))/g;

/** Never fails: what is no known FIELD:VALUE is text. */
export function parseQuery(query: string): TextQuery {
  const clauses: TextClause[] = [];
  for (const [whole, minus, name, quoted, bare] of query.matchAll(CLAUSE)) {
    const negated = minus === "-";
    const field = name === undefined ? undefined : (SHORT_FIELDS[name] ?? name);
    const isField = field !== undefined && QUERY_FIELDS.has(field);
    const phrase = quoted !== undefined && (name === undefined || isField);
    const value = phrase ? quoted : isField ? (bare ?? "") : whole.slice(negated ? 1 : 0);
    const prefix = !phrase && value.endsWith("*");
    const text = prefix ? value.replace(/\*+$/, "") : value;
    if (text === "") continue;
    // The output shows levels in capitals; the field has none.
    const wanted = field === "log.level" ? text.toLowerCase() : text;
    if (isField) clauses.push({ kind: "field", field, value: wanted, prefix, negated });
    else clauses.push({ kind: "text", text, phrase: phrase || isGlued(text), prefix, negated });
  }
  return { clauses };
}

/** `10.0.0.1` and `com.example.Order` are several words to a store, and meant side by side. */
function isGlued(text: string): boolean {
  return /[^\p{L}\p{N}\p{M}\p{Co}]/u.test(text);
}

/** FIELD:VALUE for the search box; quoted where a blank or a star would be read otherwise. */
export function fieldClause(field: string, value: string): string {
  return /^[^\s"*]+$/.test(value) ? `${field}:${value}` : `${field}:"${value.replaceAll('"', "")}"`;
}
