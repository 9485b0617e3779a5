/**
 * Names in the `alerts` section that must fit each other. They are read leniently, so that a mistake elsewhere in the section does
 * not hide these: all problems are told at once.
 */
import * as v from "valibot";
import { ERROR_GROUPS, FORECAST } from "../alerts/subject.ts";
import { DEFAULT_ROUTE } from "./alert-route.ts";

const text = v.fallback(v.optional(v.string()), undefined);
const Referring = v.object({
  name: text,
  type: text,
  by: text,
  route: text,
  mutedBy: v.fallback(v.optional(v.array(v.string()), []), []),
  match: v.fallback(v.optional(v.object({ rule: text })), undefined),
});
const entries = v.fallback(v.optional(v.array(v.fallback(Referring, { mutedBy: [] })), []), []);
const Lenient = v.fallback(
  v.object({ routes: entries, rules: entries, groups: entries, forecast: entries, maintenance: entries }),
  {
    routes: [],
    rules: [],
    groups: [],
    forecast: [],
    maintenance: [],
  },
);
type Named = v.InferOutput<typeof Lenient>;

/** Rules that have no name of their own in sluice.yml. */
const BUILT_IN = [
  ["groups", ERROR_GROUPS],
  ["forecast", FORECAST],
] as const;

interface Problem {
  readonly at: readonly (string | number)[];
  readonly value: unknown;
  readonly expected: string;
}

export function soundReferences<Section>() {
  return v.rawCheck<Section>(({ dataset, addIssue }) => {
    const named = v.parse(Lenient, dataset.value);
    for (const { at, value, expected } of [...repeatedNames(named), ...unknownNames(named), ...cycles(named)]) {
      // Messages show the keys and the value, nobody asks for what stands on the way there.
      const step = { type: "unknown", origin: "value", input: undefined, value } as const;
      const [first, ...rest] = at.map((key) => ({ ...step, key }));
      addIssue({ message: expected, input: value, ...(first && { path: [first, ...rest] }) });
    }
  });
}

function repeatedNames(named: Named): Problem[] {
  return (["rules", "maintenance"] as const).flatMap((list) => {
    const names = named[list].map(({ name }) => name);
    return names.flatMap((name, n) =>
      name !== undefined && names.indexOf(name) < n
        ? [{ at: [list, n, "name"], value: name, expected: "a name that no other one has" }]
        : [],
    );
  });
}

function unknownNames(named: Named): Problem[] {
  const rules = new Set([ERROR_GROUPS, FORECAST, ...named.rules.map(({ name }) => name)]);
  const routes = new Set([DEFAULT_ROUTE, ...named.routes.map(({ name }) => name)]);
  const isRule = `${ERROR_GROUPS}, ${FORECAST}, or the name of one of alerts.rules`;
  const problems: Problem[] = [];
  for (const list of ["rules", "groups", "forecast"] as const) {
    for (const [n, { route, mutedBy }] of named[list].entries()) {
      if (route !== undefined && !routes.has(route))
        problems.push({
          at: [list, n, "route"],
          value: route,
          expected: `${DEFAULT_ROUTE}, or the name of one of alerts.routes`,
        });
      for (const [m, name] of mutedBy.entries())
        if (!rules.has(name)) problems.push({ at: [list, n, "mutedBy", m], value: name, expected: isRule });
    }
  }
  for (const [n, { match }] of named.maintenance.entries())
    if (match?.rule !== undefined && !rules.has(match.rule))
      problems.push({ at: ["maintenance", n, "match", "rule"], value: match.rule, expected: isRule });
  return problems;
}

/** Rules that mute each other, by way of others or not: nobody would be told of any. Each circle is told once, at its first rule. */
function cycles(named: Named): Problem[] {
  const parents = new Map<string, readonly string[]>();
  const places = new Map<string, readonly (string | number)[]>();
  for (const [list, rule] of BUILT_IN) {
    for (const [n, { mutedBy }] of named[list].entries()) {
      parents.set(rule, [...(parents.get(rule) ?? []), ...mutedBy]);
      if (mutedBy.length > 0 && !places.has(rule)) places.set(rule, [list, n, "mutedBy"]);
    }
  }
  for (const [n, { name, mutedBy }] of named.rules.entries()) {
    if (name === undefined || parents.has(name)) continue;
    parents.set(name, mutedBy);
    places.set(name, ["rules", n, "mutedBy"]);
  }

  // What the forecast is muted by of itself: lib/alerts/forecast-policy.ts.
  const silences = named.rules.flatMap(({ name, type, by }) =>
    type === "silence" && by === "service" && name !== undefined ? [name] : [],
  );
  parents.set(FORECAST, [...(parents.get(FORECAST) ?? []), ERROR_GROUPS, ...silences]);

  const told = new Set<string>();
  const problems: Problem[] = [];
  for (const [name, at] of places) {
    const circle = told.has(name) ? undefined : wayBack(name, parents);
    if (!circle) continue;
    for (const member of circle) told.add(member);
    problems.push({ at, value: parents.get(name), expected: `no circle: ${[...circle, name].join(", muted by ")}` });
  }
  return problems;
}

/** The shortest way from `name` over those that mute it back to itself. */
function wayBack(name: string, parents: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const ways: string[][] = [[name]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const parent of parents.get(way.at(-1) ?? name) ?? []) {
      if (parent === name) return way;
      if (seen.has(parent)) continue;
      seen.add(parent);
      ways.push([...way, parent]);
    }
  }
  return undefined;
}
