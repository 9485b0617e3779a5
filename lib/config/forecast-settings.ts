/** The `forecast` section of sluice.yml: what is followed, and whose days it knows. */
import * as v from "valibot";
import { FIELD_STATISTICS, NUMERIC_FIELDS } from "../ports.ts";
import { AlertName } from "./alert-keys.ts";
import { TimeZone } from "./time-zone.ts";

/** Of count no field is asked for; of mean and p95 one of those that are indexed as numbers. */
const ForecastQuery = v.pipe(
  v.strictObject({
    name: AlertName,
    query: v.pipe(
      v.string(),
      v.maxLength(1_000, "a query of at most 1,000 characters"),
      v.description("In the language of the page's search"),
    ),
    field: v.optional(
      v.pipe(
        v.picklist(
          NUMERIC_FIELDS,
          `one of ${NUMERIC_FIELDS.join(", ")}: others are stored as text, attributes too, and have no mean (rename a field to one of these)`,
        ),
        v.description("Whose mean or 95th percentile a minute is taken by"),
      ),
    ),
    statistic: v.optional(
      v.pipe(
        v.picklist(["count", ...FIELD_STATISTICS], "count, mean or p95"),
        v.description("Left out: mean where a field is given, else count"),
      ),
    ),
  }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { name, query, field } = dataset.value;
    const statistic = dataset.value.statistic ?? (field === undefined ? "count" : "mean");
    const issueAt = (key: "field" | "statistic", message: string) => {
      const input = dataset.value[key];
      const path = { type: "object", origin: "value", input: { ...dataset.value }, key, value: input } as const;
      addIssue({ message, input, path: [path] });
      return NEVER;
    };
    if (statistic === "count") {
      if (field !== undefined) return issueAt("statistic", "mean or p95, because field is given");
      return { name, query, statistic };
    }
    if (field === undefined) return issueAt("field", `one of ${NUMERIC_FIELDS.join(", ")}, because statistic is given`);
    return { name, query, field, statistic };
  }),
);

export type ForecastQuery = v.InferOutput<typeof ForecastQuery>;

/** Each asks the store a question of its own every minute. */
const MOST_QUERIES = 50;
const MOST_SERIES = 10_000;

function wholeWithin(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most.toLocaleString("en")}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(most, expected));
}

const otherNames = v.rawCheck<ForecastQuery[]>(({ dataset, addIssue }) => {
  if (!dataset.typed) return;
  const names = dataset.value.map(({ name }) => name);
  for (const [n, name] of names.entries()) {
    if (names.indexOf(name) === n) continue;
    const at = { type: "array", origin: "value", input: dataset.value, key: n, value: dataset.value[n] } as const;
    const inside = { type: "object", origin: "value", input: { name }, key: "name", value: name } as const;
    addIssue({ message: "a name that no other one has", input: name, path: [at, inside] });
  }
});

export const ForecastSettings = v.strictObject({
  alpha: v.optional(
    v.pipe(
      v.number(),
      v.check((a) => a > 0 && a <= 1, "a number above 0, at most 1"),
    ),
    0.3,
  ),
  timeZone: v.optional(v.pipe(TimeZone, v.description("Whose days and hours the season follows")), "UTC"),
  holidays: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.isoDate("a date such as 2026-12-25"))),
      v.description("Days that are like Sundays, in that zone"),
    ),
    [],
  ),
  series: v.optional(
    v.pipe(
      wholeWithin(1, MOST_SERIES),
      v.description(
        "At most so many are followed: all records, services, levels, levels of services, queries; the busiest services",
      ),
    ),
    300,
  ),
  kept: v.optional(
    v.pipe(
      wholeWithin(0, MOST_SERIES),
      v.description("Of so many, the busiest, each minute is kept in the store for charts"),
    ),
    100,
  ),
  forgetAfterDays: v.optional(
    v.pipe(wholeWithin(1, 366), v.description("A service that had no record for so long is no longer followed")),
    14,
  ),
  costPerMillion: v.optional(
    v.pipe(
      v.number(),
      v.check((cost) => Number.isFinite(cost) && cost >= 0, "what a million records cost: a number, 0 or more"),
      v.description(
        "What a million records cost you, by your bill and in its currency; the month's forecast tells its cost then",
      ),
    ),
  ),
  queries: v.optional(
    v.pipe(
      v.array(ForecastQuery),
      v.maxLength(MOST_QUERIES, `at most ${MOST_QUERIES} queries`),
      otherNames,
      v.description(
        "Series of your own: how many lines a query finds in a minute, or a statistic of a field of theirs",
      ),
    ),
    [],
  ),
});
