/** One rule of the `datasets` section of sluice.yml: what a delivery is, and what becomes of its records. */
import * as v from "valibot";
import { FILE_FORMATS, LINE_FORMATS } from "../normalize/formats/names.ts";
import { IndexPrefix } from "./index-prefix.ts";
import { TimeZone } from "./time-zone.ts";

const FORMATS = [...LINE_FORMATS, ...FILE_FORMATS].sort();
const MOST_ENTRIES = 64;
const MOST_CHARACTERS = 1_024;
/** What every record has, or what is reckoned from it. */
const GIVEN = [
  "@timestamp",
  "message",
  "log.level",
  "log.pattern",
  "log.file.path",
  "log.offset",
  "event.ingested",
  "event.dataset",
  "attributes",
  "client.ip",
];
const name = v.pipe(v.string(), v.nonEmpty("a name"));
const field = v.pipe(v.string(), v.nonEmpty("the name of a field"));

const scalar = v.union([v.string(), v.number(), v.boolean(), v.null()], "a text, a number, true, false or null");

/** By field of the document; all must hold. */
const Conditions = v.pipe(
  v.record(field, v.union([scalar, v.array(scalar)], "a text, a number, true, false, null, or a list of these")),
  v.minEntries(1, "one field at least"),
  v.description(
    "All must hold. A field of the document, or a name below attributes: a text in which * is any text, a number, true or false, null for a field that is not there; of a list one is enough",
  ),
);
export type Conditions = v.InferOutput<typeof Conditions>;

const Sample = v.strictObject({
  when: v.optional(v.pipe(Conditions, v.description("Left out: every record"))),
  rate: v.pipe(
    v.number(),
    v.minValue(0, "a number from 0 to 1"),
    v.maxValue(1, "a number from 0 to 1"),
    v.description("The share that is kept, chosen by the record's id: delivered again, the same are kept"),
  ),
});

export const DatasetRule = v.strictObject({
  match: v.pipe(
    v.string(),
    v.nonEmpty("a pattern such as logs/nginx/*"),
    v.description("Glob over the Fluentd tag or the object's key: * is any text. The first rule that matches counts"),
  ),
  name: v.optional(v.pipe(name, v.description("event.dataset; left out: the Fluentd tag"))),
  format: v.optional(
    v.pipe(
      v.picklist(FORMATS),
      v.description(
        "Tried before all others; lines that it does not know are recognised as usual. text: each line is the message as it stands",
      ),
    ),
  ),
  timeZone: v.optional(v.pipe(TimeZone, v.description("Of times that carry none")), "UTC"),
  service: v.optional(v.pipe(name, v.description("service.name of records that name none"))),
  environment: v.optional(v.pipe(name, v.description("service.environment of records that name none"))),
  index: v.optional(
    v.strictObject({
      prefix: v.pipe(
        IndexPrefix,
        v.description(
          "Its records are stored in PREFIX-YYYY.MM.dd; left out: under the main prefix. SQLite has one table",
        ),
      ),
    }),
  ),
  rename: v.optional(
    v.pipe(
      v.record(field, field),
      v.maxEntries(MOST_ENTRIES, `at most ${MOST_ENTRIES} names`),
      v.description(
        "Names as the records have them (a.b is b in a) → names that Sluice knows, such as log.level, or any other",
      ),
    ),
  ),
  enrich: v.optional(
    v.pipe(
      v.record(
        v.pipe(
          field,
          v.check(
            isOwn,
            "a field that Sluice does not give itself: a keyword such as service.name, or a name of yours",
          ),
        ),
        v.union(
          [v.pipe(v.string(), v.maxLength(MOST_CHARACTERS)), v.number(), v.boolean()],
          `a text of at most ${MOST_CHARACTERS} characters, a number, true or false`,
        ),
      ),
      v.maxEntries(MOST_ENTRIES, `at most ${MOST_ENTRIES} constants`),
      v.description("Constants for fields that the record does not bring"),
    ),
  ),
  drop: v.optional(
    v.pipe(
      v.array(Conditions),
      v.description("Records for which the conditions of one entry hold are counted as filtered, not stored"),
    ),
  ),
  sample: v.optional(
    v.pipe(
      v.array(Sample),
      v.description("The first entry whose conditions hold says which share of such records is kept"),
    ),
  ),
});
export type DatasetRule = v.InferOutput<typeof DatasetRule>;

function isOwn(field: string): boolean {
  return !GIVEN.includes(field) && field !== "__proto__" && !/^(http\.response|event\.duration)/.test(field);
}
