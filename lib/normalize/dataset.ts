/** Which rule of sluice.yml a delivery falls under: the first whose glob matches its tag or key. */
import type { DatasetRule } from "../config/dataset-rule.ts";
import { compileGlob } from "./glob.ts";

/** Where records of a delivery count that cannot be read. Empty if nothing names a dataset. */
export function datasetNameOf(rules: readonly DatasetRule[], delivery: { name: string; tag?: string }): string {
  return datasetOf(rules, delivery.name)?.name ?? delivery.tag ?? "";
}

export function datasetOf(rules: readonly DatasetRule[], name: string): DatasetRule | undefined {
  return rules.find((rule) => compileGlob(rule.match)(name));
}
