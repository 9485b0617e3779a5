/** Constants that sluice.yml gives to records which do not bring the field themselves. */
import type { JsonObject } from "../../record.ts";
import { isTextField, type TextField } from "../fields.ts";

export type Constant = string | number | boolean;
export type Enrich = (fields: { [field in TextField]?: string }, attributes: JsonObject) => void;

/** @param constants by field of the document; what is none goes into `attributes` */
export function compileEnrich(constants: Readonly<Record<string, Constant>>): Enrich {
  const entries = Object.entries(constants);
  return (fields, attributes) => {
    for (const [name, value] of entries) {
      if (isTextField(name)) fields[name] ??= String(value);
      else if (!Object.hasOwn(attributes, name)) attributes[name] = value;
    }
  };
}
