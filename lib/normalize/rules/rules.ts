/** What sluice.yml says about one delivery, ready to be applied to each of its records. */
import type { Conditions, DatasetRule } from "../../config/dataset-rule.ts";
import type { RedactSettings } from "../../config/redact-settings.ts";
import type { LogRecord } from "../../record.ts";
import { datasetOf } from "../dataset.ts";
import { type Redactor, redactorOf } from "../redact/redactor.ts";
import { compileConditions, type Predicate } from "./condition.ts";
import { compileEnrich, type Enrich } from "./enrich.ts";
import { compileRename, type Rename } from "./rename.ts";
import { isSampled } from "./sample.ts";

export interface RuleSettings {
  readonly datasets: readonly DatasetRule[];
  /** Left out: nothing is redacted. */
  readonly redact?: RedactSettings;
}

/** In the order in which they apply: a record is redacted under the names that it came with, and filtered as it would be stored. */
export interface Rules {
  readonly dataset: DatasetRule | undefined;
  readonly redactor: Redactor | undefined;
  readonly rename: Rename | undefined;
  readonly enrich: Enrich | undefined;
  /** Whether the user does not want this record stored. */
  readonly isFiltered: ((record: LogRecord, id: string) => boolean) | undefined;
}

/** @param name the delivery's tag or key */
export function rulesFor({ datasets, redact }: RuleSettings, name: string): Rules {
  const dataset = datasetOf(datasets, name);
  return {
    dataset,
    redactor: redactorOf(redact),
    rename: dataset?.rename && compileRename(dataset.rename),
    enrich: dataset?.enrich && compileEnrich(dataset.enrich),
    isFiltered: compileFilter(dataset),
  };
}

function compileFilter(dataset: DatasetRule | undefined): Rules["isFiltered"] {
  if (!dataset?.drop && !dataset?.sample) return undefined;
  const drops = (dataset.drop ?? []).map(compileConditions);
  const samples = (dataset.sample ?? []).map(({ when, rate }) => ({ holds: compileWhen(when), rate }));
  return (record, id) => {
    if (drops.some((holds) => holds(record))) return true;
    const sample = samples.find(({ holds }) => holds(record));
    return sample !== undefined && !isSampled(id, sample.rate);
  };
}

function compileWhen(when: Conditions | undefined): Predicate {
  return when === undefined ? () => true : compileConditions(when);
}
