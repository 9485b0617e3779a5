/**
 * What a word is, the same on every store: a run of letters, digits, marks and private-use characters. Everything else
 * separates. The SQLite tokenizer (sqlite/schema.ts) and the OpenSearch analyzer (infra/opensearch) are set to the same
 * classes; test/contract/log-store.ts holds them together.
 */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/** In the order of the text, as written: letter case is the store's affair. Empty if the text is punctuation only. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}
