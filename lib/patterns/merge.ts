/**
 * Merges templates that differ in names which no rule can tell from words: `volume alpha is full`, `volume beta is full` … become
 * `volume <*> is full`. Templates of one shape are divided at the place with the fewest values, again and again, until all that
 * differs within a part are places with many values, or a mask. The order of the templates does not matter.
 */
import { type Atoms, atomsOf, isMask } from "./atoms.ts";

const ANY = "<*>";

/** More places than this differ between templates of different kinds. */
const PLACES_MOST = 3;
/** So many values of one place are names. Of words that look like any other there must be more. */
const NAMES_LEAST = 5;
const WORDS_LEAST = 10;
/** Words that all templates of a part share: what is common must say something. One will do where only masks differ. */
const SHARED_LEAST = 2;
const DOTTED = /^\p{L}[\p{L}\d]*(?:[.][\p{L}\d-]+)+$/u;
/** Bounds the time: templates that need more divisions have nothing in common worth finding. */
const DIVISIONS_MOST = 12;

/** @returns template → merged template, for those that change */
export function mergeTemplates(templates: readonly { readonly template: string }[]): Map<string, string> {
  const distinct = [...new Set(templates.map(({ template }) => template))].sort();
  const merged = new Map<string, string>();
  for (const part of partsByShape(distinct.map(atomsOf))) divide(part, merged, DIVISIONS_MOST);
  return merged;
}

/** Templates with the same punctuation and as many atoms. */
function partsByShape(templates: readonly Atoms[]): Iterable<Atoms[]> {
  return Map.groupBy(templates, ({ gaps }) => gaps.join("\n")).values();
}

function divide(part: readonly Atoms[], merged: Map<string, string>, divisions: number): void {
  const first = part[0];
  if (first === undefined || part.length === 1 || divisions === 0) return;
  const places = placesThatDiffer(part);
  if (isOneKind(first, places)) {
    const template = withAny(first, places);
    for (const member of part) merged.set(member.template, template);
    return;
  }
  // What varies by itself stays together as long as something else divides.
  const constant = places.filter((place) => !isVariable(place));
  const fewest = (constant.length > 0 ? constant : places).reduce((best, place) =>
    place.values.size < best.values.size ? place : best,
  );
  for (const smaller of Map.groupBy(part, ({ atoms }) => atoms[fewest.index]).values())
    divide(smaller, merged, divisions - 1);
}

interface Place {
  readonly index: number;
  readonly values: ReadonlySet<string>;
}

function placesThatDiffer(part: readonly Atoms[]): Place[] {
  const places: Place[] = [];
  const length = part[0]?.atoms.length ?? 0;
  for (let index = 0; index < length; index++) {
    const first = part[0]?.atoms[index];
    if (part.every(({ atoms }) => atoms[index] === first)) continue;
    places.push({ index, values: new Set(part.map(({ atoms }) => atoms[index] ?? "")) });
  }
  return places;
}

function isOneKind(first: Atoms, places: readonly Place[]): boolean {
  const differing = new Set(places.map(({ index }) => index));
  const shared = first.atoms.filter((atom, index) => !differing.has(index) && isWord(atom)).length;
  const least = places.every(({ values }) => [...values].every(isMask)) ? 1 : SHARED_LEAST;
  return shared >= Math.max(least, places.length) && places.length <= PLACES_MOST && places.every(isVariable);
}

function isVariable({ index, values }: Place): boolean {
  const all = [...values];
  if (all.some(isMask)) return true;
  // The first word tells who speaks or what was done, unless it is the name of a setting.
  if (index === 0 && !all.every((atom) => DOTTED.test(atom))) return false;
  return all.length >= (all.every(isName) ? NAMES_LEAST : WORDS_LEAST);
}

function isWord(atom: string): boolean {
  return /\p{L}{2}/u.test(atom) && !isMask(atom);
}

/** Looks like no word of a sentence: dots, dashes or capitals within. Constants, all in capitals, are words: they tell what happened. */
function isName(atom: string): boolean {
  return /[._/\\@$-]|.\p{Lu}/u.test(atom) && /\p{Ll}/u.test(atom);
}

function withAny({ atoms, gaps }: Atoms, places: readonly Place[]): string {
  const differing = new Set(places.map(({ index }) => index));
  let template = gaps[0] ?? "";
  atoms.forEach((atom, index) => {
    template += (differing.has(index) ? ANY : atom) + (gaps[index + 1] ?? "");
  });
  return template;
}
