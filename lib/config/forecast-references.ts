/** Names of `forecast.queries` that alerts ask for: they stand in two sections, and must fit each other. */
import * as v from "valibot";

const text = v.fallback(v.optional(v.string()), undefined);
const listOf = <const Entry extends v.GenericSchema>(entry: Entry) =>
  v.fallback(v.optional(v.array(v.fallback(v.optional(entry), undefined)), []), []);
const Lenient = v.fallback(
  v.object({
    alerts: v.fallback(
      v.optional(
        v.object({ rules: listOf(v.object({ series: v.fallback(v.optional(v.object({ query: text })), undefined) })) }),
      ),
      undefined,
    ),
    forecast: v.fallback(v.optional(v.object({ queries: listOf(v.object({ name: text })) })), undefined),
  }),
  {},
);

export function knownQueries<Sections>() {
  return v.rawCheck<Sections>(({ dataset, addIssue }) => {
    const { alerts, forecast } = v.parse(Lenient, dataset.value);
    const names = new Set(forecast?.queries.map((query) => query?.name));
    for (const [n, rule] of (alerts?.rules ?? []).entries()) {
      const query = rule?.series?.query;
      if (query === undefined || names.has(query)) continue;
      // Messages show the keys and the value, nobody asks for what stands on the way there.
      const step = { type: "unknown", origin: "value", input: undefined, value: query } as const;
      const [first, ...rest] = ["alerts", "rules", n, "series", "query"].map((key) => ({ ...step, key }));
      addIssue({
        message: "the name of one of forecast.queries",
        input: query,
        ...(first && { path: [first, ...rest] }),
      });
    }
  });
}
