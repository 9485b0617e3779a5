/** Which rule of sluice.yml a delivery falls under: the first whose glob matches its tag or key. */
import type { DatasetRule } from "../config/dataset-rule.ts";
import { compileGlob } from "./glob.ts";

export function datasetOf(rules: readonly DatasetRule[], name: string): DatasetRule | undefined {
  return rules.find((rule) => compileGlob(rule.match)(name));
}
