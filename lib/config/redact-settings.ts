/** The `redact` section of sluice.yml. */
import * as v from "valibot";
import { DETECTOR_NAMES } from "../normalize/redact/detectors.ts";
import { patternProblem } from "../normalize/redact/pattern.ts";

const MOST_PATTERNS = 50;

const Pattern = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(/^[a-z][a-z0-9-]{0,31}$/, "lower-case letters, digits and hyphens"),
    v.description("What stands in the place of what was found: <redacted:NAME>"),
  ),
  pattern: v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      const problem = dataset.typed ? patternProblem(dataset.value) : undefined;
      if (problem !== undefined) addIssue({ message: problem });
    }),
    v.description("In the syntax of RE2: no look-around, no back references; (?i) ignores case"),
  ),
  contains: v.optional(
    v.pipe(
      v.string(),
      v.nonEmpty("a text"),
      v.description(
        "A text that stands in all that the pattern matches: texts without it are not searched, which saves time",
      ),
    ),
  ),
});

export const RedactSettings = v.strictObject({
  detectors: v.optional(
    v.pipe(
      v.array(v.picklist(DETECTOR_NAMES)),
      v.description(
        "What is found without being described: credentials, and personal data (pii is all of it) by choice",
      ),
    ),
    [],
  ),
  patterns: v.optional(v.pipe(v.array(Pattern), v.maxLength(MOST_PATTERNS, `at most ${MOST_PATTERNS} patterns`)), []),
});

export type RedactSettings = v.InferOutput<typeof RedactSettings>;
