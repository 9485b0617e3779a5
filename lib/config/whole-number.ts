import * as v from "valibot";

export function wholeFrom(least: number) {
  const expected = `a whole number from ${least}`;
  return v.pipe(v.number(), v.integer(expected), v.minValue(least, expected));
}
