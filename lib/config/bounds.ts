/** Where the line of a rule is: `above` or `below`. */
import * as v from "valibot";

export interface Bounds {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

/** `5%` or 0.05 → 0.05 */
export const share = v.pipe(
  v.union([v.number(), v.string()], "a share such as 5% or 0.05"),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { value } = dataset;
    const fraction = typeof value === "number" ? value : fractionOf(value);
    if (fraction >= 0 && fraction <= 1) return fraction;
    addIssue({ message: "a share such as 5% or 0.05" });
    return NEVER;
  }),
);

/** Told at the key that is missing, or that is one too many. */
export function exactlyOneBound<Rule extends Bounds>() {
  return v.rawCheck<Rule>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { above, below } = dataset.value;
    if ((above === undefined) !== (below === undefined)) return;
    const key = above === undefined ? "above" : "below";
    addIssue({
      message: above === undefined ? "a number here, or at below" : "nothing, because above is given",
      input: below,
      path: [{ type: "object", origin: "value", input: { above, below }, key, value: below }],
    });
  });
}

function fractionOf(text: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text) ?? [];
  return percent === undefined ? Number.NaN : Number(percent) / 100;
}
