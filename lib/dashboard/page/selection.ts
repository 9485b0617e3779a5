/** What the viewer looks at: kept in the page's address, so that it can be shared, reloaded and gone back from. */

export const RANGES = [
  { id: "15m", label: "15 m", spoken: "15 minutes" },
  { id: "1h", label: "1 h", spoken: "hour" },
  { id: "6h", label: "6 h", spoken: "6 hours" },
  { id: "24h", label: "24 h", spoken: "24 hours" },
] as const;

export type Range = (typeof RANGES)[number];

export interface Selection {
  readonly query: string;
  readonly range: Range["id"];
  /** Empty: all. */
  readonly service: string;
  /** One level or several with commas; empty: all. */
  readonly level: string;
}

const DEFAULT_RANGE = "1h";

export function rangeOf({ range }: Selection): Range {
  return RANGES.find(({ id }) => id === range) ?? RANGES[1];
}

/** @param search `?q=…&range=…`, as location.search has it; what is not understood counts as not given */
export function readSelection(search: string): Selection {
  const parameters = new URLSearchParams(search);
  const range = RANGES.find(({ id }) => id === parameters.get("range"))?.id ?? DEFAULT_RANGE;
  return {
    query: parameters.get("q") ?? "",
    range,
    service: parameters.get("service") ?? "",
    level: parameters.get("level") ?? "",
  };
}

/** The address of a selection, without what is usual; empty for the usual one. */
export function writeSelection({ query, range, service, level }: Selection): string {
  const given = { q: query, range: range === DEFAULT_RANGE ? "" : range, service, level };
  const parameters = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ""));
  return parameters.size === 0 ? "" : `?${parameters}`;
}

/** As the API takes it. The server counts the range back from its own now: the viewer's clock may be wrong. */
export function apiParameters({ query, range, service, level }: Selection): Record<string, string> {
  return { from: range, q: query, service, level };
}

export function isFiltered({ query, service, level }: Selection): boolean {
  return query !== "" || service !== "" || level !== "";
}

/** The selection narrowed to one more condition, in the language of the search box. */
export function narrowed(selection: Selection, ...clauses: readonly string[]): Selection {
  const missing = clauses.filter((clause) => !selection.query.includes(clause));
  return { ...selection, query: [selection.query, ...missing].filter((part) => part !== "").join(" ") };
}
