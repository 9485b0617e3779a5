/**
 * How OpenSearch stores the documents of lib/record.ts. Why it is as it is, with figures: docs/decisions/index-mapping.md,
 * query-analysis.md.
 */

/** Raised with every change: a store with an older template gets this one, for the indices made from then on. */
export const TEMPLATE_VERSION = 1;

export interface IndexTemplateOptions {
  /** Names that people and Dashboards read its indices by. */
  readonly aliases: readonly string[];
  /** Patterns of the indices it is for. */
  readonly patterns: readonly string[];
  readonly shards: number;
  readonly replicas: number;
  /** Amazon OpenSearch Serverless, which manages shards, replicas, refresh and storage itself and refuses their settings. */
  readonly serverless: boolean;
}

/** The body of `PUT _index_template/NAME`. */
export function indexTemplate(options: IndexTemplateOptions) {
  return {
    index_patterns: options.patterns,
    priority: 100,
    version: TEMPLATE_VERSION,
    template: {
      aliases: Object.fromEntries(options.aliases.map((alias) => [alias, {}])),
      settings: { ...(options.serverless ? {} : clusterSettings(options)), analysis: ANALYSIS },
      mappings: MAPPINGS,
    },
  };
}

function clusterSettings({ shards, replicas }: IndexTemplateOptions) {
  return {
    index: {
      number_of_shards: shards,
      number_of_replicas: replicas,
      codec: "best_compression",
      sort: { field: ["@timestamp", "log.offset"], order: ["desc", "desc"] },
      refresh_interval: "5s",
    },
  };
}

/** Words as lib/adapters/words.ts has them. Lucene refuses terms above 32,766 bytes, so words are cut where nobody reads on. */
const ANALYSIS = {
  tokenizer: { words: { type: "pattern", pattern: "[^\\p{L}\\p{N}\\p{M}\\p{Co}]+" } },
  filter: { first_255: { type: "truncate", length: 255 } },
  analyzer: { words: { type: "custom", tokenizer: "words", filter: ["lowercase", "first_255"] } },
};

/** match_only_text keeps no positions and no scores: phrases are checked against the source, newest first needs no scores. */
const WORDS = { type: "match_only_text", analyzer: "words" };

/** A longer value is kept but not indexed: a term of Lucene holds 32,766 bytes, a UTF-16 unit takes up to 3. */
const KEYWORD = { type: "keyword", ignore_above: 10_000 };
/** Looked up, never counted by: nearly each value is there once, and a column of them is the largest part of an index. */
const IDENTIFIER = { ...KEYWORD, doc_values: false };
/** A value that is no such number is kept, not indexed, and no reason to refuse the document. */
const LONG = { type: "long", ignore_malformed: true };
const DATE = { type: "date", format: "strict_date_optional_time" };

const MAPPINGS = {
  // What is not below is stored, not indexed: no document can add a field.
  dynamic: false,
  properties: {
    "@timestamp": DATE,
    message: WORDS,
    log: {
      properties: {
        level: KEYWORD,
        logger: KEYWORD,
        pattern: KEYWORD,
        file: { properties: { path: KEYWORD } },
        // Sorted by, never searched for.
        offset: { ...LONG, index: false },
      },
    },
    service: { properties: { name: KEYWORD, environment: KEYWORD } },
    host: { properties: { name: KEYWORD } },
    trace: { properties: { id: IDENTIFIER } },
    span: { properties: { id: IDENTIFIER } },
    error: {
      properties: {
        type: { ...KEYWORD, fields: { words: WORDS } },
        message: WORDS,
        stack_trace: { type: "text", index: false },
      },
    },
    http: {
      properties: {
        version: KEYWORD,
        request: { properties: { method: KEYWORD, referrer: KEYWORD } },
        response: {
          properties: {
            // As text too, so that a query by prefix (5*) means the same as on keyword fields.
            status_code: { ...LONG, fields: { keyword: KEYWORD } },
            body: { properties: { bytes: LONG } },
          },
        },
      },
    },
    url: { properties: { path: KEYWORD, query: KEYWORD } },
    // Some servers log a host name here: findable as text, left out of the address index.
    client: { properties: { ip: { type: "ip", ignore_malformed: true, fields: { keyword: KEYWORD } } } },
    user: { properties: { name: KEYWORD } },
    user_agent: { properties: { original: KEYWORD } },
    event: { properties: { ingested: DATE, dataset: KEYWORD, duration: LONG } },
    attributes: { type: "flat_object" },
  },
};
