/** One row of CSV → the record. Columns have the names of the header; a field beyond them is kept under a name of its own. */
import { freeKey, setKey } from "../normalize/json-object.ts";
import type { JsonObject } from "../record.ts";
import type { Parsed } from "./parse.ts";

/** Names that a header of logs has at least one of. */
const KNOWN = /^"?@?(?:time(?:stamp)?|date(?:time)?|ts|level|severity|message|msg|log|service|host)"?$/i;
const NAME = /^[\w@][\w@ .:/()-]{0,63}$/;

/** Whether a row is a header: names only, all different, one of them known. */
export function namesColumns(fields: readonly string[]): boolean {
  const names = new Set(fields);
  return (
    names.size > 1 && names.size === fields.length && fields.some(isKnown) && fields.every((name) => NAME.test(name))
  );
}

function isKnown(name: string): boolean {
  return KNOWN.test(name);
}

/** Fields of a row; two quotes inside of quotes are one. Never fails: what stands behind a closing quote belongs to the field. */
export function splitCsvRow(row: string): string[] {
  const fields: string[] = [];
  for (let at = 0; ; ) {
    let field = "";
    let isInQuotes = row[at] === '"';
    if (isInQuotes) at++;
    while (isInQuotes) {
      const quote = row.indexOf('"', at);
      const end = quote < 0 ? row.length : quote;
      field += row.slice(at, end);
      isInQuotes = row[end + 1] === '"';
      if (isInQuotes) field += '"';
      at = end + (isInQuotes ? 2 : 1);
    }
    const comma = row.indexOf(",", at);
    fields.push(field + row.slice(at, comma < 0 ? row.length : comma));
    if (comma < 0) return fields;
    at = comma + 1;
  }
}

const LEVEL =
  /^(?:trace|debug|info(?:rmation)?|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|alert|emerg(?:ency)?)$/i;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** @param columns undefined for a file without a header: the fields are told apart by what they look like */
export function parseCsvRow(bytes: Buffer, columns: readonly string[] | undefined): Parsed {
  const fields = splitCsvRow(bytes.toString("utf8"));
  const names = columns ?? guessColumns(fields);
  const value: JsonObject = {};
  for (const [n, field] of fields.entries()) {
    if (field !== "") setKey(value, freeKey(value, names[n] ?? `column_${n + 1}`), field);
  }
  return { kind: "object", value };
}

/** The first that looks like a time, the first level word, and the longest text are what a reader would take them for. */
function guessColumns(fields: readonly string[]): string[] {
  const time = fields.findIndex((field) => TIME.test(field));
  const level = fields.findIndex((field) => LEVEL.test(field));
  let longest = -1;
  for (const [n, field] of fields.entries()) {
    if (n !== time && n !== level && field.length > (fields[longest]?.length ?? 0)) longest = n;
  }
  return fields.map((_, n) => {
    if (n === time) return "timestamp";
    if (n === level) return "level";
    return n === longest ? "message" : `column_${n + 1}`;
  });
}
