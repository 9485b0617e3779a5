import { expect, test } from "vitest";
import { toSluiceError } from "../../../../lib/adapters/sqlite/errors.ts";

test.each([
  ["a damaged file", 11, "config"],
  ["a row of an index that is missing", 779, "config"],
  ["too little memory", 7, "unavailable"],
])("%s is no fault of what was written: it is never called refused", (_, errcode, code) => {
  expect(toSluiceError(Object.assign(new Error("from SQLite"), { errcode }), "logs.db")).toMatchObject({ code });
});
