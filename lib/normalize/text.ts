/** A line of text → a record for normalize(), by the first format that knows it; else the line is the message. */
import type { JsonObject } from "../record.ts";
import type { TextContext, TextFormat } from "./formats/format.ts";
import { readHeader } from "./formats/header.ts";

const FORMATS: readonly TextFormat[] = [readHeader];

export type TextReader = (text: string) => JsonObject;

export function createTextReader(context: TextContext): TextReader {
  return (text) => {
    for (const format of FORMATS) {
      const record = format(text, context);
      if (record) return record;
    }
    return { message: text };
  };
}
