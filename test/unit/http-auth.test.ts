import { expect, test } from "vitest";
import { authorize, parseTokens } from "../../lib/http-auth.ts";

const tokens = ["t0ken.A", "t0ken.B", "shipper:s3cr:et"];
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

test.each(["Bearer t0ken.A", "bearer t0ken.B", basic("shipper:s3cr:et"), basic("anyone:t0ken.A")])(
  "%s is allowed",
  (header) => {
    expect(authorize(header, tokens)).toBe(true);
  },
);

test.each([
  undefined,
  "",
  "Bearer",
  "Bearer ",
  "Bearer wrong",
  "Bearer t0ken.Ax",
  "Bearer t0ken",
  "t0ken.A",
  "Basic !!!",
  basic(""),
  basic(":"),
  basic("nocolon"),
  basic("shipper:s3cr"),
  basic("shipper:"),
  basic("other:s3cr:et"),
  "Bearer  t0ken.A t0ken.B",
  "Digest t0ken.A",
])("%s is refused", (header) => {
  expect(authorize(header, tokens)).toBe(false);
});

test("without tokens nobody is allowed", () => {
  for (const header of ["Bearer ", "Bearer x", basic(":"), undefined]) expect(authorize(header, [])).toBe(false);
});

test("tokens are separated by commas or lines; blanks and empty ones do not count", () => {
  expect(parseTokens(" a , b\nuser:pass,,\n")).toEqual(["a", "b", "user:pass"]);
  expect(parseTokens("")).toEqual([]);
});
