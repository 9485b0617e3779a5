/** The prefixes that the store's indices are named with: the main one, and those of dataset rules. */
import * as v from "valibot";
import type { DatasetRule } from "./dataset-rule.ts";
import type { Settings } from "./settings.ts";

/** No pattern PREFIX-1*, PREFIX-2* of one such prefix meets an index of another: that would need a hyphen before a 1 or a 2. */
export const IndexPrefix = v.pipe(
  v.string(),
  v.regex(
    /^(?!.*-[12]|.*-forecast$)[a-z][a-z0-9-]{0,99}$/,
    "lower-case letters, digits and hyphens, no hyphen before a 1 or a 2 (years begin so), not -forecast at the end (kept for points of forecasts)",
  ),
);

/**
 * Each is one more index a day, and reads name them all in their path: OpenSearch takes a request line of 4,096 bytes
 * (`http.max_initial_line_length`), and two patterns of 103 for each of 16 and the main one are 3,536.
 */
export const MOST_DATASET_PREFIXES = 16;

/** The main one first, each once. */
export function indexPrefixesOf({ index, datasets }: Pick<Settings, "index" | "datasets">): string[] {
  const others = new Set(datasets.flatMap((rule) => rule.index?.prefix ?? []));
  others.delete(index.prefix);
  return [index.prefix, ...others];
}

/** Tells the first rule that names one too many. */
export const notTooManyPrefixes = v.rawCheck<DatasetRule[]>(({ dataset, addIssue }) => {
  if (!dataset.typed) return;
  const named = new Set<string>();
  for (const [n, rule] of dataset.value.entries()) {
    if (rule.index === undefined) continue;
    const { prefix } = rule.index;
    if (named.add(prefix).size <= MOST_DATASET_PREFIXES) continue;
    addIssue({
      message: `one of those named before: at most ${MOST_DATASET_PREFIXES} prefixes, each is an index a day`,
      input: prefix,
      path: [
        { type: "array", origin: "value", input: dataset.value, key: n, value: rule },
        { type: "object", origin: "value", input: { ...rule }, key: "index", value: rule.index },
        { type: "object", origin: "value", input: { ...rule.index }, key: "prefix", value: prefix },
      ],
    });
    return;
  }
});
