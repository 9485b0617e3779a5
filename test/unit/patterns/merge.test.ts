import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeTemplates } from "../../../lib/patterns/merge.ts";
import { templateOf } from "../../../lib/patterns/template.ts";

const NAMES = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"];

/** The distinct templates after merging. */
function merged(templates: readonly string[]): string[] {
  const result = mergeTemplates(templates.map((template) => ({ template })));
  return [...new Set(templates.map((template) => result.get(template) ?? template))];
}

describe("templates become one", () => {
  test("where a place has many values", () => {
    expect(merged(NAMES.map((name) => `volume ${name} is full after <time>`))).toEqual([
      "volume <*> is full after <time>",
    ]);
  });

  test("where fewer values look like names and not like words", () => {
    const templates = ["a.Run", "b.Stop", "cartStore", "d_x", "e-f"].map((name) => `bean ${name} was not found`);
    expect(merged(templates)).toEqual(["bean <*> was not found"]);
  });

  test("where the first word is a setting", () => {
    const templates = ["job.id", "tip.id", "task.id", "is.map", "queue.name"].map((key) => `app.${key} is deprecated`);
    expect(merged(templates)).toEqual(["<*> is deprecated"]);
  });

  test("where one has a mask in the place of the other's word", () => {
    expect(merged(["chdir(<path>) failed: no such file", "chdir(pwd) failed: no such file"])).toEqual([
      "chdir(<*>) failed: no such file",
    ]);
  });

  test("where two places vary, whether or not in all combinations", () => {
    const templates = NAMES.map((name, i) => `user ${name} moved to group ${NAMES[(i * 3) % 10]} today`);
    expect(merged(templates)).toEqual(["user <*> moved to group <*> today"]);
  });

  test("where only masks differ, with one word in common", () => {
    expect(merged(["<host> closed", "<id> closed", "<path> opened"])).toEqual(["<*> closed", "<path> opened"]);
  });

  test("though something else tells kinds apart, of which there are more", () => {
    const templates = ["opened", "closed", "lost"].flatMap((what) => [
      `chdir(<path>) of disk ${what}`,
      `chdir(pwd) of disk ${what}`,
    ]);
    expect(merged(templates)).toEqual(["opened", "closed", "lost"].map((what) => `chdir(<*>) of disk ${what}`));
  });

  test("beside others of the same shape, which stay apart", () => {
    const full = NAMES.map((name) => `volume ${name} is full`);
    const gone = NAMES.map((name) => `volume ${name} is gone`);
    expect(merged([...full, ...gone])).toEqual(["volume <*> is full", "volume <*> is gone"]);
  });
});

describe("templates stay apart", () => {
  test.each([
    [
      "with few values, which tell what happened",
      ["VM Started now", "VM Stopped now", "VM Paused now", "VM Resumed now"],
    ],
    ["with constants, however they look", ["LOG_IN", "LOG_OUT", "LOG_A", "LOG_B", "LOG_C"].map((x) => `state is ${x}`)],
    ["with little in common", NAMES.map((name) => `${name} failed`)],
    ["that differ in their first word", NAMES.map((name) => `${name} startup has succeeded`)],
    ["of different shape", ["disk <num> full", "disk <num>, full"]],
    ["that differ everywhere", ["user <user> is gone", "disk <num> was lost"]],
  ])("%s", (_, templates) => {
    expect(merged(templates)).toEqual(templates);
  });
});

test("what is merged does not depend on the order, nor on how often a template comes", () => {
  const word = fc.constantFrom("volume", "is", "full", "<num>", "<host>", ...NAMES);
  const template = fc.array(word, { minLength: 2, maxLength: 6 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(
      fc
        .array(template, { maxLength: 60 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([templates, shuffled]) => {
        const one = mergeTemplates(templates.map((each) => ({ template: each })));
        const other = mergeTemplates([...shuffled, ...shuffled].map((each) => ({ template: each })));
        expect([...other].sort()).toEqual([...one].sort());
      },
    ),
  );
});

test("a merged template has the words and masks of its members, but where they differ", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { maxLength: 30 }), (messages) => {
      for (const [template, to] of mergeTemplates(messages.map((message) => ({ template: templateOf(message) })))) {
        const parts = to.split("<*>");
        expect(template.startsWith(parts[0] ?? "")).toBe(true);
        expect(template.endsWith(parts.at(-1) ?? "")).toBe(true);
      }
    }),
  );
});

test.each([
  ["names", (i: number) => `volume v${"x".repeat(i % 7)}${i.toString(36)} is full`],
  [
    "words that all differ",
    (i: number) => Array.from({ length: 12 }, (_, k) => (i * 31 + k * 7).toString(36)).join(" "),
  ],
  [
    "two words in all orders",
    (i: number) => Array.from({ length: 14 }, (_, k) => ((i >> k) & 1 ? "up" : "down")).join(" "),
  ],
])("twenty thousand at once take little longer than in forty parts: %s", (_, templateAt) => {
  const templates = Array.from({ length: 20_000 }, (_, i) => ({ template: templateAt(i) }));
  const parts = Array.from({ length: 40 }, (_, part) => templates.slice(part * 500, (part + 1) * 500));
  const timed = (lists: (typeof templates)[]) => {
    const started = performance.now();
    for (const list of lists) mergeTemplates(list);
    return performance.now() - started;
  };
  const partsMs = Math.min(timed(parts), timed(parts), timed(parts));
  const wholeMs = Math.min(timed([templates]), timed([templates]), timed([templates]));
  // Quadratic would be forty.
  expect(wholeMs / partsMs).toBeLessThan(15);
});
